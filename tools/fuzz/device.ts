/** The built code in Espruino's JavaScript, started as often as is needed; see {@link InstrumentedCode}. */
import { byteFunctions } from "../host/host-e";
import { HostTimers } from "../host/host-timers";
import { installLanguage } from "../host/language";
import { Realm, type AnyFunction } from "../host/realm";
import { PARAMETERS, type InstrumentedCode } from "./instrument";
import { SteppedClock } from "./stepped-clock";

/** Blocks that one input may enter: many times what the largest needs. */
const FUEL = 400_000;

/** A block that was entered 2 to the power of this often is not told from one that was entered more often: inputs must not grow. */
const MANY = 4;

/** Variables of a scope, each read by a function of its own. */
type Readers = (() => unknown)[];
type Scope = () => Readers;

/** Parts of the device, as tools/fuzz/device-entry.ts gives them out. */
export type DeviceParts = readonly (readonly AnyFunction[])[];

/** One life of the code: its state begins anew. */
export interface Device {
  parts: DeviceParts;
  clock: SteppedClock;
  timers: HostTimers;
  /** Characters and elements that its variables hold, nested ones included. */
  held(): number;
  /** {@link held} counts no longer what functions hold that were called so far. */
  forget(): void;
}

/** The code, compiled once; its counters go on over all its lives. */
export class DeviceProgram {
  private readonly _realm = new Realm();
  private readonly _counts: Uint32Array;
  private readonly _fuel = new Int32Array(1);
  private readonly _start: (...values: unknown[]) => void;
  /** By block, which counts were met, one bit for each power of two up to {@link MANY}. */
  private readonly _seen: Uint32Array;
  private _scopes: Scope[] = [];
  private _isGathering = false;

  constructor(code: InstrumentedCode) {
    installLanguage(this._realm);
    this._counts = new Uint32Array(code.blocks);
    this._seen = new Uint32Array(code.blocks);
    this._start = this._realm.run(code.text, "device") as (...values: unknown[]) => void;
  }

  /** @param isDeep measures also what functions hold that live on: for parts that are made anew for each input. */
  start(isDeep = false): Device {
    const realm = this._realm;
    const clock = new SteppedClock();
    const invoke = (callback: AnyFunction, self: unknown, args: unknown[]): void => void callback.apply(self, args);
    const timers = new HostTimers(clock, invoke, () => () => {});
    const global: { fuzz?: DeviceParts } = {};
    const modules: Record<string, unknown> = { Storage: realm.own({ read: () => undefined }) };
    const values: Record<string, unknown> = {
      global,
      E: realm.own(byteFunctions()),
      process: realm.own({ memory: () => ({ free: 1e4, usage: 1e3, total: 1.1e4 }) }),
      Modules: realm.own({ removeCached: () => {} }),
      ...mapObject(timers.functions(), (own) => realm.own(own)),
      ...mapObject(
        {
          print: () => {},
          require: (name: string) => modules[name],
          getTime: () => clock.now() / 1000,
          setTime: () => {},
          atob: (text: string) => Buffer.from(text, "base64").toString("latin1"),
          load: () => {},
        },
        (own) => realm.own(own),
      ),
      __counts: this._counts,
      __fuel: this._fuel,
      __scope: (scope: Scope) => this._isGathering && this._scopes.push(scope),
    };
    this._scopes = [];
    this._isGathering = true;
    this.refuel();
    this._start(...PARAMETERS.map((name) => values[name]));
    this._isGathering = isDeep;
    const scopes = this._scopes;
    const parts = global.fuzz!;
    modules["QuectelTransparent"] = parts[2]![4];
    return { parts, clock, timers, held: () => sizeOf(scopes), forget: () => void scopes.splice(1) };
  }

  /** Before each input. */
  refuel(): void {
    this._fuel[0] = FUEL;
  }

  /** Whether the code went on and on, also where it caught the error that stopped it. */
  get isEndless(): boolean {
    return this._fuel[0]! < 0;
  }

  /** After each input. @returns whether it did something that none did before. */
  takeNews(): boolean {
    const [counts, seen] = [this._counts, this._seen];
    let isNew = false;
    for (let block = 0; block < counts.length; block++) {
      const count = counts[block]!;
      if (count === 0) continue;
      counts[block] = 0;
      const bit = 1 << Math.min(31 - Math.clz32(count), MANY);
      if (seen[block]! & bit) continue;
      seen[block]! |= bit;
      isNew = true;
    }
    return isNew;
  }

  /** By block, whether it was entered. */
  get entered(): boolean[] {
    return Array.from(this._seen, (bits) => bits !== 0);
  }
}

function mapObject<T>(object: Record<string, T>, change: (value: T) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

function sizeOf(scopes: readonly Scope[]): number {
  const known = new Set<object>();
  let size = 0;
  const add = (value: unknown): void => {
    if (typeof value === "string") size += value.length;
    if (typeof value !== "object" || value === null || known.has(value)) return;
    known.add(value);
    if (ArrayBuffer.isView(value)) size += value.byteLength;
    else
      for (const key of Object.keys(value)) {
        size += key.length;
        add((value as Record<string, unknown>)[key]);
      }
  };
  for (const scope of scopes) for (const read of readersOf(scope)) add(valueOf(read));
  return size;
}

/** Made once for each scope: it is measured after each input. */
const readers = new WeakMap<Scope, Readers>();

function readersOf(scope: Scope): Readers {
  let found = readers.get(scope);
  if (!found) readers.set(scope, (found = scope()));
  return found;
}

/** A variable that is not there yet holds nothing. */
function valueOf(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
