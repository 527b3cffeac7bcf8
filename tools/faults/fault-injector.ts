/** Lets the faults of a schedule strike, each at its time or event, and tells of each as it strikes. */
import type { Clock, TimerHandle } from "../clock";
import type { ModemSimulator, Stage } from "../simulator";
import type { BoardPower, FaultBench } from "./fault";
import { type FaultEvent, fitsEvent, STAGE_EVENTS } from "./fault-event";
import { FaultyLine } from "./faulty-line";
import { FaultyNetwork } from "./faulty-network";
import { FaultyServer } from "./faulty-server";
import { type ScheduledFault, scheduleLine } from "./schedule";
import { Spells } from "./spells";

interface Armed {
  scheduled: ScheduledFault;
  event: FaultEvent;
  /** How often it must still happen. */
  left: number;
}

/** A timer of Node waits no longer than this, milliseconds. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export class FaultInjector {
  /** The parts on which faults act: to be put where they belong before {@link start}. */
  readonly line: FaultyLine;
  readonly network: FaultyNetwork;
  readonly server = new FaultyServer();
  private readonly _spells: Spells;
  private _modem: ModemSimulator | undefined;
  private _board: BoardPower | undefined;
  private _schedule: Iterator<ScheduledFault, unknown> | undefined;
  private _next: ScheduledFault | undefined;
  private _armed: Armed[] = [];
  private _timer: TimerHandle | undefined;
  private _startMs = 0;

  /** @param _log gets each fault that strikes: seconds since the start, and its line of the schedule; and what it is made of. */
  constructor(
    private readonly _clock: Clock,
    private readonly _log: (line: string, scheduled: ScheduledFault) => void,
  ) {
    this.line = new FaultyLine(_clock);
    this.network = new FaultyNetwork(_clock);
    this._spells = new Spells(_clock);
    this.network.onOpen = (target) => this._onEvent("open", target);
    this.server.onRequest = () => this._onEvent("request", "");
  }

  /** The modem on which faults act; its host holds {@link line} from now on. */
  attach(modem: ModemSimulator): void {
    this._modem = modem;
    this.line.connect(modem.uart);
  }

  /** The board whose power fails. */
  attachBoard(board: BoardPower): void {
    this._board = board;
  }

  /** To be told by the modem; see `SimulatorOptions.onStage`. */
  readonly onStage = (stage: Stage, line: string): void => {
    const name = STAGE_EVENTS[stage];
    if (name) this._onEvent(name, line);
    if (stage === "data") this._watchPayload(line);
  };

  /**
   * Begins to count the time. What is left of an earlier schedule is forgotten, but what waits for an event.
   * @param schedule faults in order of their times; taken one by one, so it may have no end.
   */
  start(schedule: Iterable<ScheduledFault>): void {
    this._startMs = this._clock.now();
    this._clock.clearTimeout(this._timer);
    this._schedule = schedule[Symbol.iterator]();
    this._next = undefined;
    this._plan();
  }

  /** Lets a fault strike now, whatever the schedule says. */
  strike(scheduled: ScheduledFault): void {
    const { fault, values } = scheduled;
    const atS = (this._clock.now() - this._startMs) / 1000;
    this._log(`${atS.toFixed(3)} s: ${scheduleLine(scheduled)}`, scheduled);
    fault.strike(this._bench, values);
  }

  /** No fault strikes any more; those that last end in their time. */
  disarm(): void {
    this._clock.clearTimeout(this._timer);
    this._schedule = undefined;
    this._next = undefined;
    this._armed = [];
    this.line.toHost.forgetWatches();
    this.line.toModem.forgetWatches();
  }

  /** No fault strikes any more, and none that lasts is ended. */
  stop(): void {
    this.disarm();
    this._spells.stop();
  }

  /** Of all faults that count what they meet (the next two commands, the next 10 bytes) nothing is left. */
  get isSpent(): boolean {
    const { line, network, server } = this;
    const parts = [line.toHost, line.toModem, network, server];
    return parts.every(({ isSpent }) => isSpent) && (!this._modem || isSpentModem(this._modem));
  }

  private get _bench(): FaultBench {
    const { _clock: clock, line, network, server, _spells: spells } = this;
    // A schedule is read for the places that there are, so without a modem or a board nothing asks for it.
    return { clock, line, network, server, spells, modem: this._modem!, board: this._board! };
  }

  /** Lets what is due begin, and waits for what is next. */
  private _plan(): void {
    for (let next = this._peek(); next; next = this._peek()) {
      const leftMs = this._startMs + next.atS * 1000 - this._clock.now();
      if (leftMs > 0) {
        this._timer = this._clock.setTimeout(() => this._plan(), Math.min(leftMs, LONGEST_WAIT_MS));
        return;
      }
      this._next = undefined;
      this._arm(next);
    }
  }

  private _peek(): ScheduledFault | undefined {
    this._next ??= this._schedule?.next().value as ScheduledFault | undefined;
    return this._next;
  }

  private _arm(scheduled: ScheduledFault): void {
    const { when } = scheduled;
    if (!when) return this.strike(scheduled);
    if (when.name === "toHost" || when.name === "toModem")
      this.line[when.name].watch(when, () => this.strike(scheduled));
    else this._armed.push({ scheduled, event: when, left: when.nth });
  }

  private _onEvent(name: FaultEvent["name"], text: string): void {
    for (const { scheduled } of this._take(name, text)) this.strike(scheduled);
  }

  /** The payload of a command begins: bytes are counted from here. */
  private _watchPayload(line: string): void {
    for (const { scheduled, event } of this._take("payload", line)) {
      if (event.byte === 0) this.strike(scheduled);
      else this.line.toModem.watch({ text: "", nth: 1, byte: event.byte }, () => this.strike(scheduled));
    }
  }

  /** Those whose event has happened often enough now. */
  private _take(name: FaultEvent["name"], text: string): Armed[] {
    const due = this._armed.filter(({ event }) => event.name === name && fitsEvent(event, text));
    const over = due.filter((armed) => --armed.left === 0);
    this._armed = this._armed.filter((armed) => !over.includes(armed));
    return over;
  }
}

function isSpentModem({ faults }: ModemSimulator): boolean {
  const { sendFailures, promptErrors, lostPrompts, lostAnswers, lateMs, errorAnswers, opensUntilExhausted } = faults;
  const left = sendFailures + promptErrors + lostPrompts + lostAnswers + lateMs + errorAnswers.length;
  return left === 0 && opensUntilExhausted === Infinity;
}
