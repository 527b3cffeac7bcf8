/** Functionality, reboot, power off and supply (reference §1.4, §6.6). */
import { type CommandEntry, family, type Handler, says } from "../command-registry";
import { plainError } from "../errors";

const general = family("general", "AT commands manual");

const setFunctionality: Handler = async ({ modem, args, after }) => {
  args.atMost(2);
  const functionality = args.integer(0, 0, 4);
  const isReset = args.optionalInteger(1, 0, 1, 0) === 1;
  if (![0, 1, 4].includes(functionality) || (isReset && functionality !== 1)) throw plainError();
  if (isReset) return after(() => modem.power.reboot());
  await modem.clock.sleep(modem.options.timing.cfunMs);
  modem.setFunctionality(functionality);
};

const powerDown: Handler = ({ modem, args, after }) => {
  args.atMost(1);
  args.optionalInteger(0, 0, 1, 1);
  after(() => modem.clock.setTimeout(() => modem.power.powerDown(), modem.options.timing.powerDownMs));
};

const readConverter: Handler = ({ args, information }) => {
  args.atMost(1);
  args.integer(0, 0, 1);
  information("+QADC: 1,655");
};

export const POWER_COMMANDS: readonly CommandEntry[] = [
  // No call can be had here, so the modem is always ready.
  general("+CPAS", { test: says("+CPAS: (0,3,4)"), execute: says("+CPAS: 0") }),
  general("+CFUN", {
    test: says("+CFUN: (0,1,4),(0,1)"),
    read: says((modem) => `+CFUN: ${modem.functionality}`),
    write: setFunctionality,
  }),
  // BG96 AT manual V2.2: baseband, oscillator and amplifier, degrees Celsius.
  general("+QTEMP", { test: says(), execute: says("+QTEMP: 30,27,25") }),
  // EC2x AT manual V2.0, 13.4: success, and mV.
  general("+QADC", { test: says("+QADC: (0,1)"), write: readConverter }),
  // 27.007, 8.4: not charging, percent; the third is Quectel's, mV.
  general("+CBC", { test: says("+CBC: (0-2),(1-100),(0-65535)"), execute: says("+CBC: 0,78,3911") }),
  general("+QPOWD", { test: says("+QPOWD: (0,1)"), execute: powerDown, write: powerDown }),
];
