import type { IdleLoop } from "./idle-loop";
import type { AnyFunction } from "./realm";

/** Calls a function of the program; what it throws is reported, never passed on. */
export type Invoke = (callback: AnyFunction, self: unknown, args: unknown[]) => void;

/** Events of objects. On Espruino every object has `on`, `emit` and `removeListener`; what is emitted runs from the idle loop. */
export class Emitters {
  private _listeners = new WeakMap<object, Map<string, AnyFunction[]>>();
  private _queue: [object, string, unknown[]][] = [];
  private _watchers = new WeakMap<object, (event: string) => void>();

  constructor(
    private readonly _loop: IdleLoop,
    private readonly _invoke: Invoke,
  ) {
    _loop.add(() => this._drain());
  }

  /** The methods that every object of the program has. */
  methods(): Record<string, AnyFunction> {
    const on = onSelf<[string, AnyFunction]>((self, event, listener) => this.on(self, event, listener));
    return {
      on,
      addListener: on,
      emit: onSelf<[string, ...unknown[]]>((self, event, ...args) => this.emit(self, event, args)),
      removeListener: onSelf<[string, AnyFunction]>((self, event, listener) => this._remove(self, event, listener)),
      removeAllListeners: onSelf<[string?]>((self, event) => this._removeAll(self, event)),
    };
  }

  on(object: object, event: string, listener: AnyFunction): void {
    const events = this._listeners.get(object) ?? new Map<string, AnyFunction[]>();
    this._listeners.set(object, events.set(event, [...(events.get(event) ?? []), listener]));
    this._watchers.get(object)?.(event);
  }

  /** Tells when a listener is added to an object. */
  watch(object: object, watcher: (event: string) => void): void {
    this._watchers.set(object, watcher);
  }

  /** Calls the listeners from the idle loop. */
  emit(object: object, event: string, args: unknown[]): void {
    this._queue.push([object, event, args]);
    this._loop.wake();
  }

  /** Calls the listeners now. @returns whether there was one. */
  fire(object: object, event: string, args: unknown[]): boolean {
    const listeners = this._listeners.get(object)?.get(event);
    if (!listeners) return false;
    for (const listener of listeners) this._invoke(listener, object, args);
    return listeners.length > 0;
  }

  has(object: object, event: string): boolean {
    return (this._listeners.get(object)?.get(event)?.length ?? 0) > 0;
  }

  private _remove(object: object, event: string, listener: AnyFunction): void {
    const events = this._listeners.get(object);
    const rest = events?.get(event)?.filter((other) => other !== listener);
    if (rest) events?.set(event, rest);
  }

  private _removeAll(object: object, event?: string): void {
    if (event === undefined) this._listeners.delete(object);
    else this._listeners.get(object)?.delete(event);
  }

  private _drain(): void {
    if (this._queue.length === 0) return;
    for (const [object, event, args] of this._queue.splice(0)) this.fire(object, event, args);
  }
}

/** A method that hands its object on as the first argument. */
function onSelf<Args extends unknown[]>(act: (self: object, ...args: Args) => void): AnyFunction {
  return function (...args: Args) {
    act(this as object, ...args);
  };
}
