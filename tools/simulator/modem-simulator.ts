/** A Quectel modem on a serial port: power, the port, and what a person may look at or do to it from outside. */
import type { BytePort } from "../byte-port";
import { CommandInterpreter } from "./command-interpreter";
import { makeRegistry } from "./commands";
import { LineRate } from "./line-rate";
import { ModemCore, type PowerControl } from "./modem-core";
import type { Faults, SimulatorOptions } from "./options";
import type { Profile } from "./profile";
import { profileNamed } from "./profiles";
import type { RegistrationStat } from "./registration";
import { resolveOptions } from "./resolved-options";
import { ResultWriter } from "./result-writer";
import { Settings } from "./settings";
import type { AccessMode, SocketState } from "./socket";
import { TimerGroup } from "./timer-group";
import { Uart } from "./uart";

export type PowerState = "off" | "booting" | "on";

/** A snapshot for a live page. */
export interface ModemStatus {
  profile: string;
  power: PowerState;
  sim: string;
  registration: RegistrationStat;
  /** The modem's clock, ISO 8601. */
  rtc: string;
  contexts: { pdpContextId: number; address: string; apn: string }[];
  sockets: SocketStatus[];
  files: { name: string; sizeBytes: number }[];
  /** Why the last connection did not come up; the host of the modem is never told. Empty when it did. */
  lastOpenFailure: string;
}

export interface SocketStatus {
  clientId: number;
  family: "ssl" | "tcp";
  state: SocketState;
  host: string;
  port: number;
  accessMode: AccessMode;
  sentBytes: number;
  receivedBytes: number;
  unreadBytes: number;
  /** An earlier TLS session was resumed. */
  isResumed: boolean;
}

export class ModemSimulator {
  /** The port as the host holds it. */
  readonly uart: BytePort;
  private readonly _uart: Uart;
  private readonly _timers: TimerGroup;
  private readonly _writer: ResultWriter;
  private readonly _core: ModemCore;
  private readonly _interpreter: CommandInterpreter;
  private _power: PowerState = "off";

  constructor(options: SimulatorOptions) {
    const profile = profileOf(options);
    const settings = new Settings({ dataTerminalReady: profile.dataTerminalReady }, options.storedBaud);
    const rate = new LineRate(settings.port.baud);
    this._timers = new TimerGroup(options.clock);
    this._uart = new Uart(options.clock, rate, { ...options.uart, splitter: options.splitter, trace: options.trace });
    this._writer = new ResultWriter(this._uart, settings, rate);
    const resolved = resolveOptions(options);
    this._core = new ModemCore(profile, resolved, this._timers, settings, this._makePower(), this._writer);
    this._interpreter = new CommandInterpreter(this._core, makeRegistry(profile.absentCommands), this._writer);
    this._uart.onHostData = (bytes) => this._onHostData(bytes);
    this.uart = this._uart;
  }

  /** Faults that may be switched at any time. */
  get faults(): Faults {
    return this._core.faults;
  }

  /** Supply and PWRKEY: boots with the clock back in 1980. Nothing happens when it is on already. */
  powerOn(): void {
    if (this._power !== "off") return;
    this._core.time.losePower();
    this._core.faults.opensUntilExhausted = Infinity;
    this._boot();
  }

  /** Supply cut: silence at once. */
  powerOff(): void {
    this._power = "off";
    this._uart.clear();
    this._stop();
  }

  /** Orderly power off (AT+QPOWD): `POWERED DOWN` is the last line. */
  powerDown(): void {
    this._writer.setHeld(false);
    this._core.urc("POWERED DOWN");
    this._power = "off";
    this._stop();
  }

  /**
   * A restart without a word (watchdog), in the middle of a byte: the clock keeps running, files and saved settings stay.
   * @param isHeard its boot lines are said.
   */
  reboot(isHeard = true): void {
    if (this._power === "off") return;
    this._uart.clear();
    this._stop();
    this._boot(isHeard);
  }

  /** See {@link freeze}. */
  get isFrozen(): boolean {
    return this._uart.isDead;
  }

  /** The firmware hangs: no byte is taken or sent any more, until the next boot. */
  freeze(): void {
    this._uart.isDead = true;
    this._uart.clear();
  }

  /** Ends everything: timers and sockets. The simulator can be powered on again. */
  dispose(): void {
    this.powerOff();
  }

  /** Sends a URC at this moment; while a line or payload is under way it waits for its end. */
  urc(line: string): void {
    this._core.urc(line);
  }

  /** The network changes the registration; the rest of the script is dropped. */
  setRegistration(stat: RegistrationStat): void {
    this._core.registration.force(stat);
  }

  /** The network lets the modem in no longer, whatever it does, until {@link admit}. @param isTold by URCs, which tell of its bearers too. */
  refuseRegistration(stat: RegistrationStat, isTold: boolean): void {
    this._core.refuseRegistration(stat, isTold);
  }

  /** The end of {@link refuseRegistration}: the modem registers. */
  admit(): void {
    this._core.registration.admit();
  }

  /** The modem loses its cell and looks for another one; its bearers go with it. */
  searchAgain(): void {
    const { registration, pdp } = this._core;
    registration.restart();
    for (const { pdpContextId } of pdp.active) this._core.dropPdp(pdpContextId);
  }

  /** Adds to the time that it takes to register, from the next time on, milliseconds. */
  slowRegistration(ms: number): void {
    this._core.registration.extraMs = ms;
  }

  /** The clock goes wrong by so much. */
  jumpClock(ms: number): void {
    this._core.time.jump(ms);
  }

  /** The clock is where the factory left it, and nobody knows the network's time. */
  loseClock(): void {
    this._core.time.losePower();
    this._core.time.network = undefined;
  }

  removeSim(): void {
    this._core.removeSim();
  }

  insertSim(): void {
    this._core.insertSim();
  }

  /** The flash loses its files. */
  loseFiles(): void {
    for (const name of this._core.files.list("*")) this._core.files.delete(name);
  }

  /** The SSL contexts forget what was set. */
  loseSslSettings(): void {
    this._core.sslContexts.reset();
  }

  /** The network drops a PDP context. */
  dropPdp(pdpContextId: number): void {
    this._core.dropPdp(pdpContextId);
  }

  status(): ModemStatus {
    const { profile, sim, registration, time, pdp, clients, files } = this._core;
    return {
      profile: profile.name,
      power: this._power,
      sim: sim.stateText,
      registration: registration.stat,
      rtc: new Date(time.rtcMs).toISOString(),
      contexts: pdp.active.map(({ pdpContextId, address }) => ({
        pdpContextId,
        address,
        apn: pdp.definition(pdpContextId)?.apn ?? "",
      })),
      sockets: this._sockets(),
      files: files.list("*").map((name) => ({ name, sizeBytes: files.read(name).length })),
      lastOpenFailure: clients.lastFailure,
    };
  }

  private _sockets(): SocketStatus[] {
    return this._core.clients.all.map((client) => {
      const { state, accessMode, sentBytes, received, peer, options } = client;
      const { clientId, host, port, sslContextId } = options;
      const family = sslContextId === undefined ? "tcp" : "ssl";
      const counts = { sentBytes, receivedBytes: received.totalBytes, unreadBytes: received.length };
      return { clientId, family, state, host, port, accessMode, ...counts, isResumed: peer.isResumed };
    });
  }

  /** What commands do to the power: AT+CFUN=1,1 and AT+QPOWD. */
  private _makePower(): PowerControl {
    return { reboot: () => this._uart.whenEmpty(() => this.reboot()), powerDown: () => this.powerDown() };
  }

  private _boot(isHeard = true): void {
    this._power = "booting";
    this._uart.isDead = false;
    this._core.boot.start(() => (this._power = "on"), isHeard);
  }

  private _stop(): void {
    this._timers.clearAll();
    this._interpreter.reset();
    this._core.reset();
    this._writer.reset();
  }

  /** Before the port is alive bytes are lost. */
  private _onHostData(bytes: Buffer): void {
    if (this._power === "on") this._interpreter.receive(bytes);
  }
}

function profileOf({ profile = "EG915U" }: SimulatorOptions): Profile {
  return typeof profile === "string" ? profileNamed(profile) : profile;
}
