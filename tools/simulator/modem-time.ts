/**
 * The modem's real-time clock and the network time (NITZ). The RTC holds the time of day as AT+CCLK shows it; its zone is
 * only kept beside it. Certificates are judged by the RTC, so a modem that nobody told the time lives in 1980.
 */
import type { Clock } from "../clock";

export interface NetworkTime {
  /** UTC at the moment it arrived, milliseconds since 1970. */
  utcMs: number;
  /** Clock reading at that moment. */
  receivedAtMs: number;
}

const QUARTER_MS = 15 * 60e3;

export class ModemTime {
  /** AT+CTZU, saved in the modem: 0 RTC left alone, 1 set to UTC, 3 set to local time. */
  update = 0;
  /** Last NITZ of this power cycle. */
  network: NetworkTime | undefined;
  private _rtcMs: number;
  private _setAtMs: number;
  private _zoneQuarters = 0;

  /** @param zoneQuarters zone of the network in quarters of an hour, -48 to 56. */
  constructor(
    private readonly _clock: Clock,
    private readonly _startMs: number,
    readonly zoneQuarters: number,
  ) {
    this._rtcMs = _startMs;
    this._setAtMs = _clock.now();
  }

  /** The RTC now, milliseconds since 1970. */
  get rtcMs(): number {
    return this._rtcMs + this._clock.now() - this._setAtMs;
  }

  setRtc(rtcMs: number, zoneQuarters: number): void {
    this._rtcMs = rtcMs;
    this._setAtMs = this._clock.now();
    this._zoneQuarters = zoneQuarters;
  }

  /** The RTC goes wrong by so much. */
  jump(ms: number): void {
    this.setRtc(this.rtcMs + ms, this._zoneQuarters);
  }

  /** Supply lost: the RTC starts again where the factory left it. */
  losePower(): void {
    this.setRtc(this._startMs, 0);
  }

  /** The network sends its time. */
  onNetworkTime(utcMs: number): void {
    this.network = { utcMs, receivedAtMs: this._clock.now() };
    if (this.update === 1) this.setRtc(utcMs, this.zoneQuarters);
    if (this.update === 3) this.setRtc(this.localMs(utcMs), this.zoneQuarters);
  }

  /** Time of the network now, UTC; only with {@link network}. */
  networkUtcMs(network: NetworkTime): number {
    return network.utcMs + this._clock.now() - network.receivedAtMs;
  }

  localMs(utcMs: number): number {
    return utcMs + this.zoneQuarters * QUARTER_MS;
  }

  /** `yy/MM/dd,hh:mm:ss±zz` of AT+CCLK?. */
  get rtcText(): string {
    return dateText(this.rtcMs).slice(2) + zoneText(this._zoneQuarters);
  }
}

/** `yyyy/MM/dd,hh:mm:ss` in UTC. */
export function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replaceAll("-", "/").replace("T", ",");
}

/** Sign and two digits, quarters of an hour. */
export function zoneText(quarters: number): string {
  return (quarters < 0 ? "-" : "+") + String(Math.abs(quarters)).padStart(2, "0");
}

const CLOCK_TEXT = /^(\d\d)\/(\d\d)\/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d\d)$/;

/** Year of two digits to zone in quarters, as {@link CLOCK_TEXT} finds them. */
type ClockFields = [number, number, number, number, number, number, number];

/** Reads the argument of AT+CCLK=; years 70 to 99 are 19xx. Undefined: no valid date. */
export function parseClockText(text: string): { rtcMs: number; zoneQuarters: number } | undefined {
  const found = CLOCK_TEXT.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second, zone] = found.slice(1).map(Number) as ClockFields;
  const rtcMs = Date.UTC(year + (year >= 70 ? 1900 : 2000), month - 1, day, hour, minute, second);
  const isReal = dateText(rtcMs).slice(2) === text.slice(0, 17) && zone >= -48 && zone <= 56;
  return isReal ? { rtcMs, zoneQuarters: zone } : undefined;
}
