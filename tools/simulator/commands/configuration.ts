/** Extended configuration: AT+QCFG, AT+QICFG, AT+QURCCFG, AT+QISDE. Names the profile does not list are refused. */
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { type CommandError, cmeError, plainError } from "../errors";
import type { NamedSettings } from "../named-settings";

const general = family("general", "AT commands manual");
const stack = family("stack", "TCP/IP application note");

/** The values from number `first` on, as written: without one, those after the name. */
export function writtenValues({ args }: CommandRun, first = 1): string {
  const indexes = Array.from({ length: args.count - first }, (_, index) => first + index);
  const values = indexes.map((index) => args.raw(index));
  return values.map(({ text, quoted }) => (quoted ? `"${text}"` : text)).join(",");
}

function namedSetting(command: string, settings: (run: CommandRun) => NamedSettings): Handler {
  return (run) => {
    const name = run.args.string(0).toLowerCase();
    const value = settings(run).get(name);
    if (value === undefined) throw unknownSetting(run, command);
    if (run.args.count === 1) run.information(`${command}: "${name}",${value}`);
    else if (!settings(run).set(name, writtenValues(run))) throw plainError();
  };
}

/** Some modules have a code for a name that AT+QCFG has not. */
function unknownSetting({ modem }: CommandRun, command: string): CommandError {
  const { unknownSetting: code } = modem.profile.refusals;
  return code === undefined || command !== "+QCFG" ? plainError() : cmeError(code);
}

const urcPort: Handler = ({ modem, args, information }) => {
  args.atMost(2);
  if (args.string(0) !== "urcport") throw plainError();
  if (args.count === 1) return information(`+QURCCFG: "urcport","${modem.urcPort}"`);
  const port = args.string(1);
  if (!modem.profile.urcPorts.includes(port)) throw plainError();
  modem.urcPort = port;
};

export const CONFIGURATION_COMMANDS: readonly CommandEntry[] = [
  general("+QCFG", { write: namedSetting("+QCFG", ({ modem }) => modem.qcfg) }, "accepted"),
  stack("+QICFG", { write: namedSetting("+QICFG", ({ modem }) => modem.qicfg) }, "partial"),
  general("+QURCCFG", {
    test: says((modem) => `+QURCCFG: "urcport",(${modem.profile.urcPorts.map((port) => `"${port}"`).join(",")})`),
    write: urcPort,
  }),
  stack("+QISDE", {
    test: says("+QISDE: (0,1)"),
    read: says((modem) => `+QISDE: ${modem.settings.payloadEcho}`),
    write: ({ modem, args }) => {
      args.atMost(1);
      modem.settings.payloadEcho = args.integer(0, 0, 1);
    },
  }),
];
