/** The SIM (reference §6.1, steps 4 and 5). */
import { type CommandEntry, family, type Handler, says } from "../command-registry";
import { plainError } from "../errors";

const general = family("general", "AT commands manual");

const readPin: Handler = ({ modem, information }) => {
  modem.sim.requirePresent();
  information(`+CPIN: ${modem.sim.stateText}`);
};

const code = (text: string): string => {
  if (!/^\d{4,8}$/.test(text)) throw plainError();
  return text;
};

/** PIN and PUK may come without quotes. */
const enterPin: Handler = ({ modem, args, after }) => {
  args.atMost(2);
  const first = code(args.raw(0).text);
  if (args.has(1)) modem.sim.enterPuk(first, code(args.raw(1).text));
  else modem.sim.enterPin(first);
  after(() => modem.boot.announceSim());
};

const readCard =
  (text: (sim: { imsi: string; iccid: string }) => string): Handler =>
  ({ modem, information }) => {
    modem.sim.requireReady();
    information(text(modem.sim));
  };

const cardNumber: CommandEntry["forms"] = { test: says(), execute: readCard(({ iccid }) => `+QCCID: ${iccid}`) };

const attemptsLeft: Handler = ({ modem, information }) => {
  modem.sim.requirePresent();
  information(`+QPINC: "SC",${modem.sim.pinAttempts},${modem.sim.pukAttempts}`);
};

export const SIM_COMMANDS: readonly CommandEntry[] = [
  general(
    "+QSIMSTAT",
    {
      test: says("+QSIMSTAT: (0,1)"),
      read: says((modem) => `+QSIMSTAT: ${modem.kept.get("+QSIMSTAT") ?? 0},${modem.sim.state === "absent" ? 0 : 1}`),
      write: ({ modem, args }) => {
        args.atMost(1);
        modem.kept.set("+QSIMSTAT", String(args.integer(0, 0, 1)));
      },
    },
    "partial",
  ),
  general("+QPINC", { test: says('+QPINC: ("SC")'), read: attemptsLeft }),
  general("+CPIN", { test: says(), read: readPin, write: enterPin }),
  general("+CIMI", { test: says(), execute: readCard(({ imsi }) => imsi) }),
  general("+QCCID", cardNumber),
  general("+CCID", cardNumber),
  general("+QINISTAT", {
    test: says("+QINISTAT: (0-7)"),
    execute: says((modem) => `+QINISTAT: ${modem.boot.initBits}`),
  }),
];
