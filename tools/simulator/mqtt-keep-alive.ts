/** Keeps an MQTT connection alive: a PINGREQ goes out when nothing else has for so long, and its answer is waited for. */
import type { Clock, TimerHandle } from "../clock";

export interface MqttKeepAlivePort {
  clock: Clock;
  ping(): void;
  /** The broker answers no more. */
  onSilence(): void;
}

export class MqttKeepAlive {
  private _timer: TimerHandle | undefined;
  private _isUnanswered = false;

  /** @param _intervalMs 0: never. @param _answerMs longest wait for an answer. */
  constructor(
    private readonly _port: MqttKeepAlivePort,
    private readonly _intervalMs: number,
    private readonly _answerMs: number,
  ) {}

  /** Something went out. */
  restart(): void {
    if (this._isUnanswered || this._intervalMs === 0) return;
    this._start(() => this._ping(), this._intervalMs);
  }

  onAnswer(): void {
    this._isUnanswered = false;
    this.restart();
  }

  stop(): void {
    this._port.clock.clearTimeout(this._timer);
  }

  private _ping(): void {
    this._isUnanswered = true;
    this._port.ping();
    this._start(() => this._port.onSilence(), this._answerMs);
  }

  private _start(action: () => void, ms: number): void {
    this.stop();
    this._timer = this._port.clock.setTimeout(action, ms);
  }
}
