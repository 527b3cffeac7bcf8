/**
 * The modem from its first answer to an open connection: brings it up in a fixed order of steps, watches for what ends it
 * (restart, silence, PDP context lost) and hands out client slots while it is online.
 */
import { abortAt, send, startAt, syncAt, traceAt, urcs } from "../at/at-client";
import { overruns } from "../at/line-reader";
import type { UartPort } from "../at/uart-port";
import type { ClientSlot } from "./client-slot";
import { clientsInUse, dropClients, openClient, pumpClients, startClients } from "./client-table";
import { type Done, runSteps } from "./done";
import { hashName, storeFile } from "./file-store";
import { identify, model } from "./identification";
import { syncClock } from "./network-clock";
import { type AccessPoint, activatePdpContext } from "./pdp-context";
import { register, registrationText, rssiDbm } from "./registration";
import { type PinGuard, unlockSim } from "./sim";
import { configureSslContext, type TlsSettings } from "./ssl-context";

/** Everything the driver is told; all fields are given, defaults are filled in by whoever builds it. */
export interface ModemSettings extends AccessPoint {
  /** PIN of the SIM, "" for none. */
  pin: string;
  pinGuard: PinGuard;
  /** NTP server, used where the network sends no time. */
  ntp: string;
  tls: TlsSettings;
  /** PEM text of the CA: stored on the modem by its hash; "" when `tls.ca` names a file that lies there already. */
  caPem: string;
  /** Told in words what goes on. */
  onProgress: (text: string) => void;
  /** The time came from the network, seconds since 1970 UTC. */
  onTime(time: number): void;
  /** The modem restarted, fell silent or lost its PDP context: all connections have ended, it is to be started again. */
  onLost(reason: string): void;
}

/** What {@link modemStatus} tells. */
export interface ModemStatus {
  isOnline: boolean;
  model: string;
  registration: string;
  /** 0 when unknown. */
  rssiDbm: number;
  /** Client ids in use: id, state (1 opening, 2 connected, 4 closing), bytes sent, bytes received. */
  slots: [id: number, state: number, bytesSent: number, bytesReceived: number][];
  /** Lines lost because they were longer than the ring. */
  overruns: number;
}

/** Patience with a modem that does not answer, and with a network that does not register; milliseconds and seconds. */
const BOOT_MS = 30e3;
const REGISTRATION_S = 600;

let settings: ModemSettings;
let isOnline = false;
/** What ended the modem's session while it was being brought up. */
let lost = "";

/** Takes over the modem's UART; to be called once, before anything else. */
export function startModem(uart: UartPort, modemSettings: ModemSettings): void {
  settings = modemSettings;
  startAt(uart, pumpClients, lose);
  startClients();
  urcs["RDY"] = urcs["APP RDY"] = urcs["POWERED DOWN"] = () => lose("restarted");
  urcs["+QIURC"] = (parameters) => {
    if (parameters.startsWith('"pdpdeact"')) lose("PDP lost");
  };
}

/**
 * Brings the modem online: answer, SIM, registration, PDP context, clock, CA file, SSL context.
 * @param done called once, with the error that stopped the first step which failed.
 */
export function bringOnline(done: Done): void {
  const tls = settings.tls;
  // A command that a modem does not have is refused harmlessly.
  const sendOptional =
    (text: string) =>
    (next: Done): void =>
      send(text, () => next());
  runSteps(
    [
      (next) =>
        syncAt(BOOT_MS, (error) => {
          lost = "";
          next(error);
        }),
      sendOptional("E0"),
      sendOptional("+CMEE=1"),
      sendOptional("+QISDE=0"),
      sendOptional("+CTZU=1"),
      identify,
      (next) => unlockSim(settings.pin, settings.pinGuard, next),
      (next) => register(REGISTRATION_S, settings.onProgress, next),
      (next) => activatePdpContext(settings, next),
      (next) =>
        syncClock(settings.ntp, (error, time) => {
          if (time) settings.onTime(time);
          // Where nothing is verified no certificate is judged by the clock either.
          next(tls.verify === "none" ? null : error);
        }),
      (next) => {
        const caPem = settings.caPem;
        if (caPem) tls.ca = hashName(caPem, ".pem");
        if (tls.verify === "none") next();
        else storeFile(tls.ca, caPem, next);
      },
      (next) => configureSslContext(tls, next),
    ],
    (error) => {
      isOnline = !(error || lost);
      done(error || (lost && new Error(lost)) || null);
    },
  );
}

/**
 * Opens a TLS connection; see {@link openClient}.
 * @returns its slot, at once; `open` or `error` follows.
 * @throws Error when the modem is not online, a parameter is out of range or all 12 client ids are in use.
 */
export function openConnection(options: { host: string; port: number }): ClientSlot {
  if (!isOnline) throw new Error("offline");
  return openClient(options.host, options.port);
}

/** Prints the dialogue, secrets and payload left out, or stops printing it. */
export function debugModem(isOn: boolean): void {
  traceAt(isOn ? print : undefined);
}

export function modemStatus(): ModemStatus {
  return {
    isOnline,
    model,
    registration: registrationText(),
    rssiDbm,
    slots: clientsInUse().map((slot) => [slot.id, slot.state, slot.bytesSent, slot.bytesReceived]),
    overruns,
  };
}

/** Whatever was open is gone. While it is being brought up, that fails with this reason when its steps are through. */
function lose(reason: string): void {
  lost = reason;
  if (!isOnline) return;
  isOnline = false;
  abortAt(reason);
  dropClients(reason);
  settings.onLost(reason);
}
