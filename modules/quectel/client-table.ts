import type { AtClient } from "../at/at-client";
import { AtFault } from "../at/at-error";
import { ClientSlot, type Endpoint, SlotState } from "./client-slot";
import { PdpContext } from "./pdp-context";
import { NEGOTIATE_S } from "./ssl-context";

/** `<clientID>` 0-11. */
export const SLOT_COUNT = 12;
/** Longest `AT+QSSLSEND`, bytes. */
const SEND_MAX = 1460;
/** Longest `AT+QSSLRECV`, bytes. */
const READ_MAX = 1500;
/** The modem's TCP connect may take 150 s before the TLS handshake begins (SSL application note, `AT+QSSLOPEN`). */
const OPEN_TIMEOUT_MS = 150e3 + NEGOTIATE_S * 1000;
/** Pause after `SEND FAIL`, seconds. */
const SEND_HOLD_S = 0.2;
/** `AT+QSSLCLOSE` blocks for up to 10 s. */
const CLOSE = { timeoutMs: 15e3 };
/** A receive URC can be lost: connected slots that had none are read this often. */
const POLL_MS = 5000;

/**
 * The twelve client ids. Routes what the modem says by client id and hands the AT client one command at a time, taking the
 * slots in turn so that no connection starves the others. It keeps no queue of commands: what is to be done next is read
 * from the slots whenever the AT client is idle.
 */
export class ClientTable {
  private _slots: (ClientSlot | undefined)[] = [];
  private _turn = 0;
  private _poll: ReturnType<typeof setInterval> | undefined;
  private _openDeadlines: (ReturnType<typeof setTimeout> | undefined)[] = [];

  constructor(private _at: AtClient) {
    _at.urcs["+QSSLOPEN"] = (parameters) => this._onOpened(parameters);
    _at.urcs["+QSSLURC"] = (parameters) => this._onUrc(parameters);
    _at.onIdle = () => this._pump();
  }

  /**
   * Takes a free client id and opens a connection in buffer access mode (`AT+QSSLOPEN`).
   * @throws Error when all 12 are in use.
   */
  open(endpoint: Endpoint): ClientSlot {
    for (let id = 0; id < SLOT_COUNT; id++) {
      if (this._slots[id]) continue;
      const slot = new ClientSlot(id, endpoint, () => this._pump());
      this._slots[id] = slot;
      if (!this._poll) this._poll = setInterval(() => this._pollAll(), POLL_MS);
      this._pump();
      return slot;
    }
    throw new Error("all 12 client ids are in use: close a connection first");
  }

  /** The slots in use. */
  get inUse(): ClientSlot[] {
    return this._slots.filter((slot) => slot) as ClientSlot[];
  }

  /** The modem or its network is gone: every connection ends with `error` and `close`, without a word to the modem. */
  dropAll(reason: string): void {
    for (const slot of this.inUse) {
      slot.fail(new Error("connection " + slot.id + ": " + reason));
      this._release(slot);
    }
  }

  /** Closes ids that the modem still holds from before the board's restart; to be called before the first open. */
  closeStale(done: () => void): void {
    const ids: number[] = [];
    const next = (): void => {
      const id = ids.pop();
      if (id === undefined) done();
      else this._at.send("+QSSLCLOSE=" + id, next, CLOSE);
    };
    this._at.send("+QSSLSTATE", next, { onInformation: (parameters) => ids.push(parseInt(parameters)) });
  }

  /** Does the next thing there is to do, beginning with the slot after the one served last. */
  private _pump(): void {
    for (let i = 0; i < SLOT_COUNT && this._at.isIdle; i++) {
      this._turn = (this._turn + 1) % SLOT_COUNT;
      const slot = this._slots[this._turn];
      if (slot) this._serve(slot);
    }
  }

  private _serve(slot: ClientSlot): void {
    if (slot.state === SlotState.Opening) {
      if (!slot.isOpenSent) this._sendOpen(slot);
      return;
    }
    const mustSend = slot.waitingBytes && !slot.isEnded;
    if (slot.isReadable && !(mustSend && slot.wasRead)) this._read(slot);
    else if (mustSend) this._send(slot);
    else if (slot.state === SlotState.Closing || slot.isEnded) this._close(slot);
  }

  private _sendOpen(slot: ClientSlot): void {
    const endpoint = slot.endpoint;
    slot.isOpenSent = true;
    this._openDeadlines[slot.id] = setTimeout(() => slot.onOpenResult(569), OPEN_TIMEOUT_MS);
    this._at.send(
      "+QSSLOPEN=" + [PdpContext.Id, endpoint.sslContextId, slot.id, endpoint.host, endpoint.port, 0].join(","),
      (error) => error && slot.fail(error),
    );
  }

  /** `+QSSLOPEN: <clientID>,<err>`. */
  private _onOpened(parameters: string): void {
    const slot = this._slots[parseInt(parameters)];
    if (!slot) return;
    this._stopOpenDeadline(slot.id);
    slot.onOpenResult(parseInt(parameters.substr(parameters.indexOf(",") + 1)));
    this._pump();
  }

  /** `"recv",<id>[,<length>]`, `"closed",<id>`, and the specification's `<id>,<length>`. */
  private _onUrc(parameters: string): void {
    const parts = parameters.split(",");
    const slot = this._slots[parseInt(parts[0]![0] === '"' ? parts[1]! : parts[0]!)];
    if (!slot) return;
    slot.isReadable = true;
    if (parts[0] === '"closed"') slot.isEnded = true;
    this._pump();
  }

  /** `AT+QSSLRECV`: reads until the modem answers 0, since no further URC comes before that. */
  private _read(slot: ClientSlot): void {
    slot.isReadable = false;
    slot.wasRead = true;
    this._at.send("+QSSLRECV=" + slot.id + "," + READ_MAX, (error) => error && slot.fail(error), {
      onInformation: (parameters) => {
        const length = parseInt(parameters);
        if (!length) return;
        slot.isReadable = true;
        this._at.reader.takePayload(length, (payload) => slot.onPayload(payload));
      },
    });
  }

  private _send(slot: ClientSlot): void {
    slot.wasRead = false;
    if (slot.holdUntil > getTime()) return;
    const payload = slot.nextPart(SEND_MAX);
    this._at.send(
      "+QSSLSEND=" + slot.id + "," + payload.length,
      (error) => {
        if (!error) slot.onSent(payload.length);
        else if (error.code === AtFault.SendFail) this._hold(slot);
        else slot.fail(error);
      },
      { payload, timeoutMs: 15e3 },
    );
  }

  /** `SEND FAIL` is back-pressure, not a failure: nothing was accepted, the same bytes go again. */
  private _hold(slot: ClientSlot): void {
    slot.holdUntil = getTime() + SEND_HOLD_S;
    setTimeout(() => this._pump(), SEND_HOLD_S * 1000 + 1);
  }

  /** `AT+QSSLCLOSE` frees the id, whatever it answers; after `"closed"` too the id is not free before. */
  private _close(slot: ClientSlot): void {
    this._at.send("+QSSLCLOSE=" + slot.id, () => this._release(slot), CLOSE);
  }

  private _release(slot: ClientSlot): void {
    if (this._slots[slot.id] !== slot) return;
    this._stopOpenDeadline(slot.id);
    this._slots[slot.id] = undefined;
    if (this._poll && !this.inUse.length) {
      clearInterval(this._poll);
      this._poll = undefined;
    }
    slot.state = SlotState.Initial;
    slot.emit("close");
  }

  private _stopOpenDeadline(id: number): void {
    const timer = this._openDeadlines[id];
    if (timer) clearTimeout(timer);
    this._openDeadlines[id] = undefined;
  }

  private _pollAll(): void {
    for (const slot of this.inUse) if (slot.state === SlotState.Connected) slot.isReadable = true;
    this._pump();
  }
}
