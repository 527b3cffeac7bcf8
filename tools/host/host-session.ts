import { Emitters } from "./emitters";
import { ErrorFlags } from "./error-flags";
import { EventQueue } from "./event-queue";
import { HostConsole } from "./host-console";
import { installDate } from "./host-date";
import { interpreterFunctions } from "./host-e";
import { installBuses } from "./host-buses";
import { flashModule } from "./flash-module";
import { fsModule } from "./host-fs";
import { hostGlobals } from "./host-globals";
import { HostPins } from "./host-pins";
import type { HostRuntimeOptions } from "./host-runtime";
import { HostSerial } from "./host-serial";
import type { HostStorage } from "./host-storage";
import { HostTimers } from "./host-timers";
import { IdleLoop } from "./idle-loop";
import { installLanguage } from "./language";
import { ModuleLoader } from "./module-loader";
import { Realm, type AnyFunction } from "./realm";
import { storageModule } from "./storage-module";
import type { Watchdog } from "./watchdog";

/** How a program starts again: with the boot code, with one file in its place, or empty. */
export interface Restart {
  file?: string;
  isReset?: boolean;
}

/** What outlives a session: the machine around the interpreter. */
export interface Machine {
  options: HostRuntimeOptions;
  storage: HostStorage;
  watchdog: Watchdog;
  /** Milliseconds since 1970, with what `setTime` added. */
  now(): number;
  setTime(seconds: number): void;
  /** An exception that nobody caught. */
  uncaught(error: unknown): void;
  restart(how: Restart): void;
}

const PORTS = ["Serial1", "Serial2", "Serial3", "Serial4", "Serial5", "Serial6", "USB", "LoopbackA", "LoopbackB"];

/** One life of the interpreter, from boot to the next: its realm, timers, ports and modules. */
export class HostSession {
  readonly realm = new Realm();
  readonly flags = new ErrorFlags();
  readonly ports = new Map<string, HostSerial>();
  readonly console: HostConsole;
  readonly loop: IdleLoop;
  readonly queue: EventQueue;
  readonly emitters: Emitters;
  readonly timers: HostTimers;
  readonly pins: HostPins;
  readonly modules: ModuleLoader;
  /** The object `E`. */
  readonly interpreter: object;
  /** Hours east of UTC. */
  timeZone = 0;

  constructor(readonly machine: Machine) {
    const { options, storage } = machine;
    this.console = new HostConsole(this.ports, options, (line) => this.run(line, "console"));
    this.loop = new IdleLoop(options.clock);
    this.queue = new EventQueue(this.flags, options);
    this.loop.add(() => this.queue.drain());
    this.emitters = new Emitters(this.loop, this.invoke);
    this.loop.add(() => this._announceFlags());
    this.timers = new HostTimers(options.clock, this.invoke, (code) => () => this.realm.run(code, "timer"));
    this.pins = new HostPins(this.invoke, () => machine.now() / 1000, this.onHardware);
    const files = fsModule(options.files ?? {});
    const libraries = {
      Storage: storageModule(storage, this.realm, (text) => this.console.print(text)),
      Flash: flashModule(storage.flash, this.realm),
      fs: this.realm.own(files) as object,
    };
    this.modules = new ModuleLoader(this.realm, storage, libraries, (path) => files["readFile"]!(path) as string);
    this.interpreter = this.realm.own(interpreterFunctions(this)) as object;
    this._install();
  }

  get storage(): HostStorage {
    return this.machine.storage;
  }

  /** Tells the machine what the program does to the hardware. */
  readonly onHardware = (action: string): void => this.machine.options.onHardware?.(action);

  /** Calls a function of the program; what it throws is reported. */
  readonly invoke = (callback: AnyFunction, self: unknown, args: unknown[]): void => {
    const own = args.length === 0 ? args : args.map((arg) => this.realm.own(arg));
    try {
      callback.apply(self, own);
    } catch (error) {
      this.machine.uncaught(error);
    }
  };

  /** Runs a text; what it throws is reported. */
  run(code: string, name: string): void {
    this.invoke(() => this.realm.run(code, name), undefined, []);
  }

  /** Tells the program that the boot code has run. */
  start(): void {
    this.emitters.emit(this.interpreter, "init", []);
  }

  /** Calls back once, after what the program does now. */
  onIdle(callback: () => void): void {
    this.loop.add(callback);
    this.loop.wake();
  }

  /** No timer, event or byte reaches the program any more. */
  stop(): void {
    this.timers.stop();
    this.loop.stop();
    this.queue.clear();
    for (const port of this.ports.values()) port.close();
  }

  private _install(): void {
    const { random } = this.machine.options;
    installLanguage(this.realm);
    if (random) this.realm.extend(this.realm.intrinsics.Math, { random });
    installDate(this.realm, { now: () => this.machine.now(), timeZone: () => this.timeZone });
    this.realm.extend(this.realm.intrinsics.Object.prototype, this.emitters.methods());
    for (const name of [...PORTS, ...(this.machine.options.ports ?? [])]) this._addPort(name);
    this._joinLoopback();
    this.pins.install(this.realm, this.machine.options.pins);
    installBuses(this.realm, this.onHardware);
    this.modules.install();
    this.realm.define({ ...this.timers.functions(), ...hostGlobals(this), E: this.interpreter });
  }

  private _addPort(name: string): void {
    const port = new HostSerial(name, this);
    const object = this.realm.own(port.methods()) as object;
    this.realm.extend(object, { toString: () => name });
    port.attach(object);
    port.isOpen = !name.startsWith("Serial");
    const line = this.machine.options.serials?.[name];
    if (line) port.connect(line);
    this.ports.set(name, port);
    this.realm.define({ [name]: object });
  }

  /** What is written to one loopback port is received by the other. */
  private _joinLoopback(): void {
    const [a, b] = [this.ports.get("LoopbackA")!, this.ports.get("LoopbackB")!];
    a.connect({ write: (bytes) => b.receiveEach(bytes), onData: () => {} });
    b.connect({ write: (bytes) => a.receiveEach(bytes), onData: () => {} });
  }

  private _announceFlags(): void {
    const news = this.flags.news();
    if (news.length > 0) this.emitters.emit(this.interpreter, "errorFlag", [news]);
  }
}
