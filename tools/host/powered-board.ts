/** A board whose power can fail: what it keeps is its flash memory; everything else ends in the middle of what it does. */
import type { BytePort } from "../byte-port";
import type { Clock } from "../clock";
import type { FlashOperation } from "./flash-memory";
import { HostRuntime, type HostRuntimeOptions } from "./host-runtime";
import { HostStorage } from "./host-storage";

/** Thrown at the change of the flash memory during which the power fails; the program is never heard of again, whatever it makes of that. */
class PowerFailure extends Error {}

interface FlashFailure {
  /** Changes until then, 1 for the next one. */
  changes: number;
  /** How many bytes of it are done. */
  bytes: number;
  onFailure: () => void;
}

export class PoweredBoard {
  readonly storage: HostStorage;
  /** Called when the power comes, before the boot code runs, and when it goes. */
  onPowerOn: () => void = () => {};
  onPowerOff: () => void = () => {};
  /** Changes of the flash memory so far. */
  flashChanges = 0;
  private _runtime: HostRuntime | undefined;
  private _failure: FlashFailure | undefined;
  /** Counts power-ups: what an earlier program says goes nowhere. */
  private _life = 0;

  /** @param _options of each power-up; `storage` is the first one's content. The board is off. */
  constructor(
    private readonly _clock: Clock,
    private readonly _options: HostRuntimeOptions,
  ) {
    const { storage } = _options;
    this.storage = storage instanceof HostStorage ? storage : HostStorage.of(storage ?? []);
    this.storage.flash.onOperation = (operation) => this._onFlash(operation);
  }

  get isOn(): boolean {
    return this._runtime !== undefined;
  }

  /** What runs while the power is on. @throws Error while it is off. */
  get runtime(): HostRuntime {
    if (this._runtime) return this._runtime;
    throw new Error("the board has no power");
  }

  /** The power comes. */
  switchOn(): void {
    if (this._runtime) return;
    const life = ++this._life;
    const { serials = {}, log } = this._options;
    const ports = Object.entries(serials).map(([name, port]) => [name, this._whilePowered(port, life)] as const);
    this._runtime = new HostRuntime({
      ...this._options,
      storage: this.storage,
      serials: Object.fromEntries(ports),
      log: (text) => {
        if (this._isLife(life)) log(text);
      },
    });
    this.onPowerOn();
    this._runtime.boot();
  }

  /** The power goes, also in the middle of a call of the program. */
  switchOff(): void {
    const runtime = this._runtime;
    if (!runtime) return;
    this._runtime = undefined;
    this._failure = undefined;
    runtime.stop();
    // What is under way in the program now may still have begun something.
    this._clock.setTimeout(() => runtime.stop(), 0);
    this.onPowerOff();
  }

  /**
   * The power is going to fail while the flash memory is changed.
   * @param changes 1 for the next change. @param bytes how many bytes of it are done then.
   * @param onFailure called when the power has gone.
   */
  failInFlash(changes: number, bytes: number, onFailure: () => void): void {
    this._failure = { changes, bytes, onFailure };
  }

  private _isLife(life: number): boolean {
    return this._runtime !== undefined && life === this._life;
  }

  private _whilePowered(port: BytePort, life: number): BytePort {
    return {
      write: (bytes) => {
        if (this._isLife(life)) port.write(bytes);
      },
      onData: (receiver) =>
        port.onData((bytes) => {
          if (this._isLife(life)) receiver(bytes);
        }),
      setBaud: (baud) => port.setBaud?.(baud),
    };
  }

  private _onFlash(operation: FlashOperation): void {
    if (!this._runtime) throw new PowerFailure();
    this.flashChanges++;
    const failure = this._failure;
    if (!failure || --failure.changes > 0) return;
    this.storage.flash.tear(operation, failure.bytes);
    this.switchOff();
    failure.onFailure();
    throw new PowerFailure();
  }
}
