/** Registration, operator and signal (reference §6.3). */
import { type CommandEntry, family, type Handler, says } from "../command-registry";
import { plainError } from "../errors";
import type { ModemCore } from "../modem-core";

const general = family("general", "AT commands manual");

/** +CREG, +CGREG and +CEREG: the answer of a read has `<n>` in front, the URC has not. */
function registrationCommand(name: "creg" | "cgreg" | "cereg"): CommandEntry {
  const label = `+${name.toUpperCase()}`;
  return general(label, {
    test: says(`${label}: (0-2)`),
    read: says((modem) => {
      const report = modem.settings.port[name];
      return `${label}: ${report},${modem.registration.stat}${modem.location(report)}`;
    }),
    write: ({ modem, args }) => {
      args.atMost(1);
      modem.settings.port[name] = args.integer(0, 0, 2);
    },
  });
}

const isRegistered = (modem: ModemCore): boolean => modem.registration.isRegistered;

function operatorText({ registration, options, operatorFormat, profile }: ModemCore): string {
  if (!registration.isRegistered) return "+COPS: 0";
  const name = operatorFormat === 2 ? options.operator.code : options.operator.name;
  return `+COPS: 0,${operatorFormat},"${name}",${profile.radio.accessTechnology}`;
}

/** Only automatic selection (0) and the format of the name (3). */
const setOperator: Handler = ({ modem, args }) => {
  const mode = args.integer(0, 0, 3);
  if (mode !== 0 && mode !== 3) throw plainError();
  args.atMost(mode === 0 ? 1 : 2);
  if (mode === 3) modem.operatorFormat = args.integer(1, 0, 2);
};

const signal = (modem: ModemCore): string => `+CSQ: ${isRegistered(modem) ? modem.options.rssi : 99},99`;

/** rssi from the scale of AT+CSQ; the other figures follow it at typical distances. */
function quality(modem: ModemCore): string {
  if (!isRegistered(modem)) return '+QCSQ: "NOSERVICE"';
  const rssiDbm = -113 + 2 * modem.options.rssi;
  return `+QCSQ: "${modem.profile.radio.system}",${rssiDbm},${rssiDbm - 29},148,-9`;
}

function networkInformation(modem: ModemCore): string {
  if (!isRegistered(modem)) return "+QNWINFO: No Service";
  const { technology, band, channel } = modem.profile.radio;
  return `+QNWINFO: "${technology}","${modem.options.operator.code}","${band}",${channel}`;
}

export const NETWORK_COMMANDS: readonly CommandEntry[] = [
  registrationCommand("creg"),
  registrationCommand("cgreg"),
  registrationCommand("cereg"),
  general("+COPS", { read: says(operatorText), write: setOperator }, "partial"),
  general("+CSQ", { test: says("+CSQ: (0-31,99),(0-7,99)"), execute: says(signal) }),
  general("+QCSQ", { test: says(), execute: says(quality) }),
  general("+QNWINFO", { test: says(), execute: says(networkInformation) }),
  general("+CGATT", { read: says((modem) => `+CGATT: ${isRegistered(modem) ? 1 : 0}`) }, "partial"),
];
