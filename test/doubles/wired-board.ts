/** A board's bundle in the host runtime with a simulated modem on its UART and pins, all on one virtual clock. */
import type { FirmwareFiles } from "../../tools/build/firmware-files";
import type { BytePort } from "../../tools/byte-port";
import { VirtualClock } from "../../tools/clock";
import { HostRuntime } from "../../tools/host/host-runtime";
import { INSTANT_TIMING, ModemSimulator } from "../../tools/simulator";
import { CarefulCollector } from "../../tools/collector/careful-collector";
import { CA_PEM } from "./board";
import { RecordingNetwork } from "./recording-network";

/** How the modem's pins hang on the board's: the pin, and its level that pulls the modem's pin low; for the supply, that gives it. */
export interface Wiring {
  pwrkey?: [pin: string, level: number];
  reset?: [pin: string, level: number];
  supply?: [pin: string, level: number];
  /** The pin that follows STATUS, and its level while the modem runs. */
  status?: [pin: string, level: number];
}

export interface WiredBoardOptions {
  /** The build for the board. */
  firmware: FirmwareFiles;
  /** Port of the modem. */
  uart: string;
  pins?: readonly string[];
  ports?: readonly string[];
  wiring?: Wiring;
  /** The modem is on before the board starts. */
  isModemOn?: boolean;
  /** Port that is the console before the boot code runs. */
  console?: string;
  /** Members of the configuration besides those that every board needs. */
  config?: object;
  files?: Record<string, string>;
  profile?: string;
}

const CONFIG = {
  device: "under-test",
  apn: "internet",
  server: { url: "https://collector.example:8443/readings" },
  tls: { ca: "ca.pem" },
  upload: { intervalS: 1 },
};

/** What the modules' hardware designs ask for: pulses that are shorter do nothing. */
const PWRKEY_ON_MS = 500;
const PWRKEY_OFF_MS = 650;
const RESET_MS = 150;

export const BOOT_MS = 4900;
export const POWER_DOWN_MS = 3000;

export class WiredBoard {
  readonly clock = new VirtualClock();
  readonly network = new RecordingNetwork(this.clock);
  readonly server = new CarefulCollector(this.network);
  readonly modem: ModemSimulator;
  readonly runtime: HostRuntime;
  readonly lines: string[] = [];
  /** What was done to the hardware and written to the UART since {@link mark}: "<ms> D6=1", "<ms> Serial1> AT+QPOWD=1". */
  readonly actions: string[] = [];
  /** Nothing passes between board and modem. */
  isHung = false;
  /** Only the end of its supply or PWRKEY brings a hung modem back. */
  isDeafToReset = false;
  /** How often the supply ended while the modem was not off. */
  cutsWhileOn = 0;
  resets = 0;
  private _markMs = 0;
  private _text = "";
  private readonly _since = new Map<string, number>();

  constructor(private readonly _options: WiredBoardOptions) {
    const { clock, network } = this;
    this.modem = new ModemSimulator({
      clock,
      network,
      profile: _options.profile ?? "BG96",
      timing: { ...INSTANT_TIMING, bootMs: BOOT_MS, powerDownMs: POWER_DOWN_MS },
      uart: { baud: 115200 },
    });
    this.server.listen();
    if (_options.isModemOn) this.modem.powerOn();
    const files = { "ca.pem": CA_PEM, ..._options.files };
    this.runtime = new HostRuntime({
      clock,
      storage: new Map(
        Object.entries({
          ..._options.firmware,
          "config.json": JSON.stringify({ ...CONFIG, ..._options.config }),
          ...files,
        }),
      ),
      serials: { [_options.uart]: this._line() },
      pins: _options.pins ?? [],
      ports: _options.ports ?? [],
      ...(_options.console ? { console: _options.console } : {}),
      files: { "/proc/loadavg": "0.25 0.5 0.75 1/100 1000\n" },
      onHardware: (action) => this._onHardware(action),
      log: (text) => this.lines.push(text),
    });
  }

  /** Waits until the modem has booted when it is on, then starts the board. */
  async start(): Promise<void> {
    if (this._options.isModemOn) await this.clock.advance(2 * BOOT_MS);
    this._followStatus();
    this.mark();
    this.runtime.boot();
  }

  /** Forgets the actions so far; times count from now on. */
  mark(): void {
    this._markMs = this.clock.now();
    this.actions.length = 0;
  }

  /**
   * What was done to switch the modem: actions on pins but the LED's, and `AT+QPOWD`, each with the milliseconds since the one before,
   * the first with those since {@link mark} or 0.
   */
  switching({ led, isRelative }: { led?: string; isRelative?: boolean }): string[] {
    const isOf = (action: string): boolean =>
      / \w+(=\d| input| output)$|QPOWD/.test(action) && !action.endsWith(` ${led}=0`) && !action.endsWith(` ${led}=1`);
    let before = isRelative ? undefined : 0;
    return this.actions.filter(isOf).map((action) => {
      const [ms, ...words] = action.split(" ");
      const sinceMs = Number(ms) - (before ?? Number(ms));
      before = Number(ms);
      return [sinceMs, ...words].join(" ");
    });
  }

  untilDelivered(count: number): Promise<void> {
    return this.clock.runUntil(() => this.server.readings.length >= count, 3600e3);
  }

  until(isDone: () => boolean): Promise<void> {
    return this.clock.runUntil(isDone, 24 * 3600e3);
  }

  stop(): void {
    this.runtime.stop();
    this.modem.dispose();
  }

  private _line(): BytePort {
    const { uart } = this.modem;
    return {
      write: (bytes) => {
        this._text += bytes.toString("latin1");
        const lines = this._text.split("\r");
        this._text = lines.pop()!;
        for (const line of lines.filter((text) => text)) this._note(`${this._options.uart}> ${line}`);
        if (!this.isHung) uart.write(bytes);
      },
      onData: (listener) => uart.onData((bytes) => void (this.isHung || listener(bytes))),
    };
  }

  private _note(action: string): void {
    this.actions.push(`${Math.round(this.clock.now() - this._markMs)} ${action}`);
  }

  private _onHardware(action: string): void {
    this._note(action);
    const [, pin, level] = /^(\w+)=(\d)$/.exec(action) ?? [];
    if (pin) this._onLevel(pin, Number(level));
    // A pin that is let go is at the level of its pull-up, or of the transistor's pull-down.
    const [, input] = /^(\w+) input$/.exec(action) ?? [];
    if (input) this._onLevel(input, 1);
  }

  private _onLevel(pin: string, level: number): void {
    const { pwrkey, reset, supply } = this._options.wiring ?? {};
    // A supply that nobody has switched is there: it was before the board's restart.
    const isSupplied = (): boolean => !supply || (this.runtime.pins.levels.get(supply[0]) ?? supply[1]) === supply[1];
    if (supply?.[0] === pin && level !== supply[1]) this._onCut();
    const heldMs = this._released(pin, level, pwrkey) ?? this._released(pin, level, reset);
    if (heldMs === undefined || !isSupplied()) return;
    if (pin === reset?.[0]) this._onReset(heldMs);
    else this._onPwrkey(heldMs);
  }

  /** How long the modem's pin was pulled low, when it is let go now. */
  private _released(pin: string, level: number, wire: [string, number] | undefined): number | undefined {
    if (wire?.[0] !== pin) return undefined;
    const since = this._since.get(pin);
    if (level === wire[1]) this._since.set(pin, since ?? this.clock.now());
    else this._since.delete(pin);
    return level === wire[1] || since === undefined ? undefined : this.clock.now() - since;
  }

  private _onPwrkey(heldMs: number): void {
    if (this.modem.status().power === "off") {
      if (heldMs < PWRKEY_ON_MS) return;
      this.isHung = false;
      this.modem.powerOn();
    } else if (heldMs >= PWRKEY_OFF_MS) this.clock.setTimeout(() => this.modem.powerDown(), POWER_DOWN_MS);
  }

  private _onReset(heldMs: number): void {
    if (heldMs < RESET_MS) return;
    this.resets++;
    this.isHung &&= this.isDeafToReset;
    this.modem.reboot();
  }

  private _onCut(): void {
    if (this.modem.status().power !== "off") this.cutsWhileOn++;
    this.modem.powerOff();
  }

  /** The board's pin follows the modem's STATUS. */
  private _followStatus(): void {
    const { status } = this._options.wiring ?? {};
    if (!status) return;
    const [pin, level] = status;
    const isOn = this.modem.status().power !== "off";
    this.runtime.pins.setInput(pin, isOn ? level : 1 - level);
    this.clock.setTimeout(() => this._followStatus(), 100);
  }
}
