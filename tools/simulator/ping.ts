/** AT+QPING at work: echo after echo, each with its line, and the sums at the end. */
import type { Clock, TimerHandle } from "../clock";
import { StackCode } from "./errors";
import type { Network } from "./network";

export interface PingOptions {
  host: string;
  /** Shown in the lines. */
  address: string;
  /** Longest wait for each answer. */
  timeoutMs: number;
  /** Number of echoes. */
  count: number;
}

/** What the run needs of the modem. */
export interface PingPort {
  clock: Clock;
  network: Network;
  urc(line: string): void;
  /** Called once, with the last line. */
  onEnd(): void;
}

/** Bytes and time to live as the manual's sample shows them; the network tells of neither. */
const ECHO_BYTES = 32;
const TIME_TO_LIVE = 255;
/** From one echo to the next (unverified). */
const PAUSE_MS = 1000;

export class Ping {
  private readonly _times: number[] = [];
  private _sent = 0;
  private _sentAtMs = 0;
  private _timer: TimerHandle | undefined;
  private _stopEcho: () => void = () => {};

  constructor(
    private readonly _options: PingOptions,
    private readonly _port: PingPort,
  ) {}

  start(): void {
    this._send();
  }

  /** Ends without a word. */
  stop(): void {
    this._port.clock.clearTimeout(this._timer);
    this._stopEcho();
  }

  private _send(): void {
    const { clock, network } = this._port;
    this._sent++;
    this._sentAtMs = clock.now();
    this._timer = clock.setTimeout(() => this._onSilence(), this._options.timeoutMs);
    this._stopEcho = network.echo(this._options.host, () => this._onEcho());
  }

  private _onEcho(): void {
    const { address } = this._options;
    const timeMs = Math.max(1, this._port.clock.now() - this._sentAtMs);
    this._times.push(timeMs);
    this._port.urc(`+QPING: 0,"${address}",${ECHO_BYTES},${timeMs},${TIME_TO_LIVE}`);
    this._next();
  }

  private _onSilence(): void {
    this._port.urc(`+QPING: ${StackCode.Timeout}`);
    this._next();
  }

  private _next(): void {
    this.stop();
    if (this._sent === this._options.count) return this._end();
    const pastMs = this._port.clock.now() - this._sentAtMs;
    this._timer = this._port.clock.setTimeout(() => this._send(), Math.max(0, PAUSE_MS - pastMs));
  }

  /** Sent, received, lost; shortest, longest and mean time. */
  private _end(): void {
    const sent = this._sent;
    const received = this._times.length;
    const lost = sent - received;
    const minimum = received === 0 ? 0 : Math.min(...this._times);
    const maximum = Math.max(0, ...this._times);
    const mean = received === 0 ? 0 : Math.round(this._times.reduce((sum, time) => sum + time, 0) / received);
    this._port.urc(`+QPING: 0,${sent},${received},${lost},${minimum},${maximum},${mean}`);
    this._port.onEnd();
  }
}
