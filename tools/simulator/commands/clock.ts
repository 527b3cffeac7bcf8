/** RTC, network time and NTP (reference §6.5). */
import { type CommandEntry, family, type Handler, says } from "../command-registry";
import { StackCode, plainError, stackError } from "../errors";
import type { ModemCore } from "../modem-core";
import { dateText, parseClockText, zoneText } from "../modem-time";

const general = family("general", "AT commands manual");

const setClock: Handler = ({ modem, args }) => {
  args.atMost(1);
  const time = parseClockText(args.string(0));
  if (!time) throw plainError();
  modem.time.setRtc(time.rtcMs, time.zoneQuarters);
};

const setUpdate: Handler = ({ modem, args }) => {
  args.atMost(1);
  const update = args.integer(0, 0, 3);
  if (!modem.profile.clock.updateModes.includes(update)) throw plainError();
  modem.time.update = update;
};

/** Mode 0: the time as it came from the network; 1: UTC now; 2: local now. Empty when none came. */
function networkTimeText({ time }: ModemCore, mode: number): string {
  if (!time.network) return '+QLTS: ""';
  const utcMs = mode === 0 ? time.network.utcMs : time.networkUtcMs(time.network);
  return `+QLTS: "${dateText(mode === 2 ? time.localMs(utcMs) : utcMs)}${zoneText(time.zoneQuarters)},0"`;
}

const networkTime: Handler = ({ modem, args, information }) => {
  args.atMost(1);
  information(networkTimeText(modem, args.optionalInteger(0, 0, 2, 0)));
};

/** OK at once; the URC brings UTC, and the RTC is set unless `<autosettime>` is 0. */
const synchronize: Handler = ({ modem, args, after }) => {
  args.atMost(4);
  const pdpContextId = args.integer(0, 1, modem.profile.pdp.contexts);
  const server = args.string(1);
  const port = args.optionalInteger(2, 1, 65535, 123);
  const isAutomatic = args.optionalInteger(3, 0, 1, 1) === 1;
  if (!modem.pdp.isActive(pdpContextId)) throw stackError(StackCode.PdpOpenFailed);
  if (modem.ntp.isBusy) throw stackError(StackCode.Busy);
  modem.ntp = { server, port, isBusy: true };
  after(() => modem.clock.setTimeout(() => endSynchronize(modem, isAutomatic), modem.options.timing.ntpMs));
};

function endSynchronize(modem: ModemCore, isAutomatic: boolean): void {
  modem.ntp.isBusy = false;
  const error = modem.options.ntp.error ?? StackCode.Success;
  if (error !== StackCode.Success) return modem.urc(`+QNTP: ${error}`);
  const utcMs = modem.options.networkTimeMs();
  if (isAutomatic) modem.time.setRtc(utcMs, 0);
  modem.urc(`+QNTP: 0,"${dateText(utcMs)}+00"`);
}

const showServer: Handler = ({ modem, information }) => {
  if (modem.ntp.server !== "") information(`+QNTP: "${modem.ntp.server}",${modem.ntp.port}`);
};

export const CLOCK_COMMANDS: readonly CommandEntry[] = [
  general("+CCLK", { test: says(), read: says((modem) => `+CCLK: "${modem.time.rtcText}"`), write: setClock }),
  general("+CTZU", {
    test: says((modem) => `+CTZU: (${modem.profile.clock.updateModes.join(",")})`),
    read: says((modem) => `+CTZU: ${modem.time.update}`),
    write: setUpdate,
  }),
  general("+CTZR", {
    test: says("+CTZR: (0-2)"),
    read: says((modem) => `+CTZR: ${modem.settings.zoneReport}`),
    write: ({ modem, args }) => {
      args.atMost(1);
      modem.settings.zoneReport = args.integer(0, 0, 2);
    },
  }),
  general("+QLTS", { test: says("+QLTS: (0-2)"), execute: networkTime, write: networkTime }),
  family("stack", "TCP/IP application note")("+QNTP", {
    test: says((modem) => `+QNTP: (1-${modem.profile.pdp.contexts}),<server>,(1-65535),(0,1)`),
    read: showServer,
    write: synchronize,
  }),
];
