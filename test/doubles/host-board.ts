/** A board in this process: the host runtime behind a port. It knows no packets, so files reach it as statements. */
import type { BytePort } from "../../tools/byte-port";
import type { BoardPort } from "../../tools/link/board-port";
import { type Clock, VirtualClock } from "../../tools/clock";
import { HostRuntime } from "../../tools/host/host-runtime";
import type { HostStorage } from "../../tools/host/host-storage";

export interface HostBoardOptions {
  /** What the interpreter tells of itself. */
  board?: string;
  version?: string;
  /** Default: one that stands still. */
  clock?: Clock;
  /** Its flash memory, which outlives the board. */
  storage?: HostStorage;
  /** Its modem; default one that is switched off. */
  modem?: BytePort;
}

/** Milliseconds between a line and its effect, where the clock goes. */
const LINE_MS = 2;

const QUEUE_BYTES = 8192;

/** A modem that is switched off. */
const OFF: BytePort = { write: () => {}, onData: () => {} };

export class HostBoard implements BoardPort {
  /** All that was sent to the board. */
  received = "";
  /** Changes what arrives. */
  disturb: (line: string) => string = (line) => line;
  isClosed = false;
  readonly runtime: HostRuntime;
  private _receiver: (bytes: Buffer) => void = () => {};
  private _onLost: (reason: string) => void = () => {};
  private _line = "";
  private readonly _clock: Clock | undefined;

  constructor({ board = "LINUX", version = "2v20", clock, storage, modem = OFF }: HostBoardOptions = {}) {
    this._clock = clock;
    this.runtime = new HostRuntime({
      clock: clock ?? new VirtualClock(),
      ...(storage ? { storage } : {}),
      env: { BOARD: board, VERSION: version },
      serials: { Serial1: modem },
      files: "real",
      // Longest answer of a modem, since no baud rate slows the line down.
      queueBytes: QUEUE_BYTES,
      log: (text) => this.print(`${text}\r\n`),
    });
    this.runtime.boot();
  }

  write(bytes: Buffer): void {
    const text = bytes.toString("latin1");
    this.received += text;
    const lines = (this._line + text).split("\n");
    this._line = lines.pop()!;
    for (const line of lines) this._take(this.disturb(line));
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
  }

  onLost(listener: (reason: string) => void): void {
    this._onLost = listener;
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  /** As if the board printed it. */
  print(text: string): void {
    this._receiver(Buffer.from(text, "latin1"));
  }

  /** Pulls the plug. */
  lose(): void {
    this._onLost("the port has gone");
  }

  /** A restart that one line asks for comes before the next one. */
  private _take(line: string): void {
    if (this._clock) this._clock.setTimeout(() => this._run(line), LINE_MS);
    else this._run(line);
  }

  private _run(line: string): void {
    const text = line.replace(/^.*\x1b\[2H/s, "").replace(/[\x03\x10]/g, "");
    if (text !== "") this.runtime.run(text);
  }
}
