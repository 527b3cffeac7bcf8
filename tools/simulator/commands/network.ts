/** Registration, operator and signal (reference §6.3). */
import type { Arguments } from "../command-line";
import { type CommandEntry, family, type Handler, says } from "../command-registry";
import { cmeError, plainError } from "../errors";
import type { ModemCore } from "../modem-core";
import { SERVING_CELL, signalLevels } from "../serving-cell";

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

function operatorText(modem: ModemCore): string {
  const { registration, operatorMode, operatorFormat, options, profile } = modem;
  if (!registration.isRegistered) return `+COPS: ${operatorMode}`;
  const name = operatorFormat === 2 ? options.operator.code : options.operator.name;
  return `+COPS: ${operatorMode},${operatorFormat},"${name}",${profile.radio.accessTechnology}`;
}

/** Looks for networks and finds the one there is; current while the modem is in it, else available. */
const scan: Handler = async ({ modem, information }) => {
  modem.sim.requireReady();
  await modem.clock.sleep(modem.options.timing.scanMs);
  const { name, code } = modem.options.operator;
  const stat = isRegistered(modem) ? 2 : 1;
  information(`+COPS: (${stat},"${name}","${name}","${code}",${modem.profile.radio.accessTechnology}),,(0-4),(0-2)`);
};

/** 0 automatic, 1 a network by name, 2 none, 3 only the format of the name, 4 by name and else automatic. */
const setOperator: Handler = ({ modem, args }) => {
  const mode = args.integer(0, 0, 4);
  args.atMost(4);
  if (mode === 3) {
    modem.operatorFormat = args.integer(1, 0, 2);
    return;
  }
  if (mode === 1 || mode === 4) chooseOperator(modem, args, mode);
  modem.operatorMode = mode;
  if (mode === 2) modem.detach();
  else modem.attach();
};

/** A network that is not there is refused, unless any other will do. */
function chooseOperator({ options }: ModemCore, args: Arguments, mode: number): void {
  const { name, code } = options.operator;
  const wanted = args.string(2);
  args.optionalInteger(3, 0, 9, 0);
  const isThere = wanted === (args.integer(1, 0, 2) === 2 ? code : name);
  if (!isThere && mode === 1) throw cmeError(30);
}

const signal = (modem: ModemCore): string => `+CSQ: ${isRegistered(modem) ? modem.options.rssi : 99},99`;

/** rssi from the scale of AT+CSQ; the other figures follow it at typical distances. */
function quality(modem: ModemCore): string {
  if (!isRegistered(modem)) return '+QCSQ: "NOSERVICE"';
  const { rssiDbm, rsrpDbm, sinr, rsrqDb } = signalLevels(modem.options.rssi);
  return `+QCSQ: "${modem.profile.radio.system}",${rssiDbm},${rsrpDbm},${sinr},${rsrqDb}`;
}

function networkInformation(modem: ModemCore): string {
  if (!isRegistered(modem)) return "+QNWINFO: No Service";
  const { technology, band, channel } = modem.profile.radio;
  return `+QNWINFO: "${technology}","${modem.options.operator.code}","${band}",${channel}`;
}

/** One line about the cell, in the order of the manual for LTE. */
function servingCell(modem: ModemCore): string {
  if (!isRegistered(modem)) return '+QENG: "servingcell","SEARCH"';
  const { radio } = modem.profile;
  const { areaCode, cellId, physicalId } = SERVING_CELL;
  const { code } = modem.options.operator;
  const isBusy = modem.clients.all.length > 0;
  const network = `"${isBusy ? "CONNECT" : "NOCONN"}","${radio.system.replace(/1$/, "")}","FDD",${code.slice(0, 3)},${code.slice(3)}`;
  const cell = `${cellId},${physicalId},${radio.channel},${/\d+/.exec(radio.band)![0]},3,3,${areaCode}`;
  const { rssiDbm, rsrpDbm, rsrqDb } = signalLevels(modem.options.rssi);
  return `+QENG: "servingcell",${network},${cell},${rsrpDbm},${rsrqDb},${rssiDbm},9,27`;
}

/** The cell that serves; there is no neighbour to tell of. */
const engineering: Handler = ({ modem, args, information }) => {
  args.atMost(1);
  const cells = args.string(0).toLowerCase();
  if (cells !== "servingcell" && cells !== "neighbourcell") throw plainError();
  if (cells === "servingcell") information(servingCell(modem));
};

function networkNames({ options }: ModemCore): string {
  const { name, code } = options.operator;
  return `+QSPN: "${name}","${name}","",0,"${code}"`;
}

export const NETWORK_COMMANDS: readonly CommandEntry[] = [
  registrationCommand("creg"),
  registrationCommand("cgreg"),
  registrationCommand("cereg"),
  general("+COPS", { test: scan, read: says(operatorText), write: setOperator }, "partial"),
  general("+CSQ", { test: says("+CSQ: (0-31,99),(0-7,99)"), execute: says(signal) }),
  general("+QCSQ", { test: says(), execute: says(quality) }),
  general("+QNWINFO", { test: says(), execute: says(networkInformation) }),
  general("+QSPN", { test: says(), execute: says(networkNames) }),
  general("+QENG", { test: says('+QENG: ("servingcell","neighbourcell")'), write: engineering }, "partial"),
];
