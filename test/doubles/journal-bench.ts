/** The firmware's journal as it is built, on a flash memory of its own in the host runtime. */
import type { Reading } from "../../firmware/reading";
import { buildFirmware } from "../../tools/build/bundle";
import { VirtualClock } from "../../tools/clock";
import type { FlashMemory } from "../../tools/host/flash-memory";
import { HostRuntime } from "../../tools/host/host-runtime";
import { HostStorage } from "../../tools/host/host-storage";

/** A reading with the boot in which it was taken: what identifies it, and what it says. */
export interface TakenReading extends Reading {
  boot: number;
}

type Functions = [
  start: (bytes: number, address: number) => void,
  add: (quantity: string, unit: string, value: number) => void,
  oldest: (count: number) => Reading[],
  release: (seq: number, count: number) => void,
  shift: (seconds: number) => void,
  state: () => number[],
  oldestBoot: () => number,
];

/** Places in the state. */
const BOOT = 3;
const LOST = 4;

/** Longer than any journal of a test holds readings. */
const MANY = 1e6;

/** The journal's code, as a board has it. */
export async function buildJournal(): Promise<string> {
  const entry = { entry: "tools/bench/journal-entry.ts", tsconfig: "tools/bench/tsconfig.device.json" };
  return (await buildFirmware({ board: "LINUX", ...entry })).code;
}

export class JournalBench {
  readonly clock = new VirtualClock();
  /** What the console printed. */
  readonly lines: string[] = [];
  readonly storage: HostStorage;
  private readonly _runtime: HostRuntime;
  private _journal!: Functions;

  /** @param _code of {@link buildJournal}. @param _bytes of the journal. */
  constructor(
    readonly flash: FlashMemory,
    private readonly _code: string,
    private readonly _bytes: number,
  ) {
    this.storage = new HostStorage(flash);
    this._runtime = new HostRuntime({ clock: this.clock, storage: this.storage, log: (line) => this.lines.push(line) });
    // A run can be repeated: lengths of lines follow from the number by lot.
    this._runtime.run("var lot=1e9;Math.random=function(){return(lot=lot*16807%2147483647)/2147483647}");
    this._runtime.run(
      "var reads=0;(function(s){var read=s.read;s.read=function(n,o,l){reads++;return read(n,o,l)}})(require('Storage'))",
    );
  }

  /** How often the program has read from the Storage. */
  get reads(): number {
    return this._runtime.evaluate("reads") as number;
  }

  get boot(): number {
    return this._journal[5]()[BOOT]!;
  }

  /** Readings that were lost, as the journal counts them. */
  get lost(): number {
    return this._journal[5]()[LOST]!;
  }

  /** A start of the program with what the flash holds. @throws what it throws. */
  start(): void {
    this._journal = this._runtime.evaluate(`(function(){${this._code}\n})(),journal`) as Functions;
    this._journal[0](this._bytes, this.flash.start);
  }

  /** Takes a reading; when this has returned it counts as taken. */
  take(value: number): void {
    this._journal[1]("temperature", "Cel", value);
  }

  /** The oldest readings, as a request would hold them. */
  oldest(count: number): TakenReading[] {
    const found = [...this._journal[2](count)];
    const boot = this._journal[6]();
    return found.map((reading) => ({ ...reading, boot }));
  }

  /** What the server's acknowledgement of readings does. */
  release(readings: readonly TakenReading[]): void {
    this._journal[3](readings.at(-1)!.seq, readings.length);
  }

  /** Hands over all that waits. @param take gets each batch before it is released. */
  drain(take: (batch: TakenReading[]) => void, batch = 20): void {
    for (let count = 0; count < MANY; count++) {
      const readings = this.oldest(batch);
      if (!readings.length) return;
      take(readings);
      this.release(readings);
    }
    throw new Error("the journal gives readings without end");
  }

  stop(): void {
    this._runtime.stop();
  }
}
