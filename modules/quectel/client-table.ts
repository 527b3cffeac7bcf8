/**
 * The twelve client ids. Routes what the modem says by client id and hands the AT client one command at a time, taking the
 * slots in turn so that no connection starves the others. It keeps no queue of commands: what is to be done next is read
 * from the slots whenever the AT client is idle.
 */
import { phase, send, urcs } from "../at/at-client";
import { AtFault } from "../at/at-error";
import { takePayload } from "../at/line-reader";
import { ClientSlot, SlotState } from "./client-slot";
import { sslError } from "./error-text";
import { PdpContext } from "./pdp-context";
import { NEGOTIATE_S, SslContext } from "./ssl-context";
import { quoted } from "./text";

/** `<clientID>` 0-11. */
const SLOT_COUNT = 12;
/** Longest `AT+QSSLSEND`, bytes. */
const SEND_MAX = 1460;
/** The modem's TCP connect may take 150 s before the TLS handshake begins (SSL application note, `AT+QSSLOPEN`). */
const OPEN_TIMEOUT_S = 150 + NEGOTIATE_S;
/** A receive URC can be lost: connected slots are read this often even without one. */
const POLL_MS = 5000;
/** `<err>` for an open without an answer. */
const NO_ANSWER = 569;

const slots: (ClientSlot | undefined)[] = [];
let turn = 0;

/** Registers for what the modem says of its connections. */
export function startClients(): void {
  urcs["+QSSLOPEN"] = onOpened;
  urcs["+QSSLURC"] = onUrc;
  setInterval(pollClients, POLL_MS);
}

/**
 * Takes a free client id and opens a connection in buffer access mode (`AT+QSSLOPEN`).
 * @param host at most 150 bytes. @param port 1 to 65535.
 * @throws Error when a parameter is out of range or all 12 ids are in use.
 */
export function openClient(host: string, port: number): ClientSlot {
  for (let id = 0; id < SLOT_COUNT; id++) {
    if (slots[id]) continue;
    if (!(port > 0 && port < 65536)) throw new Error("port: " + port + " is not 1-65535");
    const parameters = [PdpContext.Id, SslContext.Id, id, quoted("host", host, 150), port | 0, 0];
    const slot = new ClientSlot(id, "+QSSLOPEN=" + parameters.join(","), pumpClients);
    slots[id] = slot;
    pumpClients();
    return slot;
  }
  throw new Error("all 12 ids in use: close one");
}

/** The slots in use. */
export function clientsInUse(): ClientSlot[] {
  return slots.filter((slot) => slot) as ClientSlot[];
}

/** The modem or its network is gone: every connection ends with `error` and `close`, without a word to the modem. */
export function dropClients(reason: string): void {
  clientsInUse().forEach((slot) => {
    slot.fail(new Error(reason));
    release(slot);
  });
}

/** Does the next thing there is to do, beginning with the slot after the one served last. */
export function pumpClients(): void {
  for (let i = 0; i < SLOT_COUNT; i++) {
    if (phase) return;
    turn = (turn + 1) % SLOT_COUNT;
    const slot = slots[turn];
    if (slot) serve(slot);
  }
}

function serve(slot: ClientSlot): void {
  const mustSend = slot.pending && !slot.isEnded;
  if (slot.state === SlotState.Opening) {
    if (!slot.openSentAt) open(slot);
  } else if (slot.isReadable && !(mustSend && slot.wasRead)) read(slot);
  else if (mustSend) write(slot);
  else if (slot.isEnded || slot.state === SlotState.Closing) close(slot);
}

/** The modem may hold the id from before the board's restart, so it is freed first. */
function open(slot: ClientSlot): void {
  slot.openSentAt = getTime();
  send("+QSSLCLOSE=" + slot.id);
  send(slot.openCommand, (error) => error && slot.fail(error));
}

/** `+QSSLOPEN: <clientID>,<err>`. */
function onOpened(parameters: string): void {
  const parts = parameters.split(",");
  const slot = slots[+parts[0]!];
  if (slot && slot.state === SlotState.Opening && parts[1]) onOpenResult(slot, +parts[1]);
}

function onOpenResult(slot: ClientSlot, code: number): void {
  if (code) slot.fail(sslError("QSSLOPEN " + slot.id, code));
  else {
    slot.state = SlotState.Connected;
    slot.isReadable = true;
    slot.emit("open");
  }
  pumpClients();
}

/** `"recv",<id>[,<length>]`, `"closed",<id>`, and the specification's `<id>,<length>`. */
function onUrc(parameters: string): void {
  const parts = parameters.split(",");
  const slot = slots[+parts[parts[0]![0] === '"' ? 1 : 0]!];
  if (!slot) return;
  slot.isReadable = true;
  slot.isEnded = slot.isEnded || parts[0] === '"closed"';
  pumpClients();
}

/** `AT+QSSLRECV`: reads until the modem answers 0, since no further URC comes before that. */
function read(slot: ClientSlot): void {
  slot.isReadable = false;
  slot.wasRead = true;
  send("+QSSLRECV=" + slot.id + ",1500", (error) => error && slot.fail(error), {
    onInformation(parameters) {
      const length = +parameters;
      slot.isReadable = length > 0;
      slot.bytesReceived += length;
      takePayload(length, (payload) => slot.emit("data", payload));
    },
  });
}

function write(slot: ClientSlot): void {
  const payload = slot.pending.substr(0, SEND_MAX);
  const length = payload.length;
  slot.wasRead = false;
  send(
    "+QSSLSEND=" + slot.id + "," + length,
    (error) => {
      if (!error) slot.onSent(length);
      // SEND FAIL is back-pressure, not a failure: nothing was accepted, the same bytes go again when it is this slot's turn.
      else if (error.code !== AtFault.SendFail) slot.fail(error);
    },
    { payload },
  );
}

/** `AT+QSSLCLOSE` frees the id, whatever it answers; after `"closed"` too the id is not free before. */
function close(slot: ClientSlot): void {
  send("+QSSLCLOSE=" + slot.id, () => release(slot));
}

function release(slot: ClientSlot): void {
  if (slots[slot.id] !== slot) return;
  slots[slot.id] = undefined;
  slot.state = SlotState.Closing;
  slot.emit("close");
}

/** Looks after what the modem may have forgotten to say. */
function pollClients(): void {
  for (const slot of clientsInUse()) {
    if (slot.state === SlotState.Connected) slot.isReadable = true;
    else if (slot.state === SlotState.Opening && slot.openSentAt! < getTime() - OPEN_TIMEOUT_S)
      onOpenResult(slot, NO_ANSWER);
  }
  pumpClients();
}
