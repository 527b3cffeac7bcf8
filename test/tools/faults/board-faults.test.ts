/** Faults of the board's power, at a program that writes its flash memory once a second. */
import { VirtualClock } from "../../../tools/clock";
import { FaultInjector } from "../../../tools/faults/fault-injector";
import { parseSchedule } from "../../../tools/faults/schedule";
import { PoweredBoard } from "../../../tools/host/powered-board";

const PROGRAM = `
var boots = +(require("Storage").read("boots") || 0) + 1, n = 0;
require("Storage").write("boots", "" + boots);
setInterval(function() { n++; Serial1.write("" + n); require("Storage").write("count", "n" + n + "........"); }, 1000);
Serial1.setup(9600);
print("boot " + boots);
`;

class Bench {
  readonly clock = new VirtualClock();
  readonly lines: string[] = [];
  sent = "";
  readonly board = new PoweredBoard(this.clock, {
    clock: this.clock,
    storage: new Map([[".bootcde", PROGRAM]]),
    serials: { Serial1: { write: (bytes) => void (this.sent += bytes.toString()), onData: () => {} } },
    startMs: 0,
    log: (text) => this.lines.push(text),
  });
  readonly faults = new FaultInjector(this.clock, () => {});

  constructor(...lines: object[]) {
    this.faults.attachBoard(this.board);
    this.board.switchOn();
    this.faults.start(parseSchedule(lines.map((line) => JSON.stringify(line)).join("\n"), "test", ["board"]));
  }
}

describe("faults of the board's power", () => {
  it("board-power-loss: nothing runs until the power is back, then the program begins anew with what is in flash", async () => {
    const bench = new Bench({ at: 2.5, fault: "board-power-loss", seconds: 60 });
    const { board, clock, lines } = bench;
    await clock.advance(2600);
    expect(board.isOn).toBe(false);
    expect(() => board.runtime).toThrow("no power");
    await clock.advance(59e3);
    expect(bench.sent).toBe("12");
    await clock.advance(2000);
    expect(lines).toEqual(["boot 1", "boot 2"]);
    expect(board.runtime.evaluate("n")).toBe(1);
    expect(board.runtime.evaluate("Math.round(getTime())")).toBe(1);
    board.switchOff();
    expect(clock.pending).toBe(1);
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it("board-power-loss-in-flash: part of a change is done, and the program does nothing behind it", async () => {
    const fault = { at: 0.5, fault: "board-power-loss-in-flash", changes: 2, bytes: 1, seconds: 5 };
    const bench = new Bench(fault);
    const { board, clock, lines } = bench;
    await clock.advance(1500);
    // The header of the file was the first change, its first byte the second.
    expect(board.isOn).toBe(false);
    expect(bench.sent).toBe("1");
    expect(board.storage.read("count")).toBe(`n${"\xff".repeat(9)}`);
    await clock.advance(5000);
    expect(lines).toEqual(["boot 1", "boot 2"]);
  });

  it("board-power-loss-in-flash: an erasure is cut short too", () => {
    const { board } = new Bench();
    const { flash } = board.storage;
    flash.write(200000, Buffer.alloc(20));
    const page = 200000 - (200000 % flash.pageSize);
    board.failInFlash(1, 200010 - page, () => {});
    expect(() => flash.erasePage(page)).toThrow();
    expect(flash.read(200000, 20)).toEqual(Buffer.concat([Buffer.alloc(10, 255), Buffer.alloc(10)]));
    expect(() => flash.write(0, Buffer.alloc(1))).toThrow();
    expect(board.isOn).toBe(false);
  });
});
