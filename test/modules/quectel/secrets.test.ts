/** What a program entrusts to the driver is told nobody: not in the trace, not in an error, not in the status, whatever goes wrong. */
import type { ConnectOptions, ModemInterface } from "../../../modules/quectel/index";
import { cme, ERROR, info, installDevice, pass, printed } from "../../doubles/device";
import { type Reply, ScriptedModem, SOON_MS } from "../../doubles/scripted-modem";

const pem = (kind: string, letter: string): string =>
  `-----BEGIN ${kind}-----\n${(letter.repeat(63) + "=\n").repeat(4)}-----END ${kind}-----\n`;

const PIN = "83914726";
const USER = "apn-user-k3x";
const PASSWORD = "apn-password-q7z";
/** Part of the text. */
const KEY = "KeyKey";
const CONTENT = "file-content-m5w";
const PAYLOAD = "Bearer-token-t9v";
const SECRETS = [PIN, USER, PASSWORD, KEY, CONTENT, PAYLOAD];

const OPTIONS: ConnectOptions = {
  apn: "internet",
  pin: PIN,
  username: USER,
  password: PASSWORD,
  tls: {
    verify: "mutual",
    ca: pem("CERTIFICATE", "a"),
    cert: pem("CERTIFICATE", "c"),
    key: pem("PRIVATE KEY", "KeyKey".repeat(10)),
  },
  debug: true,
};

/** Time limits and probes: until nothing more happens. */
const LONG_MS = 600e3;

interface Life {
  modem: ScriptedModem;
  /** All that anybody could see: the console, errors, reasons and the status. */
  told: string;
}

/** One life of a program at level debug: it connects, uploads, opens, writes and ends. @param spoil changes the modem's answers. */
async function live(spoil: (modem: ScriptedModem) => void, options = OPTIONS): Promise<Life> {
  installDevice();
  const modem = new ScriptedModem();
  const told: string[] = [];
  const tell = (error: Error | null): unknown =>
    error && told.push(JSON.stringify(Object.assign({ text: String(error) }, error)));
  modem.answerBringUp();
  modem.answer("AT+CPIN?", info("+CPIN: SIM PIN"), info("+CPIN: READY"));
  spoil(modem);
  const { connect } = await import("../../../modules/quectel/index");
  const attempt = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      tell(error as Error);
    }
  };
  const use = (made: ModemInterface): void => {
    attempt(() => made.upload("data.bin", CONTENT, tell));
    attempt(() => {
      const slot = made.open({ host: "h.example", port: 443 });
      slot.on("error", tell);
      slot.on("open", () => {
        slot.write(PAYLOAD);
        slot.end();
      });
    });
  };
  const progress = { onProgress: (text: string) => told.push(text), onLost: (reason: string) => told.push(reason) };
  attempt(() => {
    const made = connect(modem.port, { ...options, ...progress }, (error, online) =>
      error ? tell(error) : use(online),
    );
    pass(5 * SOON_MS);
    modem.say("+QSSLOPEN: 0,0");
    pass(LONG_MS);
    told.push(JSON.stringify(made.status()));
  });
  return { modem, told: [...printed, ...told].join("\n") };
}

function expectNothingTold({ told }: Life): void {
  for (const secret of SECRETS) expect(told).not.toContain(secret);
}

let commands: string[];
beforeAll(async () => {
  const { modem, told } = await live(() => {});
  commands = [...new Set(modem.commands)];
  // They were used indeed, and the trace is on.
  const used = [...modem.commands, ...modem.payloads].join("\n");
  for (const secret of SECRETS) expect(used).toContain(secret);
  expect(told).toContain("> AT+QICSGP");
  expectNothingTold({ modem, told });
});

const FAILURES: Record<string, (command: string) => Reply> = {
  "is refused": () => ERROR,
  "is refused with a number": () => cme(50),
  "has no answer": () => undefined,
  "has an echo before its answer": (command) => `${command}\r${ERROR}`,
  "has nothing but an echo": (command) => `${command}\r\r\n`,
  "has an echo that was cut off": (command) => `${command.slice(0, -2)}\r\n`,
};

it.each(Object.entries(FAILURES))("are told nobody when a command %s, whichever it is", async (_, reply) => {
  for (const command of commands) expectNothingTold(await live((modem) => modem.answer(command, reply(command))));
});

it("are told nobody when the modem restarts behind a command, whichever it is", async () => {
  for (const command of commands) expectNothingTold(await live((modem) => modem.answer(command, "\r\nRDY\r\n")));
});

it.each<[string, ConnectOptions]>([
  ["a user that is too long", { username: USER.repeat(20) }],
  ["a password with a quote", { password: `${PASSWORD}"` }],
  ["a PIN that is too long", { pin: PIN + PIN }],
  ["a key with a space before it", { tls: { ...OPTIONS.tls, key: ` ${OPTIONS.tls!.key}` } }],
  ["a key beyond ASCII", { tls: { ...OPTIONS.tls, key: `${OPTIONS.tls!.key}\xe9` } }],
])("are told nobody when they are refused: %s", async (_, changes) => {
  expectNothingTold(await live(() => {}, { ...OPTIONS, ...changes }));
});
