/**
 * Sends what the outbox holds in batches, one request at a time, and releases readings only when the server has answered 2xx:
 * `SEND OK` means no more than that the modem took the bytes.
 */
import type { ClientSlot } from "../modules/quectel/client-slot";
import type { AtError } from "../modules/at/at-error";
import { openConnection } from "../modules/quectel/modem";
import { isNameChecked, type TlsSettings } from "../modules/quectel/ssl-context";
import { backoffS } from "./backoff";
import { explainFailure } from "./explanation";
import { feedResponse, isReusable, postRequest } from "./http";
import { logError, logInfo } from "./log";
import { dropped, oldestReadings, releaseReadings, waitingReadings } from "./outbox";
import type { ServerAddress } from "./settings";
import { flash } from "./status-led";

/** What the uplink is told. */
export interface UplinkOptions {
  /** A device's name and the number of its boot: with `seq` they identify a reading for ever. */
  device: string;
  boot: number;
  server: ServerAddress;
  headers: { [name: string]: string };
  /** Longest time that a reading waits, seconds. */
  intervalS: number;
  /** Readings in one request. */
  batch: number;
  /** Why the connection is insecure (unverified, below TLS 1.2), "" when it is not: said at each connection and in each batch. */
  insecure: string;
  /** Reads how connections are secured: needed so rarely that it is not kept. @throws Error when it cannot be read. */
  readTls(this: void): TlsSettings;
}

/** Patience with the server's answer, seconds; opening ends by itself within 450 s. */
const ANSWER_S = 60;

/** A connection is kept for the next batch when that comes within this time; a TLS handshake costs some 5 KB. */
const KEEP_OPEN_S = 120;

const enum Phase {
  /** There is something to send and no modem to send it by. */
  Offline,
  /** Nothing to do, or waiting for the time of the next batch. */
  Idle,
  /** The connection opens. */
  Opening,
  /** A request is out. */
  Waiting,
  /** An attempt failed; waiting for the next. */
  BackingOff,
}

let options: UplinkOptions;
let phase = Phase.Offline;
let slot: ClientSlot | undefined;
let lastSeq = 0;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Readings acknowledged since the start. */
export let acknowledged = 0;
/** Why the last attempt failed, "" after a success. */
export let lastError = "";

export function startUplink(uplinkOptions: UplinkOptions): void {
  options = uplinkOptions;
}

/** A reading was added to the outbox. */
export function onReadingAdded(): void {
  if (phase === Phase.Idle) plan();
}

/** The modem came online: what waits is sent, without a back-off that was made for a modem in trouble. */
export function onOnline(): void {
  failures = 0;
  enter(Phase.Idle);
  if (waitingReadings()) attempt();
}

/** The modem is online no more; its connections have ended. */
export function onOffline(): void {
  leaveSlot();
  enter(Phase.Offline);
}

/** Phase in words, for the status. */
export function uplinkText(): string {
  return "offline/idle/opening/waiting for the server/backing off".split("/")[phase]!;
}

function enter(next: Phase, seconds?: number, onTimeout?: () => void): void {
  phase = next;
  if (timer) clearTimeout(timer);
  timer = onTimeout && setTimeout(onTimeout, seconds! * 1000);
}

/** Chooses when the next batch goes: a full one at once, another one before its oldest reading gets too old. */
function plan(): void {
  const waiting = waitingReadings();
  if (waiting >= options.batch) attempt();
  else if (waiting && !timer) enter(Phase.Idle, options.intervalS, attempt);
}

function attempt(): void {
  const kept = slot;
  if (kept) post(kept);
  else {
    try {
      openSlot();
    } catch (error) {
      fail((error as Error).message);
    }
  }
}

function openSlot(): void {
  const opened = openConnection(options.server);
  slot = opened;
  enter(Phase.Opening);
  // No closures: four of them took forty variables for as long as the connection was open.
  opened.on("open", onOpen);
  opened.on("data", onPayload);
  opened.on("error", onError);
  opened.on("close", onClose);
}

function onOpen(): void {
  const reason = insecureReason();
  if (reason) logError("uplink: INSECURE connection: " + reason);
  post(slot!);
}

function onError(error: AtError): void {
  onEnded(error.message);
  explainFailure(error.code, options.server, options.readTls, (text) => {
    lastError = text;
    logError("uplink: " + text);
  });
}

function onClose(): void {
  onEnded("the server closed the connection");
}

/** What the configuration gives away, or what the modem cannot check; it is known once a connection was made. */
function insecureReason(): string {
  return options.insecure || (isNameChecked ? "" : "server name not checked by this modem");
}

function post(to: ClientSlot): void {
  // Not "readings": see main.ts on names of variables of other files.
  const batch = oldestReadings(options.batch);
  lastSeq = batch[batch.length - 1]!.seq;
  enter(Phase.Waiting, ANSWER_S, () => fail("no answer within " + ANSWER_S + " s"));
  to.write(
    postRequest(
      options.server,
      options.headers,
      // Without a reason there is no member: JSON leaves out what is undefined.
      JSON.stringify({
        device: options.device,
        boot: options.boot,
        dropped,
        insecure: insecureReason() || undefined,
        readings: batch,
      }),
    ),
  );
}

function onPayload(payload: string): void {
  const status = phase === Phase.Waiting && feedResponse(payload);
  if (!status) return;
  if (status < 200 || status > 299) {
    fail(status < 0 ? "no usable HTTP response" : "the server answered " + status);
    return;
  }
  const count = releaseReadings(lastSeq);
  acknowledged += count;
  failures = 0;
  lastError = "";
  flash();
  logInfo("uplink: " + count + " readings acknowledged, " + waitingReadings() + " waiting");
  if (!isReusable || options.intervalS > KEEP_OPEN_S) drop();
  enter(Phase.Idle);
  plan();
}

/** The connection ended. While nothing is out that is no failure: the next batch opens another. */
function onEnded(reason: string): void {
  leaveSlot();
  if (phase === Phase.Waiting || phase === Phase.Opening) fail(reason);
}

function fail(reason: string): void {
  const seconds = backoffS(++failures);
  lastError = reason;
  logError("uplink: " + reason + "; " + waitingReadings() + " waiting, next try in " + seconds.toFixed(1) + " s");
  enter(Phase.BackingOff, seconds, attempt);
  drop();
}

function drop(): void {
  const given = slot;
  leaveSlot();
  if (given) given.end();
}

/** A slot that was given up goes on closing: what it still says is no concern of the connection after it. */
function leaveSlot(): void {
  if (slot) slot.listeners = {};
  slot = undefined;
}
