/** One device in the field for some days: board, modem, network and server on simulated time, with faults, and what is to be true of it. */
import type { Batch } from "../collector/batch";
import { CarefulCollector } from "../collector/careful-collector";
import type { FirmwareFiles } from "../build/firmware-files";
import { FaultInjector } from "../faults/fault-injector";
import { lastsS, recoveryOf } from "../faults/fault";
import { faultNamed } from "../faults/catalogue";
import { type ScheduledFault, scheduleLine } from "../faults/schedule";
import { SeededRandom } from "../faults/seeded-random";
import { FlashMemory } from "../host/flash-memory";
import { HostStorage } from "../host/host-storage";
import { PoweredBoard } from "../host/powered-board";
import { MemoryNetwork, ModemSimulator } from "../simulator";
import { ModemPins } from "../simulator/modem-pins";
import { type FieldSetup, INTERVAL_S, UPLOAD_S } from "./field-setup";
import { Ledger } from "./ledger";
import { QuickClock } from "./quick-clock";
import { RecoveryWatch } from "./recovery-watch";

export interface FieldRunOptions {
  setup: FieldSetup;
  firmware: FirmwareFiles;
  /** Of the board's own chance. */
  seed: number;
  days: number;
  /** Faults in order of their times, which count from the start. */
  faults: Iterable<ScheduledFault>;
  /** What a server that is broken makes of a batch that it acknowledges: for tests of the campaign. */
  spoil?: (batch: Batch) => Batch;
  /** Takes the board's console and the faults that strike. */
  print?: (line: string) => void;
}

/** What is not as it should be. */
export interface Failure {
  kind: string;
  text: string;
  /** Seconds since the start. */
  atS: number;
}

/** What became of one kind of fault. */
export interface FaultCount {
  struck: number;
  /** How often the board recovered from it with no other fault about, and how long that took at the most, seconds. */
  measured: number;
  worstS: number;
}

export interface FieldResult {
  failure: Failure | undefined;
  /** Faults that struck, in order. */
  struck: ScheduledFault[];
  counts: Record<string, FaultCount>;
  taken: number;
  delivered: number;
  dropped: number;
  repeats: number;
  /** Taken in the instant of a power cut. */
  doubtful: number;
  mostWaiting: number;
  /** The board started by itself. */
  restarts: number;
}

/** What the firmware tells of itself. */
interface Status {
  waiting: number;
  dropped: number;
  modem: { slots: unknown[] };
}

/** The network in memory checks no certificate; the board only looks at its frame. */
const CA_PEM = `-----BEGIN CERTIFICATE-----\n${"MIIB".repeat(300)}\n-----END CERTIFICATE-----\n`;
const LINE_BAUD = 115200;
/** A UART is looked at so often, milliseconds. */
const LINE_PACE_MS = 4;
const POWER_DOWN_MS = 3000;
const DAY_S = 86400;

/** No fault strikes before, seconds: what the device is like at rest is seen first. */
export const CALM_S = 2 * UPLOAD_S;
/** Behind the last fault the device gets so long to deliver everything, seconds. */
const REST_S = 2 * DAY_S;
/** The most starts within an hour that nobody outside has caused. */
const MOST_STARTS = 5;
const HOUR_S = 3600;
/** The most commands that a device with this work to do gives its modem within an hour of trouble, the reading of a long answer included. */
const MOST_COMMANDS = 5000;
/** In a run of this seed the board's chance is another one than that of the faults. */
const BOARD_CHANCE = 0x5eed;

export class FieldRun {
  readonly clock = new QuickClock();
  readonly ledger: Ledger;
  private readonly _faults: FaultInjector;
  private readonly _modem: ModemSimulator;
  private readonly _board: PoweredBoard;
  private readonly _recovery: RecoveryWatch;
  private readonly _counts: Record<string, FaultCount> = {};
  private readonly _struck: ScheduledFault[] = [];
  private readonly _startMs = this.clock.now();
  private _failure: Failure | undefined;
  /** When the board started by itself, seconds since the start. */
  private readonly _restarts: number[] = [];
  private _isPowerUp = false;
  /** When the oldest reading was taken of which the board does not know that the server has it. */
  private _oldestMs: number | undefined;
  /** Commands in this hour, and which hour it is. */
  private _commands = 0;
  private _hour = 0;
  /** A power cut in flash strikes when the power goes. */
  private _cutFault: ScheduledFault | undefined;

  constructor(private readonly _options: FieldRunOptions) {
    const { clock } = this;
    const { setup, spoil = (batch) => batch } = _options;
    this.ledger = new Ledger(setup.form, (kind, text) => this._fail(kind, text));
    this._faults = new FaultInjector(clock, (line, scheduled) => this._onStruck(line, scheduled));
    const network = new MemoryNetwork({ clock, connectMs: 400 });
    const server = new CarefulCollector(network, { server: this._faults.server, clock });
    server.onStored = (batch) => this.ledger.onStored(spoil(batch));
    server.listen();
    this._modem = new ModemSimulator({
      clock,
      network: this._faults.network.around(network),
      onStage: (stage, line) => {
        this._faults.onStage(stage, line);
        if (stage === "command") this._onCommand();
      },
      uart: { baud: LINE_BAUD, paceMs: LINE_PACE_MS },
      profile: "BG96",
      timing: { powerDownMs: POWER_DOWN_MS },
    });
    this._faults.attach(this._modem);
    this._board = this._makeBoard();
    this._faults.attachBoard(this._board);
    this._recovery = new RecoveryWatch({
      clock,
      oldestWaitingMs: () => this._oldestMs,
      uploadMs: UPLOAD_S * 1000,
      intervalMs: INTERVAL_S * 1000,
      onRecovered: (name, seconds) => this._onRecovered(name, seconds),
      onLate: (text) => this._fail("late", text),
    });
  }

  /** Runs to the end, or to the first thing that is not as it should be. */
  async run(): Promise<FieldResult> {
    const { setup, days, faults } = this._options;
    const endS = days * DAY_S;
    if (!setup.modemPins) this._modem.powerOn();
    this._board.switchOn();
    this._faults.start(before(endS, faults));
    await this._passUntil(() => this._elapsedS >= CALM_S);
    const timersAtRest = this._restingTimers();
    await this._passUntil(() => this._elapsedS >= endS);
    this._faults.disarm();
    await this._passUntil(() => this._isAtRest() || this._elapsedS > endS + REST_S);
    if (!this._failure) this._checkEnd(timersAtRest);
    const result = this._result();
    this._stop();
    return result;
  }

  private get _elapsedS(): number {
    return (this.clock.now() - this._startMs) / 1000;
  }

  private get _status(): Status {
    return this._board.runtime.evaluate("qssl.status()") as Status;
  }

  private _makeBoard(): PoweredBoard {
    const { clock } = this;
    const { setup, firmware, seed } = this._options;
    const storage = new HostStorage(new FlashMemory(setup.flashBytes, setup.pageBytes, setup.flashStart));
    const files = { ...firmware, "ca.pem": CA_PEM, "config.json": JSON.stringify(setup.config) };
    for (const [name, content] of Object.entries(files)) storage.write(name, Buffer.from(content, "latin1"));
    const random = new SeededRandom(seed ^ BOARD_CHANCE);
    const pins =
      setup.modemPins && new ModemPins(clock, this._modem, { ...setup.modemPins, powerDownMs: POWER_DOWN_MS });
    const board = new PoweredBoard(clock, {
      clock,
      storage,
      serials: { Serial1: this._faults.line },
      ports: ["Bluetooth"],
      env: { BOARD: setup.board },
      random: () => random.next(),
      ...(setup.hasBatteryClock ? {} : { startMs: 0 }),
      ...setup.sensor(() => this._onSensor()),
      onHardware: (action) => pins?.onHardware(action),
      log: (text) => this._onConsole(text),
    });
    board.onPowerOff = () => {
      pins?.letGo();
      this._onPowerOff();
    };
    board.onPowerOn = () => this._onPowerOn();
    return board;
  }

  private async _passUntil(isDone: () => boolean): Promise<void> {
    await this.clock.runUntil(() => this._failure !== undefined || isDone(), Infinity);
  }

  private _fail(kind: string, text: string): void {
    this._failure ??= { kind, text, atS: this._elapsedS };
    this._options.print?.(`${this._elapsedS.toFixed(3)} s: FAILURE ${kind}: ${text}`);
  }

  private _onConsole(text: string): void {
    this._options.print?.(`${this._elapsedS.toFixed(3)} s: board: ${text}`);
    if (text.startsWith("Uncaught")) this._fail("uncaught", text);
    const [, waiting] = / acknowledged, (\d+) waiting/.exec(text) ?? [];
    if (waiting !== undefined) this._onAcknowledged(Number(waiting));
    else if (/ answered 4(00|13|22);/.test(text)) this.ledger.isOrderLoose = true;
    else if (/: device \S+, boot /.test(text)) this._onStart();
  }

  private _onStart(): void {
    if (!this._isPowerUp) this._restarts.push(this._elapsedS);
    this._isPowerUp = false;
    const first = this._restarts.at(-1 - MOST_STARTS) ?? -Infinity;
    if (this._elapsedS - first < HOUR_S) this._fail("restart loop", `more than ${MOST_STARTS} starts within an hour`);
  }

  private _onCommand(): void {
    const hour = Math.floor(this._elapsedS / HOUR_S);
    if (hour !== this._hour) this._commands = 0;
    this._hour = hour;
    if (++this._commands > MOST_COMMANDS) this._fail("busy", `more than ${MOST_COMMANDS} commands within an hour`);
  }

  private _onSensor(): number {
    const nowMs = this.clock.now();
    this._oldestMs ??= nowMs;
    return this.ledger.take(nowMs / 1000);
  }

  /** @param waiting readings that the board still has. */
  private _onAcknowledged(waiting: number): void {
    const takenMs = this._oldestMs ?? this.clock.now();
    if (waiting === 0) this.ledger.isOrderLoose = false;
    this._oldestMs = waiting > 0 ? secondsToMs(this.ledger.oldestWaitingS) : undefined;
    this._recovery.onAcknowledged(takenMs, this._faults.isSpent);
  }

  private _onStruck(line: string, scheduled: ScheduledFault): void {
    this._options.print?.(`fault: ${line}`);
    this._struck.push(scheduled);
    const { name } = scheduled.fault;
    this._count(name).struck++;
    if (!this._options.setup.hasBatteryClock && CLOCK_FAULTS.includes(name)) this.ledger.isClockSpoilt = true;
    if (name === IN_FLASH) this._cutFault = scheduled;
    else this._claim(scheduled);
  }

  private _claim({ fault, values }: ScheduledFault): void {
    this._recovery.onStruck(fault.name, lastsS(values), recoveryOf(fault, values));
  }

  private _onRecovered(name: string, seconds: number): void {
    const count = this._count(name);
    count.measured++;
    count.worstS = Math.max(count.worstS, seconds);
  }

  private _count(name: string): FaultCount {
    return (this._counts[name] ??= { struck: 0, measured: 0, worstS: 0 });
  }

  private _onPowerOff(): void {
    this.ledger.onPowerOff(this.clock.now() / 1000);
    const cut = this._cutFault;
    this._cutFault = undefined;
    if (cut) this._claim(cut);
  }

  private _onPowerOn(): void {
    this._isPowerUp = true;
    this._options.print?.(`${this._elapsedS.toFixed(3)} s: board: power`);
  }

  /**
   * Nothing waits and nothing is open, so that what is left is what was there before. A connection whose end the modem refused is ended when
   * its id is given out again, at the twelfth opening.
   */
  private _isAtRest(): boolean {
    if (!this._recovery.isQuiet || this._oldestMs !== undefined || !this._board.isOn) return false;
    const { waiting, modem } = this._status;
    return waiting === 0 && modem.slots.length === 0 && this._modem.status().sockets.length === 0;
  }

  private _restingTimers(): number {
    return this._board.runtime.pendingTimers;
  }

  private _checkEnd(timersAtRest: number): void {
    const { ledger } = this;
    const { waiting, dropped, modem } = this._status;
    const text = `${waiting} wait, ${ledger.missing} are missing, ${modem.slots.length} slots in use`;
    if (waiting > 0 || modem.slots.length > 0) return this._fail("stuck", `${text} long after the last fault`);
    if (ledger.missing > dropped)
      return this._fail("lost", `${ledger.missing} readings are missing, ${dropped} counted as dropped`);
    if (ledger.missing > 0 && ledger.mostWaiting <= this._options.setup.journalHolds)
      return this._fail(
        "lost",
        `${ledger.missing} readings are missing, though no more than ${ledger.mostWaiting} waited`,
      );
    const timers = this._board.runtime.pendingTimers;
    if (timers > timersAtRest)
      return this._fail("leak", `${timers} timers of the program at rest, ${timersAtRest} before`);
    const open = this._modem.status().sockets.length;
    if (open > 0) this._fail("leak", `${open} connections are open in the modem`);
  }

  private _stop(): void {
    this._recovery.stop();
    this._board.switchOff();
    this._faults.stop();
    this._modem.dispose();
  }

  private _result(): FieldResult {
    const { taken, delivered, repeats, doubtful, mostWaiting, missing } = this.ledger;
    const { _failure: failure, _struck: struck, _counts: counts } = this;
    const restarts = this._restarts.length;
    return { failure, struck, counts, taken, delivered, dropped: missing, repeats, doubtful, mostWaiting, restarts };
  }
}

const CLOCK_FAULTS = [faultNamed("clock-jump").name, faultNamed("clock-lost").name];
const IN_FLASH = faultNamed("board-power-loss-in-flash").name;

function secondsToMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

function* before(endS: number, faults: Iterable<ScheduledFault>): Generator<ScheduledFault> {
  for (const scheduled of faults) {
    if (scheduled.atS >= endS) return;
    yield scheduled;
  }
}

/** The faults of a run as a schedule that `npm start -- --faults` takes. */
export function scheduleText(faults: readonly ScheduledFault[]): string {
  return faults.map((scheduled) => `${scheduleLine(scheduled)}\n`).join("");
}
