import type { AnyFunction, Realm } from "./realm";
import type { Invoke } from "./emitters";
import type { OnHardware } from "./host-buses";

interface Watch {
  id: number;
  pin: string;
  callback: AnyFunction;
  edge: string;
  isRepeated: boolean;
}

/** Pins that keep the level they are given; a test sets inputs with {@link setInput}, which runs the watches. */
export class HostPins {
  /** Level of each pin that was written or set. */
  readonly levels = new Map<string, number>();
  private _watches: Watch[] = [];
  private _nextWatch = 1;

  constructor(
    private readonly _invoke: Invoke,
    private readonly _seconds: () => number,
    private readonly _onHardware: OnHardware,
  ) {}

  /** Defines `Pin`, the digital functions, the pins D0 to D32 and those named. */
  install(realm: Realm, names: readonly string[] = []): void {
    const prototype = realm.own({}) as object;
    const makePin = (name: string): object => {
      const pin = realm.intrinsics.Object.create(prototype) as object;
      realm.extend(pin, { toString: () => name, toJSON: () => name });
      return pin;
    };
    realm.extend(prototype, this._methods());
    const known = [...Array(33).keys()].map((number) => `D${number}`).concat(names);
    const pins = Object.fromEntries(known.map((name) => [name, makePin(name)]));
    // A name that is no pin's gives an empty object, a number the pin of that number.
    const PinClass = function (name: unknown): object {
      return pins[typeof name === "number" ? `D${name}` : String(name)] ?? (realm.own({}) as object);
    };
    realm.define({ Pin: PinClass, HIGH: 1, LOW: 0, ...pins, ...this._functions() });
  }

  /** Sets the level of an input, as if the outside did. */
  setInput(pin: string, level: number): void {
    const isChanged = level !== this._read(pin);
    this.levels.set(pin, level);
    if (!isChanged) return;
    for (const watch of this._watches.filter((other) => other.pin === pin)) this._run(watch, level);
  }

  private _run(watch: Watch, level: number): void {
    if (watch.edge !== "both" && watch.edge !== (level ? "rising" : "falling")) return;
    if (!watch.isRepeated) this._watches = this._watches.filter((other) => other !== watch);
    this._invoke(watch.callback, undefined, [{ state: level > 0, time: this._seconds(), pin: watch.pin }]);
  }

  private _read(pin: string): number {
    return this.levels.get(pin) ?? 0;
  }

  private _write(pin: unknown, value: unknown): void {
    const level = Number(value) ? 1 : 0;
    this.levels.set(String(pin), level);
    this._onHardware(`${String(pin)}=${level}`);
  }

  private _setMode(pin: unknown, mode: unknown): void {
    this._onHardware(`${String(pin)} ${String(mode)}`);
  }

  private _functions(): Record<string, AnyFunction> {
    return {
      digitalWrite: (pin, value) => (Array.isArray(pin) ? pin : [pin]).forEach((each) => this._write(each, value)),
      digitalRead: (pin) => this._read(String(pin)),
      digitalPulse: (pin, value) => this._write(pin, !value),
      pinMode: (pin, mode) => this._setMode(pin, mode),
      getPinMode: () => "auto",
      analogRead: (pin) => this._read(String(pin)),
      analogWrite: (pin, value: number) => void this.levels.set(String(pin), value),
      setWatch: (callback: AnyFunction, pin, options?: { repeat?: boolean; edge?: string }) => {
        const isRepeated = options?.repeat ?? false;
        const watch = { id: this._nextWatch++, pin: String(pin), callback, edge: options?.edge ?? "both", isRepeated };
        this._watches.push(watch);
        return watch.id;
      },
      clearWatch: (...ids) => {
        this._watches = ids.length === 0 ? [] : this._watches.filter((watch) => watch.id !== ids[0]);
      },
    };
  }

  private _methods(): Record<string, AnyFunction> {
    const onPin = (act: (pin: string, value: unknown) => unknown): AnyFunction =>
      function (value) {
        return act(String(this), value);
      };
    return {
      read: onPin((pin) => this._read(pin) > 0),
      write: onPin((pin, value) => this._write(pin, value)),
      set: onPin((pin) => this._write(pin, 1)),
      reset: onPin((pin) => this._write(pin, 0)),
      mode: onPin((pin, mode) => this._setMode(pin, mode)),
      getMode: onPin(() => "auto"),
      toggle: onPin((pin) => (this._write(pin, !this._read(pin)), this._read(pin) > 0)),
      pulse: onPin((pin, value) => this._write(pin, !value)),
      analog: onPin((pin) => this._read(pin)),
    };
  }
}
