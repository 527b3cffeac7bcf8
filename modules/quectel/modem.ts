/**
 * The modem as a whole: finds it, has it brought up, watches for what ends its session (restart, silence, PDP context lost) and
 * hands out client slots while it is online.
 */
import { abortAt, startAt, syncAt } from "../at/at-client";
import { overruns, setLineHandler } from "../at/line-reader";
import type { UartPort } from "../at/uart-port";
import type { NetworkStatus } from "./bring-up";
import type { ClientSlot } from "./client-slot";
import {
  type Address,
  type ClientState,
  clientStates,
  dropClients,
  openClient,
  pumpClients,
  startClients,
} from "./client-table";
import type { Done } from "./done";
import { network, startNetworkStatus } from "./network-status";
import { isNameChecked, resetContexts, type SslSettings, type TlsSettings } from "./ssl-context";
import { integer } from "./text";

/** What takes a modem that answers online: see bring-up.ts. */
export type BringUp = (status: NetworkStatus, done: Done) => void;

/**
 * Makes the settings of a TLS connection anew each time: written out they would take fifty variables while nothing opens.
 * @param own what differs from the modem's own TLS settings.
 * @throws Error naming the setting that is missing or wrong.
 */
export type ReadSsl = (own: Partial<TlsSettings> | undefined) => SslSettings;

/** State of the modem and its connections. */
export interface ModemStatus extends NetworkStatus {
  /** Connections can be opened. */
  isOnline: boolean;
  /** Client ids in use: id, state (1 opening, 2 connected, 4 closing), bytes sent, bytes received. */
  slots: ClientState[];
  /** Lines of the modem lost because they were too long for the board, since the start. */
  overruns: number;
  /** False when the modem cannot compare the server's name with its certificate. */
  isNameChecked: boolean;
}

/** Where a connection leads, and how. */
export interface OpenOptions extends Address {
  /** What differs from the modem's own TLS settings; false for plain TCP. */
  tls?: Partial<TlsSettings> | false;
}

/** Patience with a modem that does not answer, milliseconds. */
const BOOT_MS = 30e3;

let readSsl: ReadSsl;
let bringUp: BringUp;
let onModemLost: (reason: string) => void;
let isOnline = false;
/** What ended the modem's session while it was being brought up. */
let lost = "";

/**
 * Takes over the modem's UART; to be called once, before anything else.
 * @param pdpContextId 1 to 7.
 * @param sslReader tells how connections are secured.
 * @param onProgress told in words what goes on.
 * @param lostListener the modem restarted, fell silent or lost its PDP context: all connections have ended, it is to be started again.
 * @throws Error when the PDP context is out of range.
 */
export function startModem(
  uart: UartPort,
  pdpContextId: number,
  sslReader: ReadSsl,
  modemBringUp: BringUp,
  onProgress: (text: string) => void,
  lostListener: (reason: string) => void,
): void {
  readSsl = sslReader;
  bringUp = modemBringUp;
  onModemLost = lostListener;
  startAt(uart, pumpClients, lose, loseOnline);
  startClients(integer("pdpContextId", pdpContextId, 1, 7));
  startNetworkStatus(onProgress);
  setLineHandler("RDY", lose);
  setLineHandler("POWERED DOWN", lose);
  // On some modems it comes when they answer already.
  setLineHandler("APP RDY", loseOnline);
}

/**
 * Brings the modem online.
 * @param done called once, with the error that stopped the first step which failed.
 */
export function bringOnline(done: Done): void {
  const end: Done = (error) => {
    isOnline = !(error || lost);
    done(error || (lost && new Error(lost)) || null);
  };
  // A restart that is heard meanwhile must not end the search for the step.
  isOnline = false;
  syncAt(BOOT_MS, (error) => {
    lost = "";
    resetContexts();
    if (error) end(error);
    else bringUp(network, end);
  });
}

/**
 * Opens a connection, TLS unless `tls` is false; see {@link openClient}.
 * @param slot an object with the methods that the caller wants; it becomes the slot.
 * @returns the slot, at once; `open` or `error` follows.
 * @throws Error when the modem is not online, a parameter is out of range, all 12 client ids or all 6 SSL contexts are in use, or as
 * {@link ReadSsl}.
 */
export function openConnection<Methods extends object>(options: OpenOptions, slot: Methods): Methods & ClientSlot {
  if (!isOnline) throw new Error("offline");
  return openClient(options, options.tls !== false && readSsl(options.tls), slot as Methods & ClientSlot);
}

export function modemStatus(): ModemStatus {
  return Object.assign({}, network, {
    isOnline,
    slots: clientStates(),
    overruns,
    isNameChecked,
  });
}

function loseOnline(): void {
  if (isOnline) lose();
}

/**
 * Whatever was open is gone. While it is being brought up, that fails with this reason when its steps are through.
 * @param reason none when it restarted and said so (`RDY`).
 */
export function lose(reason?: string): void {
  lost = reason = reason || "restarted";
  if (!isOnline) return;
  isOnline = false;
  // First: a slot that is being opened must not go on with that when its command ends.
  dropClients(reason);
  abortAt(reason);
  onModemLost(reason);
}
