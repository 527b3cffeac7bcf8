/** The driver: bring-up, SSL contexts, the table of twelve client ids (modules/quectel/client-table.ts). */
import type { AnyFunction } from "../host/realm";
import { isFault } from "./at-target";
import type { Device } from "./device";
import { FuzzModem } from "./fuzz-modem";
import { modemText } from "./grammar";
import { limit, type Step } from "./input";
import type { Random } from "./random";
import { mustBe, type Target } from "./target";

/** A connection as a program has it. */
interface Slot {
  id: number;
  on(event: string, listener: (argument: never) => void): void;
  write(payload: string): boolean;
  end(): void;
  pause(isPaused: boolean): void;
  setAccessMode(mode: number): void;
}

const CLIENT_IDS = 12;
/** Longer than an open without an answer (450 s) and the starts of the modem behind it. */
const PATIENCE_MS = 3600e3;
/** The firmware's pause before the first new start, about. */
const RESTART_MS = 1000;
/** Asks the modem's connections every 5 s. */
const TIMERS_AT_REST = 1;
/** What may be held while connections are there, and what may be left. */
const HELD_MORE = 60e3;
const HELD_AT_REST_MORE = 2500;
const WRITE_MAX = 3000;

/**
 * Steps: `open` in an access mode, `write` so many bytes, `end`, `pause`, `resume`, `mode` on a connection by its number; `net` the server of
 * the id of the first character sends the rest, `hang` it closes; `rx` bytes that come besides; `fault` spoils the next answer; `chunk` how
 * it comes; `restart` the modem; `pass` milliseconds.
 * What must be so: each connection ends once, no id is lost, and when the modem answers as it should the next connection works.
 */
export const clientsTarget: Target = {
  name: "clients",
  title: "driver, client table",
  share: 3,
  generate: (random) => limit(Array.from({ length: 2 + random.below(12) }, () => oneStep(random))),
  start(device) {
    const program = new Program(device);
    program.beOnline();
    const heldAtRest = device.held();
    return (input) => {
      for (const step of input) program.step(step);
      const held = device.held() - heldAtRest;
      mustBe(held <= HELD_MORE, () => `${held} characters more are held than at the start`);
      program.comeToRest();
      program.nextConnectionWorks();
      program.endTimers();
      const left = device.held() - heldAtRest;
      mustBe(left <= HELD_AT_REST_MORE, () => `${left} characters more are left than at the start`);
    };
  },
};

/** What uses the driver, as the firmware does. */
class Program {
  private readonly _modem: FuzzModem;
  private readonly _parts: readonly AnyFunction[];
  private _slots: Slot[] = [];
  private _isOnline = false;
  private _isStarting = false;

  constructor(private readonly _device: Device) {
    this._modem = new FuzzModem(_device.clock);
    this._parts = _device.parts[2]!;
    this._parts[0]!(this._modem.port, () => {
      this._isOnline = false;
      this._device.clock.setTimeout(() => this._bringOnline(), RESTART_MS);
    });
  }

  beOnline(): void {
    this._bringOnline();
    this._until(
      () => this._isOnline,
      () => "the modem does not come online",
    );
  }

  step([name, value]: Step): void {
    const number = Math.abs(Number(value)) || 0;
    const slot = this._slots[number % (this._slots.length || 1)];
    const text = String(value);
    if (name === "open") this._open(number % 3);
    else if (name === "write") slot?.write("w".repeat(number % WRITE_MAX));
    else if (name === "end") slot?.end();
    else if (name === "pause" || name === "resume") slot?.pause(name === "pause");
    else if (name === "mode") slot?.setAccessMode(Math.floor(number / CLIENT_IDS) % 3);
    else if (name === "net") this._modem.serverSends(String(text.charCodeAt(0) % CLIENT_IDS), text.slice(1));
    else if (name === "hang") this._modem.serverCloses(String(number % CLIENT_IDS));
    else if (name === "rx") this._modem.say(text);
    else if (name === "fault") this._modem.faults.push(faultOf(text));
    else if (name === "chunk") this._modem.chunkBytes = 1 + (number % 64);
    else if (name === "restart") this._modem.restart();
    else this._device.clock.pass(Math.min(number, 60e3));
  }

  /** The modem does all right from now on, and every connection is ended. */
  comeToRest(): void {
    this._modem.faults.length = 0;
    this._modem.chunkBytes = 4096;
    for (const slot of this._slots) slot.end();
    this._until(
      () => this._slots.length === 0,
      () => `${this._slots.length} connections never close: ${JSON.stringify(this._states())}`,
    );
    this.beOnline();
    mustBe(this._states().length === 0, () => `ids are lost: ${JSON.stringify(this._states())}`);
  }

  /** Payload that was announced may still be due, and a restart unheard: an attempt or two find that out. */
  nextConnectionWorks(): void {
    let came = "";
    for (let tries = 4; tries > 0 && came !== "ping"; tries--) {
      came = "";
      this.beOnline();
      const slot = this._open(0, (payload) => (came += payload));
      slot?.on("open", () => slot.write("ping"));
      this._device.clock.runUntil(() => came.length >= 4 || this._slots.length === 0, 60e3);
      slot?.end();
      this._until(
        () => this._slots.length === 0,
        () => "the last connection never closes",
      );
    }
    mustBe(came === "ping", () => `the next connection gets ${JSON.stringify(came)}`);
    this.beOnline();
  }

  endTimers(): void {
    const { timers } = this._device;
    this._until(
      () => timers.pending <= TIMERS_AT_REST,
      () => `${timers.pending} timers are left`,
    );
  }

  private _until(isDone: () => boolean, otherwise: () => string): void {
    mustBe(this._device.clock.runUntil(isDone, PATIENCE_MS), otherwise);
  }

  /** A modem that is online is not started: the program waits for `onLost`. */
  private _bringOnline(): void {
    if (this._isStarting || this._isOnline) return;
    this._isStarting = true;
    this._parts[1]!((error: Error | null) => {
      mustBe(this._isStarting, () => "a start ends twice");
      mustBe(!isFault(error), () => `a start ends with ${String(error)}`);
      this._isStarting = false;
      this._isOnline = !error;
      if (error) this._device.clock.setTimeout(() => this._bringOnline(), RESTART_MS);
    });
  }

  private _open(accessMode: number, onData: (payload: string) => void = () => {}): Slot | undefined {
    const opened = this._tryOpen(accessMode);
    if (!opened) return undefined;
    let isClosed = false;
    let errors = 0;
    const alive = (event: string): void => mustBe(!isClosed, () => `${event} after close`);
    opened.on("open", () => alive("open"));
    opened.on("data", (payload: string) => {
      alive("data");
      onData(payload);
    });
    opened.on("error", (error: Error) => {
      alive("error");
      mustBe(++errors === 1, () => `a second error: ${String(error)}`);
      mustBe(!isFault(error), () => `a connection fails with ${String(error)}`);
    });
    opened.on("close", () => {
      alive("close");
      isClosed = true;
      this._slots = this._slots.filter((slot) => slot !== opened);
    });
    this._slots.push(opened);
    return opened;
  }

  /** Offline, and when all ids are in use, nothing opens. */
  private _tryOpen(accessMode: number): Slot | undefined {
    const count = this._states().length;
    try {
      return this._parts[2]!({ host: "h.example", port: 443, accessMode }) as Slot;
    } catch (error) {
      const { message } = error as Error;
      mustBe(message === "offline" || (message.startsWith("12 ids") && count === CLIENT_IDS), () => `open: ${message}`);
      return undefined;
    }
  }

  private _states(): unknown[] {
    return (this._parts[3]!() as { slots: unknown[] }).slots;
  }
}

function oneStep(random: Random): Step {
  const kind = random.below(100);
  if (kind < 15) return ["open", random.pick([0, 0, 0, 1, 2])];
  if (kind < 25) return ["write", random.pick([1, 5, 100, 1460, 2900])];
  if (kind < 30) return [random.pick(["end", "pause", "resume", "hang"]), random.below(CLIENT_IDS)];
  if (kind < 33) return ["mode", random.below(3 * CLIENT_IDS)];
  if (kind < 43) return ["net", String.fromCharCode(random.below(3)) + random.bytes(random.below(60))];
  if (kind < 60) return ["rx", modemText(random, 1 + random.below(3))];
  if (kind < 75) return ["fault", random.pick(["-", "2", "+", "<", "="]) + modemText(random, 1)];
  if (kind < 78) return ["chunk", random.below(64)];
  if (kind < 79) return ["restart", 0];
  return ["pass", random.pick([1, 10, 30, 100, 500, 2000, 6000, 20e3])];
}

/** Lost, twice, more behind it, cut, something else; or a byte of it is another. */
function faultOf(text: string): (answer: string) => string {
  const rest = text.slice(1);
  const at = rest.length;
  switch (text[0]) {
    case "-":
      return () => "";
    case "2":
      return (answer) => answer + answer;
    case "+":
      return (answer) => answer + rest;
    case "<":
      return (answer) => answer.slice(0, at % (answer.length + 1));
    case "=":
      return () => rest;
    default:
      return (answer) =>
        answer.slice(0, at % (answer.length + 1)) + text[0] + answer.slice((at % (answer.length + 1)) + 1);
  }
}
