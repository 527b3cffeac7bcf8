import { EspruinoError } from "./byte-string";
import type { HostStorage } from "./host-storage";
import type { AnyFunction, Realm } from "./realm";

/**
 * `require`, in the interpreter's order: modules that were given or loaded before, built-in libraries, Storage files of that name,
 * files `node_modules/NAME.js`.
 */
export class ModuleLoader {
  private _cache = new Map<string, unknown>();
  /** Functions that run the text of a module, by its name: a program that loads one again and again pays for its compilation once. */
  private readonly _bodies = new Map<string, { text: string; run: AnyFunction }>();

  constructor(
    private readonly _realm: Realm,
    private readonly _storage: HostStorage,
    private readonly _builtIn: Record<string, object>,
    /** @throws when there is no such file. */
    private readonly _readFile: (path: string) => string,
  ) {}

  install(): void {
    const functions: Record<string, AnyFunction> = {
      addCached: (name: string, module: string | AnyFunction) => this.define(name, module),
      removeCached: (name: string) => void this._cache.delete(name),
      removeAllCached: () => this._cache.clear(),
      getCached: () => [...this._cache.keys()],
    };
    this._realm.define({ require: (name: string) => this.require(String(name)), Modules: functions });
  }

  /** Makes a module known by its text, or by a function that fills `exports`. */
  define(name: string, module: string | AnyFunction): void {
    this._cache.set(name, this._load(name, module));
  }

  /** @throws EspruinoError when there is no such module. */
  require(name: string): unknown {
    if (this._cache.has(name)) return this._cache.get(name);
    if (this._builtIn[name]) return this._builtIn[name];
    const code = this._storage.read(name) ?? this._fileModule(name);
    if (code === undefined) throw new EspruinoError(`Module "${name}" not found`);
    this.define(name, code);
    return this._cache.get(name);
  }

  private _fileModule(name: string): string | undefined {
    try {
      return this._readFile(`node_modules/${name}.js`) || undefined;
    } catch {
      return undefined;
    }
  }

  private _load(name: string, module: string | AnyFunction): unknown {
    const exports = this._realm.own({});
    const holder = this._realm.own({ exports }) as { exports: unknown };
    holder.exports = exports;
    const text = typeof module === "string" ? module : `(${String(module)})()`;
    this._body(name, text).call(exports, exports, holder);
    return holder.exports;
  }

  private _body(name: string, text: string): AnyFunction {
    const known = this._bodies.get(name);
    if (known?.text === text) return known.run;
    const run = this._realm.run(`(function(exports,module){${text}\n})`, name) as AnyFunction;
    this._bodies.set(name, { text, run });
    return run;
  }
}
