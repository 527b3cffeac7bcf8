import type { Modem } from "../modules/quectel/modem";
import { Backoff } from "./backoff";
import type { Log } from "./log";

/** Keeps the modem online: starts it, and again after it was lost, with growing pauses. */
export class Supervisor {
  /** Why the modem is not online, "" when it is. */
  reason = "starting";
  private _backoff = new Backoff();

  constructor(
    private _modem: Modem,
    private _onOnline: () => void,
    private _log: Log,
  ) {}

  start(): void {
    this._modem.start((error) => {
      if (error) this.onLost(error.message);
      else this._onStarted();
    });
  }

  /** The modem could not be brought online, or is online no more. */
  onLost(reason: string): void {
    const seconds = this._backoff.next();
    this.reason = reason;
    this._log.error("modem: " + reason + "; next try in " + seconds.toFixed(1) + " s");
    setTimeout(() => this.start(), seconds * 1000);
  }

  private _onStarted(): void {
    this.reason = "";
    this._backoff.reset();
    const status = this._modem.status();
    this._log.info("modem: " + status.model + " online, " + status.registration + ", " + status.rssiDbm + " dBm");
    this._onOnline();
  }
}
