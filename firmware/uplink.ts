/**
 * Sends what the journal holds in batches, one request at a time, and releases readings only when the server has answered 2xx:
 * `SEND OK` means no more than that the modem took the bytes.
 */
import { type ClientSlot, endSlot, writeSlot } from "../modules/quectel/client-slot";
import type { AtError } from "../modules/at/at-error";
import { lose, openConnection } from "../modules/quectel/modem";
import { isNameChecked, type TlsSettings } from "../modules/quectel/ssl-context";
import { backoffS, planTry } from "./backoff";
import { takeBytes } from "./budget";
import { explainFailure } from "./explanation";
import { feedResponse, isReusable, postRequest, retryAfterS } from "./http";
import { oldestBoot, oldestReadings, releaseReadings, State, state, waitingReadings } from "./journal";
import { logError, logInfo } from "./log";
import type { MqttLink, OpenMqtt } from "./mqtt-module";
import type { ServerAddress, Settings } from "./settings";
import { flash } from "./status-led";

/** Patience with the server's answer, seconds; opening ends by itself within 450 s. */
const ANSWER_S = 60;

/** Opening ends by itself within 150 s of TCP and 300 s of TLS, and setting it up before. */
const OPEN_S = 500;

/** Longest pause between two attempts, seconds. */
const PAUSE_S = 300;
/** The most of `Retry-After` that is waited for. */
const RETRY_AFTER_MAX_S = 86400;

/** So many attempts in a row without an answer, and the modem is brought up again. */
const STUCK = 5;

/** Bytes of a TLS handshake, both ways, with certificates of the usual size. */
const HANDSHAKE_BYTES = 6e3;

/** A single reading that was refused so often may be at fault itself: then another one is tried in turn with it. */
const PROBE_AFTER = 3;
/** How many of the next ones are tried. */
const PROBES = 8;

/**
 * Variables that a reading takes while it is sent, as an object, in the batch and in the request, and those that are left for all else: as many go
 * at once as fit. A broker leaves a chip of 2,500 variables 880, and to run out of them costs it the modem's line.
 */
const READING_VARIABLES = 40;
const SPARE_VARIABLES = 300;

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

// Variables and no object: names of members that the configuration has cannot be shortened, and take two variables each.
let device = "";
let server: ServerAddress;
let headers: Settings["server"]["headers"];
let intervalS = 0;
let fullBatch = 0;
let insecure = "";
let readTls: () => TlsSettings;
/** Opens a link to an MQTT broker, in place of a connection to a server of HTTPS. */
let openMqtt: OpenMqtt | false;

let phase = Phase.Offline;
let slot: ClientSlot | MqttLink | undefined;
/** What is in the request that is out: `seq` of the last reading, and how many there are. */
let lastSeq = 0;
let count = 0;
/** Readings in a request at the most; fewer after a refusal. */
let batch = 0;
/** Refusals of single readings in a row. */
let refusals = 0;
/** The request holds a later reading, to see whether the server takes any; and it did. */
let isProbe = false;
let isProven = false;
/** Attempts in a row that failed, and those without an answer of the server. */
let failures = 0;
let unanswered = 0;
/** What the attempt costs, bytes. */
let cost = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Readings acknowledged since the start. */
export let acknowledged = 0;
/** Why the last attempt failed, "" after a success. */
export let lastError = "";

/**
 * @param settings of the server and of the batches.
 * @param deviceName identifies a reading for ever, with the number of the boot and `seq`.
 * @param insecureReasons why the connection is insecure (unverified, below TLS 1.2), "" when it is not: said at each connection and in
 * each batch.
 * @param tlsReader reads how connections are secured: needed so rarely that it is not kept. It may throw what is wrong with it.
 * @param mqttOpener opens links to a broker, where the server is one.
 */
export function startUplink(
  settings: Pick<Settings, "server" | "upload">,
  deviceName: string,
  insecureReasons: string,
  tlsReader: () => TlsSettings,
  mqttOpener: OpenMqtt | false,
): void {
  device = deviceName;
  server = settings.server.address;
  headers = settings.server.headers;
  intervalS = settings.upload.intervalS;
  batch = fullBatch = settings.upload.batch;
  insecure = insecureReasons;
  readTls = tlsReader;
  openMqtt = mqttOpener;
}

/** A reading was added to the journal. */
export function onReadingAdded(): void {
  if (phase === Phase.Idle) plan();
}

/** By command. @param seconds the longest time that a reading may wait from now on; 0: what waits goes at once. */
export function tuneUplink(seconds: number): void {
  if (seconds) intervalS = seconds;
  if (phase !== Phase.Idle) return;
  enter(Phase.Idle);
  if (seconds) plan();
  else attempt();
}

/** The modem came online: what waits is sent, without a back-off that was made for a modem in trouble. */
export function onOnline(): void {
  const spentS = takeBytes(0);
  failures = 0;
  if (spentS) enter(Phase.BackingOff, spentS, attempt);
  else {
    enter(Phase.Idle);
    // A broker has commands, and wants to know that the device is there.
    if (openMqtt || waitingReadings()) attempt();
  }
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
  planTry(seconds);
  if (timer) clearTimeout(timer);
  timer = onTimeout && setTimeout(onTimeout, seconds! * 1000);
}

/**
 * Chooses when the next batch goes: a full one at once, another one before its oldest reading gets too old. What is left of an outage is
 * too old already, and each boot's readings make a batch of their own.
 */
function plan(): void {
  const waiting = waitingReadings();
  if (waiting >= batch) attempt();
  else if (waiting && !timer) {
    const oldest = oldestReadings(1)[0];
    const restS = oldest ? oldest.time + intervalS - getTime() : 0;
    enter(Phase.Idle, Math.max(1, Math.min(restS, intervalS)), attempt);
  }
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
  enter(Phase.Opening, OPEN_S);
  // No closures: four of them took forty variables for as long as the connection was open.
  const listeners = { open: onOpen, data: onPayload, error: onEnd, close: onEnd };
  slot = openMqtt ? openMqtt(listeners) : openConnection(server, { listeners });
  cost = HANDSHAKE_BYTES;
}

function onOpen(): void {
  const reason = insecureReason();
  if (reason) logError("uplink: INSECURE connection: " + reason);
  post(slot!);
}

/** @param error none when the peer just closed. While nothing is out that is no failure of HTTPS: the next batch opens another connection. */
function onEnd(error?: AtError): void {
  const reason = error ? error.message : "the server closed the connection";
  leaveSlot();
  // A broker that refuses has answered, and one that was there before is no fault of the modem's.
  const isAnswered = openMqtt && (phase === Phase.Idle || /CONNACK/.test(reason));
  if (phase === Phase.Waiting || phase === Phase.Opening || isAnswered) fail(reason, isAnswered ? 0 : undefined);
  explainFailure(error && error.code, server, readTls, (text) => {
    lastError = text;
    logError("uplink: " + text);
  });
}

/** What the configuration gives away, or what the modem cannot check; it is known once a connection was made. */
function insecureReason(): string {
  return insecure || (isNameChecked ? "" : "server name not checked by this modem");
}

function post(to: ClientSlot | MqttLink): void {
  // Not "readings": see main.ts on names of variables of other files.
  isProbe = !isProven && refusals > PROBE_AFTER && !!(refusals & 1);
  const room = Math.max(1, (process.memory().free - SPARE_VARIABLES) / READING_VARIABLES);
  let found = oldestReadings(isProbe ? 2 + ((refusals >> 1) % PROBES) : Math.min(batch, room));
  isProbe = isProbe && found.length > 1;
  if (isProbe) found = found.slice(-1);
  count = found.length;
  if (!count) {
    // What waited was spoilt.
    if (waitingReadings()) releaseReadings(state[State.Seq]!, 0);
    enter(Phase.Idle);
    return;
  }
  lastSeq = found[count - 1]!.seq;
  enter(Phase.Waiting, ANSWER_S, onNoAnswer);
  // Without a reason there is no member: JSON leaves out what is undefined.
  let request = JSON.stringify({
    device,
    boot: oldestBoot,
    dropped: state[State.Lost],
    insecure: insecureReason() || undefined,
    // Taken out: what is text now takes no room as objects.
    readings: found.splice(0),
  });
  if (!openMqtt) request = postRequest(server, headers, request);
  cost += request.length;
  if (openMqtt) (to as MqttLink).write(request);
  else writeSlot.call(to as ClientSlot, request);
}

function onNoAnswer(): void {
  fail("no answer within " + ANSWER_S + " s");
}

function onPayload(payload: string): void {
  // A link to a broker speaks as HTTP's status does.
  const status = phase === Phase.Waiting && (openMqtt ? +payload : feedResponse(payload));
  if (!status) return;
  if (status < 200 || status > 299) {
    if (status === 400 || status === 413 || status === 422) refuse();
    fail(status < 0 ? "no usable HTTP response" : "the server answered " + status, retryAfterS);
    return;
  }
  if (isProbe) {
    isProven = true;
    attempt();
    return;
  }
  state[State.Rung] = 0;
  releaseReadings(lastSeq, count);
  acknowledged += count;
  batch = Math.min(fullBatch, batch * 2);
  refusals = failures = unanswered = cost = 0;
  isProven = false;
  lastError = "";
  flash();
  logInfo("uplink: " + count + " readings acknowledged, " + waitingReadings() + " waiting");
  if (!openMqtt && (!isReusable || intervalS > KEEP_OPEN_S)) drop();
  enter(Phase.Idle);
  plan();
}

/**
 * The server refused what the request holds, not who sends it or when (RFC 9110, 15.5). It is sent in halves until it is one reading. That one is dropped when the server takes
 * another meanwhile: a server that refuses everything costs no reading, and no reading holds up the others for ever.
 */
function refuse(): void {
  if (count > 1) batch = count >> 1;
  else if (isProven) {
    isProven = false;
    logError("uplink: reading " + lastSeq + " dropped: the server takes others");
    releaseReadings(lastSeq, 0);
  } else refusals++;
}

/** @param waitS the server answered and wants to be left alone for so long, or NaN; undefined when it did not answer. */
function fail(reason: string, waitS?: number): void {
  let seconds = backoffS(++failures, PAUSE_S);
  if (waitS! > seconds) seconds = Math.min(waitS!, RETRY_AFTER_MAX_S);
  const spentS = takeBytes(cost);
  cost = 0;
  if (spentS) {
    seconds = spentS;
    reason += "; power.kBytesPerDay is spent";
  }
  lastError = reason;
  logError("uplink: " + reason + "; " + waitingReadings() + " waiting, next try in " + seconds.toFixed(1) + " s");
  enter(Phase.BackingOff, seconds, attempt);
  drop();
  if (waitS !== undefined) unanswered = 0;
  else if (++unanswered % STUCK === 0) lose("uplink: " + reason);
}

function drop(): void {
  const given = slot;
  leaveSlot();
  if (!given) return;
  if (openMqtt) (given as MqttLink).end();
  else endSlot.call(given as ClientSlot);
}

/** A slot that was given up goes on closing: what it still says is no concern of the connection after it. */
function leaveSlot(): void {
  if (slot) (slot as ClientSlot).listeners = {};
  slot = undefined;
}
