/**
 * The twelve client ids. Routes what the modem says by client id and hands the AT client one command at a time, taking the
 * slots in turn so that no connection starves the others. It keeps no queue of commands: what is to be done next is read
 * from the slots whenever the AT client is idle.
 */
import { enter, onLost, phase, resync, send, writeUart } from "../at/at-client";
import { AtFault } from "../at/at-error";
import {
  colon,
  cut,
  end,
  feedReader,
  lineHandlers,
  parameters,
  resetReader,
  setLineHandler,
  takePayload,
} from "../at/line-reader";
import { AccessMode, ClientSlot, SlotState, startSlots } from "./client-slot";
import { runSteps } from "./done";
import { sslError } from "./error-text";
import { chooseContext, prepareContext, type SslSettings } from "./ssl-context";
import { integer, quoted } from "./text";
import type * as TransparentModule from "./transparent-module";

/** `<clientID>` 0-11. */
const SLOT_COUNT = 12;
/** Longest `AT+QSSLSEND`, bytes. */
const SEND_MAX = 1460;
/** The modem's TCP connect may take 150 s, the TLS handshake up to 300 s after it (SSL application note, `AT+QSSLOPEN`). */
const OPEN_TIMEOUT_S = 450;
/** A receive URC can be lost: connected slots are read this often even without one. */
const POLL_MS = 5000;
/** After `SEND FAIL` the modem's buffer gets this much time to drain. */
const SEND_PAUSE_MS = 100;
/** `<err>` for an open without an answer, and for one that was refused without a number. */
const NO_ANSWER = 569;
const UNKNOWN = 550;
/** `<err>` for an open without a PDP context: a modem that was online restarted unheard, or lost it unheard. */
const NO_PDP_CONTEXT = 561;
/** Why the modem is then brought up again. */
const PDP_LOST = "PDP lost";

const slots: (ClientSlot | null)[] = [];
let turn = 0;
let nextId = 0;
let pdpContextId = 1;
/** Transparent mode is a module of its own, loaded when it is used. */
let transparent: typeof TransparentModule;
/** The slot that owns the port in transparent mode. */
let streaming: ClientSlot | null;

/** Registers for what the modem says of its connections. @param contextId PDP context of all of them, 1 to 7. */
export function startClients(contextId: number): void {
  pdpContextId = contextId;
  startSlots(pumpClients);
  setLineHandler("+QSSLOPEN", onOpened);
  setLineHandler("+QIOPEN", onOpened);
  setLineHandler("+QSSLURC", onClientUrc);
  setLineHandler("+QIURC", onClientUrc);
  setInterval(pollClients, POLL_MS);
}

/**
 * Takes a free client id and opens a connection (`AT+QSSLOPEN`, or `AT+QIOPEN` for plain TCP).
 * @param host at most 150 bytes. @param port 1 to 65535.
 * @throws Error when a parameter is out of range, all 12 ids or all 6 SSL contexts are in use.
 */
export function openClient(
  host: string,
  port: number,
  accessMode: AccessMode,
  tls: SslSettings | undefined,
): ClientSlot {
  if (accessMode > AccessMode.DirectPush) loadTransparent();
  const address = quoted("host", host, 150) + "," + integer("port", port, 1, 65535) + ",";
  const keys: (string | undefined)[] = [];
  for (const slot of clientsInUse()) if (slot.tls) keys[slot.sslContextId] = slot.tls.key;
  // Ids are given out in turn, so that a late word about an old connection does not meet a new one.
  for (let i = SLOT_COUNT; i--;) {
    const id = nextId++ % SLOT_COUNT;
    if (slots[id]) continue;
    const context = tls ? chooseContext(tls.key, keys) : 0;
    const parameters = tls
      ? "SSLOPEN=" + pdpContextId + "," + context + "," + id + "," + address
      : "IOPEN=" + pdpContextId + "," + id + ',"TCP",' + address + "0,";
    const slot = new ClientSlot(id, parameters + accessMode, tls, accessMode);
    slot.accessModeNow = accessMode;
    slot.sslContextId = context;
    slots[id] = slot;
    pumpClients();
    return slot;
  }
  throw new Error("12 ids in use: close one");
}

/** The slots in use. */
export function clientsInUse(): ClientSlot[] {
  return slots.filter((slot) => slot) as ClientSlot[];
}

/** The modem or its network is gone: every connection ends with `error` and `close`, without a word to the modem. */
export function dropClients(reason: string): void {
  for (const slot of clientsInUse()) {
    slot.fail(new Error(reason));
    release(slot);
  }
}

/** Does the next thing there is to do, beginning with the slot after the one served last. */
export function pumpClients(): void {
  if (streaming) /*@__NOINLINE__*/ pumpStream(streaming);
  for (let i = SLOT_COUNT; i--;) {
    if (phase) return;
    turn = (turn + 1) % SLOT_COUNT;
    const slot = slots[turn];
    if (slot) serve(slot);
  }
}

function serve(slot: ClientSlot): void {
  const mustSend = slot.pending && !slot.isEnded && !slot.isBlocked;
  if (slot.socketState === SlotState.Opening) {
    if (!slot.openSentAt) open(slot);
  } else if (slot.isReadable && !slot.isPaused && !(mustSend && slot.wasRead)) read(slot);
  else if (mustSend) write(slot);
  else if ((slot.isEnded && !slot.isPaused) || (slot.socketState === SlotState.Closing && !slot.pending)) close(slot);
  else if (slot.wantedMode !== slot.accessModeNow) switchMode(slot);
}

/** `AT+QSSLSEND=<id>` for TLS, `AT+QISEND=<id>` for plain TCP. */
function commandOf(slot: ClientSlot, verb: string): string {
  return (slot.tls ? "+QSSL" : "+QI") + verb + "=" + slot.id;
}

/** The modem may hold the id from before the board's restart, so it is freed first. */
function open(slot: ClientSlot): void {
  const tls = slot.tls;
  runSteps(
    [
      (next) => {
        if (tls) prepareContext(slot.sslContextId, tls, next);
        else next();
      },
      (next) => send(commandOf(slot, "CLOSE"), () => next()),
      () => {
        if (slot.socketState === SlotState.Opening) sendOpen(slot);
      },
    ],
    (error) => slot.fail(error!),
    0,
  );
}

/** OK comes at once and `+QSSLOPEN` later; in transparent mode there is nothing but `CONNECT`, later. */
function sendOpen(slot: ClientSlot): void {
  slot.openSentAt = getTime();
  send(
    "+Q" + slot.openCommand,
    (error) => {
      if (error)
        if (error.code === AtFault.Refused)
          send("+QIGETERROR", (_error, answer) => onOpenResult(slot, parseInt(answer) || UNKNOWN));
        else slot.fail(error);
      else if (slot.accessModeNow > AccessMode.DirectPush) {
        // Before: what the peer said is there at once.
        onOpenResult(slot, 0);
        startStream(slot);
        pumpClients();
      }
    },
    { timeoutMs: OPEN_TIMEOUT_S * 1000 },
  );
}

/**
 * `+QSSLOPEN: <clientID>,<err>`. A late one, of what the board opened before its restart, says nothing of a slot whose own open has
 * not been sent: that would be a connection that nobody secured.
 */
function onOpened(): void {
  const parts = parameters().split(",");
  const slot = slots[parts[0] as unknown as number];
  if (slot && slot.openSentAt && parts[1]) onOpenResult(slot, +parts[1]);
}

function onOpenResult(slot: ClientSlot, code: number): void {
  if (slot.socketState === SlotState.Opening) {
    if (code) {
      slot.fail(sslError("Q" + (slot.openCommand as string).split("=")[0]! + " " + slot.id, code));
      if (code === NO_PDP_CONTEXT) onLost(PDP_LOST);
    } else {
      slot.socketState = SlotState.Connected;
      // Small numbers have their place beside the name: twelve texts and times would take a hundred variables.
      slot.openCommand = slot.openSentAt = 0;
      slot.isReadable = !slot.accessModeNow;
      slot.emit("open");
    }
  }
  pumpClients();
}

/** `"recv",<id>,<length>` with an id of one digit is cut at once: `split` costs as much as all the rest. */
function onClientUrc(): void {
  const length = +cut(colon + 11, end);
  const slot = length && slots[cut(colon + 9, colon + 10) as unknown as number];
  if (slot && slot.accessModeNow) takePayload(length, (payload) => slot.onPayload(payload));
  else /*@__NOINLINE__*/ onOtherUrc(parameters());
}

/** `"recv",<id>[,<length>]`, `"closed",<id>`, `"pdpdeact",<contextID>`, and the specification's `<id>,<length>`. */
function onOtherUrc(said: string): void {
  const parts = said.split(",");
  const at = +(said[0] === '"');
  const slot = slots[+parts[at]!];
  const length = +parts[at + 1]!;
  if (said[1] === "p") onLost(PDP_LOST);
  // Without a slot it is pushed to a connection from before the board's restart.
  else if (length && (slot ? slot.accessModeNow : at))
    takePayload(length, (payload) => slot && slot.onPayload(payload));
  else if (slot) {
    slot.isReadable = !slot.accessModeNow;
    // "closed"
    if (said[1] === "c") slot.isEnded = true;
    pumpClients();
  }
}

/** `AT+QSSLRECV`: reads until the modem answers 0, since no further URC comes before that. */
function read(slot: ClientSlot): void {
  slot.isReadable = false;
  slot.wasRead = true;
  send(commandOf(slot, slot.tls ? "RECV" : "RD") + ",1500", (error) => error && !slot.isEnded && slot.fail(error), {
    onInformation(parameters) {
      const length = +parameters;
      // A URC that came since the command stays in force.
      if (length) slot.isReadable = true;
      takePayload(length, (payload) => slot.onPayload(payload));
    },
  });
}

function write(slot: ClientSlot): void {
  const payload = slot.pending.substr(0, SEND_MAX);
  const length = payload.length;
  slot.wasRead = false;
  send(
    commandOf(slot, "SEND") + "," + length,
    (error) => {
      if (!error) slot.onSent(length);
      else if (error.code === AtFault.SendFail) {
        // Back-pressure, not a failure: nothing was accepted, the same bytes go again.
        slot.isBlocked = true;
        setTimeout(() => {
          slot.isBlocked = false;
          pumpClients();
        }, SEND_PAUSE_MS);
      } else slot.fail(error);
    },
    { payload },
  );
}

/** `AT+QISWTMD` knows the SSL clients too. */
function switchMode(slot: ClientSlot): void {
  const mode = slot.wantedMode;
  if (mode > AccessMode.DirectPush) loadTransparent();
  send("+QISWTMD=" + slot.id + "," + mode, (error) => {
    if (error) slot.fail(error);
    else if (mode > AccessMode.DirectPush) startStream(slot);
    else {
      slot.accessModeNow = mode;
      slot.isReadable = !mode;
    }
  });
}

/** @throws Error of the interpreter when the module is not on the board. */
function loadTransparent(): void {
  transparent = require("QuectelTransparent") as typeof TransparentModule;
}

function startStream(slot: ClientSlot): void {
  streaming = slot;
  slot.accessModeNow = AccessMode.Transparent;
  transparent.start(
    [enter, resync, writeUart, feedReader, takePayload, resetReader, lineHandlers],
    (payload) => slot.onPayload(payload),
    (isClosed) => {
      streaming = null;
      slot.accessModeNow = AccessMode.Buffer;
      slot.isReadable = !isClosed;
      slot.isEnded = isClosed;
    },
    pumpClients,
  );
}

function pumpStream(slot: ClientSlot): void {
  const length = transparent.pump(
    slot.pending,
    slot.wantedMode < AccessMode.Transparent || slot.socketState === SlotState.Closing,
  );
  if (length) slot.onSent(length);
}

/**
 * `AT+QSSLCLOSE` frees the id, whatever it answers; after `"closed"` too the id is not free before. What the peer ended needs no
 * farewell, which could hold up the other connections for 10 s.
 */
function close(slot: ClientSlot): void {
  send(commandOf(slot, "CLOSE") + (slot.isEnded ? ",0" : ""), () => release(slot));
}

function release(slot: ClientSlot): void {
  if (slots[slot.id] !== slot) return;
  slots[slot.id] = null;
  if (streaming === slot) streaming = null;
  slot.socketState = SlotState.Closing;
  slot.emit("close");
  slot.listeners = {};
}

/** Looks after what the modem may have forgotten to say. */
function pollClients(): void {
  for (const slot of clientsInUse()) {
    if (slot.socketState === SlotState.Connected) slot.isReadable = !slot.accessModeNow;
    else if (slot.socketState === SlotState.Opening && slot.openSentAt! < getTime() - OPEN_TIMEOUT_S)
      onOpenResult(slot, NO_ANSWER);
  }
  pumpClients();
}
