/**
 * The twelve client ids. Routes what the modem says by client id and hands the AT client one command at a time, taking the
 * slots in turn so that no connection starves the others. It keeps no queue of commands: what is to be done next is read
 * from the slots whenever the AT client is idle.
 */
import { enter, nothing, onLost, phase, resync, send, writeUart } from "../at/at-client";
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
import { AccessMode, type ClientSlot, failSlot, Flag, listenerOf, onSent, Shift, startSlots } from "./client-slot";
import { runSteps } from "./done";
import { sslError } from "./error-text";
import { chooseContext, prepareContext, type SslSettings } from "./ssl-context";
import { integer, quoted } from "./text";
import type * as TransparentModule from "./transparent-module";

/** A client id in use: id, state (1 opening, 2 connected, 4 closing), bytes sent, bytes received. */
export type ClientState = [id: number, state: number, bytesSent: number, bytesReceived: number];

/** `<clientID>` 0-11. */
const SLOT_COUNT = 12;
/** State of a slot that neither opens nor closes. */
const CONNECTED = 2;
const ALL = (1 << SLOT_COUNT) - 1;
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

const slots: (ClientSlot | 0)[] = [];
/** Ids for which there may be something to do, as bits. */
let work = 0;
let turn = 0;
let nextId = 0;
let pdpContext = 1;
/** Transparent mode is a module of its own, loaded when it is used. */
let transparent: typeof TransparentModule;
/** The slot that owns the port in transparent mode. */
let streaming: ClientSlot | 0 | undefined;

/** Registers for what the modem says of its connections. @param contextId PDP context of all of them, 1 to 7. */
export function startClients(contextId: number): void {
  pdpContext = contextId;
  startSlots(change);
  setLineHandler("+QSSLOPEN", onOpened);
  setLineHandler("+QIOPEN", onOpened);
  setLineHandler("+QSSLURC", onClientUrc);
  setLineHandler("+QIURC", onClientUrc);
  setInterval(pollClients, POLL_MS);
}

/** Where a connection leads. */
export interface Address {
  /** Name or address of the peer, 1 to 150 bytes. */
  host: string;
  /** TCP port of the peer, 1 to 65535. */
  port: number;
  /** 0 buffer (default), 1 direct push, 2 transparent; transparent needs the module QuectelTransparent. */
  accessMode?: AccessMode;
}

/** What only another module asks for, see udp-module.ts. */
export interface Service {
  /**
   * Stands for plain TCP to the address: type of service, addresses and ports as `AT+QIOPEN` takes them, between commas. It becomes part of the
   * command as it is, so nothing in it may come from outside.
   */
  service?: string;
}

/**
 * Takes a free client id and opens a connection (`AT+QSSLOPEN`, or `AT+QIOPEN` for plain TCP).
 * @param ssl how it is secured; false for plain TCP.
 * @param slot an object with the methods that the caller wants; it becomes the slot.
 * @throws Error when a parameter is out of range, all 12 ids or all 6 SSL contexts are in use.
 */
export function openClient<Methods extends object>(
  to: Address,
  ssl: SslSettings | false,
  slot: Methods & ClientSlot,
): Methods & ClientSlot {
  const mode = integer("accessMode", to.accessMode || 0, 0, 2);
  const address = quoted("host", to.host, 150) + "," + integer("port", to.port, 1, 65535) + ",";
  if (mode > AccessMode.DirectPush) loadTransparent();
  let used = 0;
  for (const other of clientsInUse()) used |= 1 << (other.bits >> Shift.Context);
  // Ids are given out in turn, so that a late word about an old connection does not meet a new one.
  let tries = SLOT_COUNT;
  let id: number;
  while (slots[(id = nextId++ % SLOT_COUNT)]) if (!--tries) throw new Error("12 ids in use: close one");
  const context = ssl ? chooseContext(E.CRC32(ssl.written), used) : -1;
  slot.id = id;
  slot.opening = {
    opener:
      (ssl
        ? "SSLOPEN=" + pdpContext + "," + context + "," + id + "," + address
        : "IOPEN=" + pdpContext + "," + id + ((to as Service).service || ',"TCP",' + address + "0,")) + mode,
    wanted: mode,
    ssl,
  };
  slot.bytesSent = slot.bytesReceived = 0;
  slots[id] = slot;
  change(slot, 0, Flag.Opening | ((mode & 1) << Shift.Push) | (mode << Shift.Wanted) | (context << Shift.Context));
  return slot;
}

/** The slots in use. */
export function clientsInUse(): ClientSlot[] {
  return slots.filter((slot) => slot) as ClientSlot[];
}

/** What the status shows of them; see {@link ClientState}. */
export function clientStates(): ClientState[] {
  return clientsInUse().map((slot) => [
    slot.id,
    slot.bits & (Flag.Opening | Flag.Closing) || CONNECTED,
    slot.bytesSent,
    slot.bytesReceived,
  ]);
}

/** The modem or its network is gone: every connection ends with `error` and `close`, without a word to the modem. */
export function dropClients(reason: string): void {
  for (const slot of clientsInUse()) {
    failSlot(slot, new Error(reason));
    release(slot);
  }
}

/** Clears and sets flags of a slot, for which there may be something to do then. */
function change(slot: ClientSlot, clear: number, set: number): void {
  slot.bits = (slot.bits & ~clear) | set;
  work |= 1 << slot.id;
  pumpClients();
}

/** Does the next thing there is to do, beginning with the slot after the one served last. */
export function pumpClients(): void {
  if (streaming) /*@__NOINLINE__*/ pumpStream(streaming);
  while (work) {
    if (phase) return;
    while (!((work >> (turn = (turn + 1) % SLOT_COUNT)) & 1));
    const slot = slots[turn];
    if (slot) serve(slot);
    // Else it was not the last thing to do for this slot.
    if (!phase) work &= ~(1 << turn);
  }
}

/** Here and not in functions of their own stands what is short: each of those would be made anew each time. */
function serve(slot: ClientSlot): void {
  const bits = slot.bits;
  const mustSend = slot.pending && !(bits & (Flag.Ended | Flag.Blocked));
  const mode = (bits >> Shift.Wanted) & 3;
  if (bits & Flag.Opening) {
    if (!slot.opening!.sentAt) /*@__NOINLINE__*/ open(slot);
  } else if (
    (bits & (Flag.Readable | Flag.Paused | Flag.Push | Flag.Closing)) === Flag.Readable &&
    !(mustSend && bits & Flag.Asked)
  ) {
    // `AT+QSSLRECV`: until the modem answers 0, since no further URC comes before that.
    slot.bits = (bits & ~Flag.Readable) | Flag.Asked;
    send(
      commandOf(slot, bits < 0 ? "RD=" : "RECV=") + ",1500",
      (error) => error && !(slot.bits & Flag.Ended) && failSlot(slot, error),
      {
        onInformation(parameters) {
          const length = +parameters;
          // A URC that came since the command stays in force. What is no length is none.
          if (length > 0) {
            slot.bits |= Flag.Readable;
            slot.bytesReceived += length;
            takePayload(length, listenerOf(slot, "data"));
          }
        },
      },
    );
  } else if (mustSend) {
    let payload = slot.pending as string;
    if (payload.length > SEND_MAX) payload = payload.substr(0, SEND_MAX);
    const length = payload.length;
    slot.bits = bits & ~Flag.Asked;
    send(
      commandOf(slot, "SEND=") + "," + length,
      (error) => {
        if (!error) onSent(slot, length);
        else if (error.code === AtFault.SendFail) {
          // Back-pressure, not a failure: nothing was accepted, the same bytes go again.
          slot.bits |= Flag.Blocked;
          setTimeout(change, SEND_PAUSE_MS, slot, Flag.Blocked, 0);
        } else failSlot(slot, error);
      },
      { payload },
    );
  } else if (
    (bits & (Flag.Ended | Flag.Paused)) === Flag.Ended ||
    (bits & (Flag.Closing | Flag.Blocked)) === Flag.Closing
  )
    // Nothing waits, or it waits for a peer that has gone. Frees the id, whatever the answer; after `"closed"` too the id is not free
    // before. What the peer ended needs no farewell, which could hold up the other connections for 10 s.
    send(commandOf(slot, "CLOSE=") + (bits & Flag.Ended ? ",0" : ""), () => release(slot));
  else if (((bits >> Shift.Push) & 1) !== mode) {
    // `AT+QISWTMD` knows the SSL clients too.
    if (mode > AccessMode.DirectPush) loadTransparent();
    send("+QISWTMD=" + slot.id + "," + mode, (error) => {
      if (error) failSlot(slot, error);
      else if (mode > AccessMode.DirectPush) startStream(slot);
      else slot.bits = (slot.bits & ~Flag.Push) | Flag.Readable | (mode << Shift.Push);
    });
  }
}

/** `AT+QSSLSEND=<id>` for TLS, `AT+QISEND=<id>` for plain TCP. */
function commandOf(slot: ClientSlot, verb: string): string {
  return (slot.bits < 0 ? "+QI" : "+QSSL") + verb + slot.id;
}

/** The modem may hold the id from before the board's restart, so it is freed first. */
function open(slot: ClientSlot): void {
  const opening = slot.opening!;
  runSteps(
    [
      (next) => {
        if (opening.ssl) prepareContext(slot.bits >> Shift.Context, opening.ssl, next);
        else next();
      },
      (next) => send(commandOf(slot, "CLOSE="), () => next()),
      () => {
        if (!(slot.bits & Flag.Opening)) return;
        opening.sentAt = getTime();
        // OK comes at once and `+QSSLOPEN` later; in transparent mode there is nothing but `CONNECT`, later.
        send(
          "+Q" + opening.opener,
          (error) => {
            if (error)
              if (error.code === AtFault.Refused)
                send("+QIGETERROR", (_error, answer) => onOpenResult(slot, parseInt(answer) || UNKNOWN));
              else failSlot(slot, error);
            else if (opening.wanted > AccessMode.DirectPush) {
              // Before: what the peer said is there at once.
              onOpenResult(slot, 0);
              startStream(slot);
              pumpClients();
            }
          },
          // An OK that was lost on its way must not hold up everything for minutes.
          { timeoutMs: opening.wanted > AccessMode.DirectPush ? OPEN_TIMEOUT_S * 1000 : 0 },
        );
      },
    ],
    (error) => failSlot(slot, error!),
    0,
  );
}

/**
 * `+QSSLOPEN: <clientID>,<err>`. A late one, of what the board opened before its restart, says nothing of a slot whose own open has
 * not been sent: that would be a connection that nobody secured.
 */
function onOpened(): void {
  const parts = parameters().split(",");
  const slot = slots[parts[0] as unknown as number];
  if (slot && slot.opening && slot.opening.sentAt && parts[1]) onOpenResult(slot, +parts[1]);
}

function onOpenResult(slot: ClientSlot, code: number): void {
  if (slot.bits & Flag.Opening) {
    if (code) {
      failSlot(slot, sslError(commandOf(slot, "OPEN ").substr(1), code));
      if (code === NO_PDP_CONTEXT) onLost(PDP_LOST);
    } else {
      slot.bits = (slot.bits & ~Flag.Opening) | Flag.Readable;
      delete slot.opening;
      listenerOf(slot, "open")();
    }
  }
  change(slot, 0, 0);
}

/**
 * `"recv",<id>[,<length>]`, `"closed",<id>`, `"pdpdeact",<contextID>`, and the specification's `<id>,<length>`. The first with an id of
 * one digit is nearly all that comes and cut by its places: `split` costs as much as all the rest.
 */
function onClientUrc(): void {
  let slot = slots[cut(colon + 9, colon + 10) as unknown as number];
  let length = slot && +cut(colon + 11, end);
  let word = '"r';
  let at = 1;
  if (!length) {
    const parts = (word = parameters()).split(",");
    at = +(word[0] === '"');
    slot = slots[+parts[at]!];
    length = +parts[at + 1]!;
  }
  if (word[1] === "p") onLost(PDP_LOST);
  // Without a slot it is pushed to a connection from before the board's restart. Other words have numbers behind them too.
  else if (length > 0 && (!at || word[1] === "r") && (slot ? slot.bits & Flag.Push : at)) {
    if (slot) slot.bytesReceived += length;
    takePayload(length, slot ? listenerOf(slot, "data") : nothing);
  } else if (slot) change(slot, 0, word[1] === "c" ? Flag.Readable | Flag.Ended : Flag.Readable);
}

/** @throws Error of the interpreter when the module is not on the board. */
function loadTransparent(): void {
  transparent = require("QuectelTransparent") as typeof TransparentModule;
}

function startStream(slot: ClientSlot): void {
  streaming = slot;
  transparent.start(
    [enter, resync, writeUart, feedReader, takePayload, resetReader, lineHandlers],
    (payload) => {
      slot.bytesReceived += payload.length;
      listenerOf(slot, "data")(payload);
    },
    (isClosed) => {
      streaming = 0;
      slot.bits = (slot.bits & ~(Flag.Push | Flag.Readable)) | (isClosed ? Flag.Ended : Flag.Readable);
    },
    pumpClients,
  );
}

function pumpStream(slot: ClientSlot): void {
  const length = transparent.pump(
    slot.pending || "",
    ((slot.bits >> Shift.Wanted) & 3) < AccessMode.Transparent || slot.bits & Flag.Closing,
  );
  if (length) onSent(slot, length);
}

function release(slot: ClientSlot): void {
  if (slots[slot.id] !== slot) return;
  slots[slot.id] = 0;
  if (streaming === slot) streaming = 0;
  slot.bits = Flag.Closing;
  listenerOf(slot, "close")();
  slot.listeners = {};
}

/** Looks after what the modem may have forgotten to say. */
function pollClients(): void {
  for (const slot of clientsInUse()) {
    if (!(slot.bits & (Flag.Opening | Flag.Closing))) slot.bits |= Flag.Readable;
    else if (slot.bits & Flag.Opening && slot.opening!.sentAt! < getTime() - OPEN_TIMEOUT_S)
      onOpenResult(slot, NO_ANSWER);
  }
  work = ALL;
  pumpClients();
}
