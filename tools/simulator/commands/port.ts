/** The AT port itself: echo, result codes, stored profile, S registers, speed (reference §1.5). */
import type { Arguments } from "../command-line";
import { type CommandEntry, family, type Handler, says } from "../command-registry";
import { plainError } from "../errors";
import type { PortSettings } from "../settings";

const general = family("general", "AT commands manual");

/** A basic command such as ATE0: no digit means 0. */
function basic(setting: keyof PortSettings, maximum: number): Handler {
  return ({ modem, args }) => {
    modem.settings.port[setting] = args.optionalInteger(0, 0, maximum, 0);
  };
}

/** &F, &W and Z take 0 only. */
function profileAction(action: "restoreFactory" | "store" | "load"): Handler {
  return ({ modem, args }) => {
    args.optionalInteger(0, 0, 0, 0);
    modem.settings[action]();
  };
}

function register(number: number): CommandEntry {
  return general(
    `S${number}`,
    {
      read: ({ modem, information }) => information(String(modem.settings.registers.get(number)).padStart(3, "0")),
      write: ({ modem, args }) => {
        modem.settings.registers.set(number, registerValue(number, args));
      },
    },
    number === 12 ? "full" : "accepted",
  );
}

/** S12 is the guard time around `+++` in units of 20 ms; S3 to S5 are characters that stay as they are. */
function registerValue(number: number, args: Arguments): number {
  if (number === 12) return args.integer(0, 10, 250);
  const fixed = { 3: 13, 4: 10, 5: 8 }[number];
  return fixed === undefined ? args.integer(0, 0, 255) : args.integer(0, fixed, fixed);
}

/** The line changes its speed behind the final result; 0: it takes on the host's. */
const setBaud: Handler = ({ modem, args }) => {
  args.atMost(1);
  const baud = args.integer(0, 0, 4_000_000);
  if (!modem.profile.baudRates.includes(baud)) throw plainError();
  modem.settings.port.baud = baud;
};

const setFlowControl: Handler = ({ modem, args }) => {
  args.atMost(2);
  const pair = [args.integer(0, 0, 2), args.optionalInteger(1, 0, 2, modem.settings.flowControl[1])];
  if (pair.includes(1)) throw plainError();
  modem.settings.flowControl = pair as [number, number];
};

export const PORT_COMMANDS: readonly CommandEntry[] = [
  general("E", { execute: basic("echo", 1) }),
  general("V", { execute: basic("verbose", 1) }),
  general("Q", { execute: basic("quiet", 1) }),
  general("X", { execute: basic("connectTexts", 4) }, "accepted"),
  general("&C", { execute: basic("carrierDetect", 1) }, "accepted"),
  general("&D", { execute: basic("dataTerminalReady", 2) }, "accepted"),
  general("&F", { execute: profileAction("restoreFactory") }),
  general("&W", { execute: profileAction("store") }),
  // There is no call to hang up; the argument is that of ATH0.
  general("H", { execute: ({ args }) => void args.optionalInteger(0, 0, 1, 0) }, "accepted"),
  general("Z", { execute: profileAction("load") }),
  ...[0, 3, 4, 5, 12].map(register),
  general("+CMEE", {
    test: says("+CMEE: (0-2)"),
    read: says((modem) => `+CMEE: ${modem.settings.errorMode}`),
    write: ({ modem, args }) => {
      args.atMost(1);
      modem.settings.errorMode = args.integer(0, 0, 2);
    },
  }),
  general("+IPR", {
    test: says((modem) => `+IPR: (${modem.profile.baudRates.join(",")})`),
    read: says((modem) => `+IPR: ${modem.settings.port.baud}`),
    write: setBaud,
  }),
  general(
    "+IFC",
    {
      test: says("+IFC: (0,2),(0,2)"),
      read: says((modem) => `+IFC: ${modem.settings.flowControl.join(",")}`),
      write: setFlowControl,
    },
    "accepted",
  ),
];
