/** The lines after power on: those of the module at their times, those of the SIM once it can be used. */
import type { Clock } from "../clock";
import type { BootStep } from "./profile";
import type { SimCard } from "./sim-card";

export interface BootPort {
  urc(line: string): void;
  /** Called once, when the SIM can be used. */
  onSimReady(): void;
}

export class BootSequence {
  /** AT+QINISTAT. */
  initBits = 0;
  private _isSimDue = false;
  private _isSimDone = false;
  private _isHeard = true;

  /** @param _bootMs from power on to the last line. */
  constructor(
    private readonly _clock: Clock,
    private readonly _steps: readonly BootStep[],
    private readonly _sim: SimCard,
    private readonly _bootMs: number,
    private readonly _port: BootPort,
  ) {}

  /**
   * @param onAlive called before the first line: from then on the port takes commands.
   * @param isHeard the lines are said.
   */
  start(onAlive: () => void, isHeard: boolean): void {
    this._isHeard = isHeard;
    this._clock.setTimeout(onAlive, this._steps[0]!.share * this._bootMs);
    for (const step of this._steps) if (!step.needsSim) this._plan(step, step.share);
    if (this._sim.busyMs > 0) this._clock.setTimeout(() => this._onSimFree(), this._sim.busyMs);
  }

  /** Power lost. */
  reset(): void {
    this.initBits = 0;
    this._isSimDue = false;
    this._isSimDone = false;
  }

  /** Says what the SIM wants, or that it is ready and all that follows from it. Also called when the PIN was right. */
  announceSim(): void {
    this._isSimDue = true;
    if (this._sim.isBusy || this._isSimDone) return;
    if (this._isHeard) this._port.urc(`+CPIN: ${this._sim.stateText}`);
    if (this._sim.state !== "ready") return;
    this._isSimDone = true;
    const simStep = this._steps.find((step) => step.line === "sim")!;
    this.initBits |= simStep.initBit ?? 0;
    for (const step of this._steps) if (step.needsSim) this._plan(step, step.share - simStep.share);
    this._port.onSimReady();
  }

  /** The card came while the modem was on. */
  onSimInserted(): void {
    this._isHeard = true;
    this._isSimDone = false;
    if (this._isSimDue) this.announceSim();
  }

  private _plan(step: BootStep, share: number): void {
    this._clock.setTimeout(() => this._run(step), share * this._bootMs);
  }

  private _run(step: BootStep): void {
    if (step.line === "sim") return this.announceSim();
    if (this._isHeard) this._port.urc(step.line);
    this.initBits |= step.initBit ?? 0;
  }

  private _onSimFree(): void {
    this._sim.isBusy = false;
    if (this._isSimDue) this.announceSim();
  }
}
