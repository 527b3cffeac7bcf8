import type { ClientSlot } from "../modules/quectel/client-slot";
import { Backoff } from "./backoff";
import { encodeBatch, type Sender } from "./batch-codec";
import { HttpResponse, postRequest } from "./http";
import type { Log } from "./log";
import type { Outbox } from "./outbox";
import type { ServerAddress } from "./settings";

/** Opens a connection to the server; undefined while the modem is not online. */
export type Opener = () => ClientSlot | undefined;

/** What the uplink is told. */
export interface UplinkOptions {
  sender: Sender;
  server: ServerAddress;
  headers: { [name: string]: string };
  /** Longest time that a reading waits, seconds. */
  intervalS: number;
  /** Readings in one request. */
  batch: number;
}

/** Patience with a connection that opens, and with the server's answer; opening ends by itself within 210 s. */
const ANSWER_MS = 60e3;

/** A connection is kept for the next batch when that comes within this time; a TLS handshake costs some 5 KB. */
const KEEP_OPEN_S = 120;

const enum Phase {
  /** Nothing to do, or waiting for the time of the next batch. */
  Idle,
  /** The connection opens. */
  Opening,
  /** A request is out. */
  Waiting,
  /** An attempt failed; waiting for the next. */
  BackingOff,
  /** There is something to send and no modem to send it by. */
  Offline,
}

/**
 * Sends what the outbox holds in batches, one request at a time, and releases readings only when the server has answered 2xx:
 * `SEND OK` means no more than that the modem took the bytes.
 */
export class Uplink {
  /** Readings acknowledged since the start. */
  acknowledged = 0;
  /** Why the last attempt failed, "" after a success. */
  lastError = "";

  private _phase = Phase.Idle;
  private _slot: ClientSlot | undefined;
  private _response = new HttpResponse();
  private _lastSeq = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _backoff = new Backoff();

  constructor(
    private _outbox: Outbox,
    private _options: UplinkOptions,
    private _open: Opener,
    private _log: Log,
  ) {}

  /** A reading was added to the outbox. */
  onReading(): void {
    if (this._phase === Phase.Idle) this._plan();
  }

  /** The modem came online: what waits is sent, without a back-off that was made for a modem in trouble. */
  onOnline(): void {
    this._backoff.reset();
    if (this._phase === Phase.BackingOff || this._phase === Phase.Offline) this._attempt();
  }

  /** Phase in words, for the status. */
  get status(): string {
    return "idle/opening/waiting for the server/backing off/offline".split("/")[this._phase]!;
  }

  private _enter(phase: Phase, timeoutMs: number, onTimeout: () => void): void {
    this._phase = phase;
    if (this._timer) clearTimeout(this._timer);
    this._timer = timeoutMs ? setTimeout(onTimeout, timeoutMs) : undefined;
  }

  /** Chooses when the next batch goes: a full one at once, another one before its oldest reading gets too old. */
  private _plan(): void {
    const waiting = this._outbox.length;
    if (waiting >= this._options.batch) this._attempt();
    else if (!waiting) this._enter(Phase.Idle, 0, nothing);
    else if (!this._timer) this._enter(Phase.Idle, this._options.intervalS * 1000, () => this._attempt());
  }

  private _attempt(): void {
    const slot = this._slot;
    if (slot) {
      this._post(slot);
      return;
    }
    try {
      this._openSlot();
    } catch (error) {
      this._fail((error as Error).message);
    }
  }

  private _openSlot(): void {
    const slot = this._open();
    this._slot = slot;
    this._enter(slot ? Phase.Opening : Phase.Offline, 0, nothing);
    if (!slot) return;
    // A slot that was given up goes on closing: what it still says is no concern of the connection after it.
    slot.on("open", () => slot === this._slot && this._post(slot));
    slot.on("data", (payload) => slot === this._slot && this._onPayload(payload as string));
    slot.on("error", (error) => slot === this._slot && this._fail((error as Error).message));
    slot.on("close", () => slot === this._slot && this._onClose());
  }

  private _post(slot: ClientSlot): void {
    const options = this._options;
    const readings = this._outbox.oldest(options.batch);
    this._lastSeq = readings[readings.length - 1]!.seq;
    this._response = new HttpResponse();
    this._enter(Phase.Waiting, ANSWER_MS, () => this._fail("no answer within " + ANSWER_MS / 1000 + " s"));
    slot.write(
      postRequest(options.server, options.headers, encodeBatch(options.sender, this._outbox.dropped, readings)),
    );
  }

  private _onPayload(payload: string): void {
    const response = this._response;
    if (this._phase !== Phase.Waiting) return;
    response.feed(payload);
    if (!response.isDone) return;
    if (response.fault) this._fail(response.fault);
    else if (response.status < 200 || response.status > 299) this._fail("the server answered " + response.status);
    else this._onAcknowledged();
  }

  private _onAcknowledged(): void {
    const before = this._outbox.length;
    this._outbox.release(this._lastSeq);
    const count = before - this._outbox.length;
    this.acknowledged += count;
    this.lastError = "";
    this._backoff.reset();
    this._log.info("uplink: " + count + " readings acknowledged, " + this._outbox.length + " waiting");
    if (!this._response.isReusable || this._options.intervalS > KEEP_OPEN_S) this._drop();
    this._enter(Phase.Idle, 0, nothing);
    this._plan();
  }

  /** The connection ended. While nothing is out that is no failure: the next batch opens another. */
  private _onClose(): void {
    this._slot = undefined;
    if (this._phase === Phase.Waiting || this._phase === Phase.Opening) this._fail("the server closed the connection");
  }

  private _fail(reason: string): void {
    if (this._phase === Phase.BackingOff) return;
    const seconds = this._backoff.next();
    this.lastError = reason;
    this._log.error(
      "uplink: " + reason + "; " + this._outbox.length + " waiting, next try in " + seconds.toFixed(1) + " s",
    );
    this._drop();
    this._enter(Phase.BackingOff, seconds * 1000, () => this._attempt());
  }

  private _drop(): void {
    if (this._slot) this._slot.end();
    this._slot = undefined;
  }
}

function nothing(): void {}
