/** The parts of the modem and what one does to the other: boot, SIM, radio, bearer. Commands act on this. */
import { BootSequence } from "./boot-sequence";
import { FileSystem } from "./file-system";
import { ModemServices } from "./modem-services";
import { ModemTime, dateText, zoneText } from "./modem-time";
import { NamedSettings } from "./named-settings";
import type { Faults } from "./options";
import { noFaults } from "./options";
import { PdpContexts } from "./pdp-contexts";
import type { Profile } from "./profile";
import { Registration, type RegistrationStat } from "./registration";
import type { ResolvedOptions } from "./resolved-options";
import type { ResultWriter } from "./result-writer";
import { SERVING_CELL } from "./serving-cell";
import type { Settings } from "./settings";
import { SimCard } from "./sim-card";
import type { SocketClient } from "./socket-client";
import { type OpenArguments, PLAIN, SocketClients } from "./socket-clients";
import { SslContexts } from "./ssl-contexts";
import type { TimerGroup } from "./timer-group";

/** What a command may ask of the whole modem. */
export interface PowerControl {
  /** Once all that was sent has left. */
  reboot(): void;
  /** Says so, then switches off. */
  powerDown(): void;
}

export class ModemCore {
  readonly sim: SimCard;
  readonly boot: BootSequence;
  readonly registration: Registration;
  readonly pdp = new PdpContexts();
  readonly time: ModemTime;
  readonly files: FileSystem;
  readonly sslContexts: SslContexts;
  readonly clients: SocketClients;
  readonly qcfg: NamedSettings;
  readonly qicfg: NamedSettings;
  readonly faults: Faults = noFaults();
  /** Code for AT+QIGETERROR. */
  lastError = 0;
  /** AT+CFUN: 0 minimum, 1 full, 4 radio off. */
  functionality = 1;
  /** AT+QURCCFG="urcport"; saved. */
  urcPort: string;
  /** AT+COPS: how the operator is chosen, and the format of its name. */
  operatorMode = 0;
  operatorFormat = 0;
  /** Contexts that AT+CGACT has activated. */
  readonly bearers = new Set<number>();
  /** Values of the settings that are only kept, by command. */
  readonly kept = new Map<string, string>();
  /** The modem's own clients: names, ping, HTTP(S), MQTT. */
  readonly services: ModemServices;
  /** Server of the last AT+QNTP, and whether it is still at work. */
  ntp = { server: "", port: 123, isBusy: false };

  constructor(
    readonly profile: Profile,
    readonly options: ResolvedOptions,
    readonly clock: TimerGroup,
    readonly settings: Settings,
    readonly power: PowerControl,
    private readonly _writer: ResultWriter,
  ) {
    this.sim = new SimCard(options.sim);
    this.boot = new BootSequence(clock, profile.boot, this.sim, options.timing.bootMs, {
      urc: (line) => this.urc(line),
      onSimReady: () => this._startRadio(),
    });
    this.registration = new Registration(clock, options.registration);
    this.registration.onChange = () => this._onRegistration();
    this.time = new ModemTime(clock, profile.clock.rtcStartMs, options.zoneQuarters);
    this.files = new FileSystem(options.files, profile.files, () => this.faults.isFlashFull);
    this.sslContexts = new SslContexts(profile, this.files);
    this.clients = this._makeClients();
    this.services = this._makeServices();
    this.qcfg = new NamedSettings(profile.qcfg);
    this.qicfg = new NamedSettings(profile.qicfg);
    this.urcPort = profile.urcPort;
  }

  /** Sends an unsolicited line; it never splits another line or a payload. */
  urc(line: string, payload?: Buffer): void {
    if (this.urcPort === "uart1" || this.urcPort === "all") this._writer.urc(line, payload);
  }

  /** Prompt of a send. */
  get prompt(): string {
    if (!this.qicfg.isWritten("formatcfg")) return this.options.prompt ?? this.profile.sockets.prompt;
    return this.qicfg.get("formatcfg") === "1" ? "\r\n>\r\n" : "\r\n>";
  }

  /** Volatile state back to its start; timers of the last power cycle are already gone. */
  reset(): void {
    this.settings.reboot();
    this.clients.reset();
    this.services.reset();
    this.sslContexts.reset();
    this.qicfg.reset();
    this.pdp.reset(this.profile.pdp.areSaved);
    this.files.reboot();
    this.sim.reset();
    this.time.network = undefined;
    this.lastError = 0;
    this.functionality = 1;
    this.boot.reset();
    this.operatorMode = 0;
    this.operatorFormat = 0;
    this.bearers.clear();
    this.kept.clear();
    this.ntp = { server: "", port: 123, isBusy: false };
    this.registration.reset();
  }

  /** AT+CFUN: what ends with the radio off, what starts with it on. */
  setFunctionality(functionality: number): void {
    if (functionality === this.functionality) return;
    this.functionality = functionality;
    if (functionality === 1) return this._startRadio();
    this.registration.stop();
    for (const { pdpContextId } of this.pdp.active) this.dropPdp(pdpContextId);
  }

  /** The network drops a bearer: its connections are dead and the host is told once. */
  dropPdp(pdpContextId: number): void {
    if (!this.pdp.isActive(pdpContextId)) return;
    this.pdp.deactivate(pdpContextId);
    this.clients.breakDown(pdpContextId);
    this.services.breakDown(pdpContextId);
    this.urc(`+QIURC: "pdpdeact",${pdpContextId}`);
  }

  /** The network lets the modem in no longer, and drops its bearers. @param isTold by URCs. */
  refuseRegistration(stat: RegistrationStat, isTold: boolean): void {
    this.registration.refuse(stat, isTold);
    if (isTold) for (const { pdpContextId } of this.pdp.active) this.dropPdp(pdpContextId);
  }

  /** The card is taken out; nothing tells of that but what ends with it. */
  removeSim(): void {
    this.sim.remove();
    this.registration.stop();
    for (const { pdpContextId } of this.pdp.active) this.dropPdp(pdpContextId);
  }

  /** The card is back: as after a boot. */
  insertSim(): void {
    this.sim.insert();
    this.boot.onSimInserted();
  }

  /** Takes the id and starts to connect: by TLS as the SSL context says now, or by plain TCP without one. */
  openClient(wanted: OpenArguments): SocketClient {
    const { sslContextId } = wanted;
    const isPlain = sslContextId === undefined;
    return this.clients.open(
      wanted,
      isPlain ? PLAIN : this.sslContexts.security(sslContextId, wanted, this.time.rtcMs),
    );
  }

  /** Leaves the network: all bearers are gone. AT+CGATT=0 and AT+COPS=2. */
  detach(): void {
    this.registration.stop();
    this.bearers.clear();
    for (const { pdpContextId } of this.pdp.active) this.dropPdp(pdpContextId);
  }

  /** Back into the network, with a SIM and the radio on. */
  attach(): void {
    if (!this.registration.isSearching) this._startRadio();
  }

  /** A context has an address: by AT+QIACT, by AT+CGACT, or as the one that an LTE modem registers with. */
  hasBearer(pdpContextId: number): boolean {
    const isFirst = pdpContextId === 1 && this.registration.isRegistered;
    return this.pdp.isActive(pdpContextId) || isFirst || this.bearers.has(pdpContextId);
  }

  /** Registration fields after the `<stat>`: only with location reports and while registered. */
  location(report: number): string {
    const { accessTechnology } = this.profile.radio;
    const { areaCode, cellId } = SERVING_CELL;
    return report === 2 && this.registration.isRegistered ? `,"${areaCode}","${cellId}",${accessTechnology}` : "";
  }

  private _startRadio(): void {
    if (this.sim.isUsable && this.functionality === 1) this.registration.start();
  }

  private _onRegistration(): void {
    const { stat, isRegistered } = this.registration;
    const { creg, cgreg, cereg } = this.settings.port;
    for (const [name, report] of [
      ["CREG", creg],
      ["CGREG", cgreg],
      ["CEREG", cereg],
    ] as const) {
      if (report > 0) this.urc(`+${name}: ${stat}${this.location(report)}`);
    }
    if (isRegistered && this.options.nitz) this._onNitz();
  }

  private _onNitz(): void {
    const utcMs = this.options.networkTimeMs();
    this.time.onNetworkTime(utcMs);
    const zone = zoneText(this.time.zoneQuarters);
    if (this.settings.zoneReport === 1) this.urc(`+CTZV: ${zone}`);
    if (this.settings.zoneReport === 2) this.urc(`+CTZE: "${zone}",0,"${dateText(this.time.localMs(utcMs))}"`);
  }

  private _makeServices(): ModemServices {
    const { profile, options, clock, pdp } = this;
    return new ModemServices({
      clock,
      profile,
      network: options.network,
      connectTimeoutMs: options.timing.connectTimeoutMs,
      urc: (line) => this.urc(line),
      isActive: (pdpContextId) => pdp.isActive(pdpContextId),
      security: (sslContextId, target) => this.sslContexts.security(sslContextId, target, this.time.rtcMs),
    });
  }

  private _makeClients(): SocketClients {
    const { profile, options, clock, faults } = this;
    const clients = new SocketClients({
      clock,
      profile,
      network: options.network,
      urcForm: options.urcForm,
      rearm: options.rearm,
      connectTimeoutMs: options.timing.connectTimeoutMs,
      openMs: options.timing.openMs,
      urc: (line, payload) => this.urc(line, payload),
      hasRoom: () => this._writer.hasRoom,
      isFree: () => this._writer.isFree,
      losesReceiveUrc: () => faults.lostReceiveUrcs > 0 && faults.lostReceiveUrcs-- > 0,
    });
    this._writer.onRoom = () => clients.pump();
    return clients;
  }
}
