/** PWRKEY and RESET_N of the modem, which a host pulls low through transistors (BG96 Hardware Design V1.3, 3.7 and 3.8). */
import type { Clock, TimerHandle } from "../clock";
import type { ModemSimulator } from "./modem-simulator";

/** Pulses that are shorter do nothing. */
const PWRKEY_ON_MS = 500;
const PWRKEY_OFF_MS = 650;
const RESET_MS = 150;

export class ModemPins {
  private readonly _pulledSince = new Map<string, number>();
  private _powerDown: TimerHandle | undefined;

  /** @param _pins the host's pins that pull the modem's low. */
  constructor(
    private readonly _clock: Clock,
    private readonly _modem: ModemSimulator,
    private readonly _pins: { pwrkey: string; reset: string; powerDownMs: number },
  ) {}

  /** Takes what the host does to its hardware, see `HostRuntimeOptions.onHardware`. */
  onHardware(action: string): void {
    const [, pin, level] = /^(\w+)=(\d)$/.exec(action) ?? [];
    if (pin !== this._pins.pwrkey && pin !== this._pins.reset) return;
    const sinceMs = this._pulledSince.get(pin);
    if (level === "1") this._pulledSince.set(pin, sinceMs ?? this._clock.now());
    else this._release(pin, sinceMs);
  }

  /** The host lets go of all pins: it has lost its power. */
  letGo(): void {
    for (const [pin, sinceMs] of this._pulledSince) this._release(pin, sinceMs);
  }

  private _release(pin: string, sinceMs: number | undefined): void {
    if (sinceMs === undefined) return;
    this._pulledSince.delete(pin);
    const heldMs = this._clock.now() - sinceMs;
    if (pin === this._pins.pwrkey) this._onPwrkey(heldMs);
    else if (heldMs >= RESET_MS) this._modem.reboot();
  }

  private _onPwrkey(heldMs: number): void {
    if (this._modem.status().power === "off") {
      if (heldMs >= PWRKEY_ON_MS) this._modem.powerOn();
    } else if (heldMs >= PWRKEY_OFF_MS) {
      this._clock.clearTimeout(this._powerDown);
      this._powerDown = this._clock.setTimeout(() => this._modem.powerDown(), this._pins.powerDownMs);
    }
  }
}
