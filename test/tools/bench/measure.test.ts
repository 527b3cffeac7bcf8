import { deviceScript, expectedCounts, type DeviceRun } from "../../../tools/bench/device-script";
import { hasValgrind, parseCallgrind, runProgram } from "../../../tools/bench/interpreter-run";
import { measureInstructions, provenReport } from "../../../tools/bench/measure";
import { emptyReader, type Reader } from "../../../tools/bench/reader";
import { roundOf, trafficNames, trafficOf } from "../../../tools/bench/traffic";
import { interpreterPath } from "../interpreter/on-interpreter";

/** Counts nothing and reports nothing. */
const deafReader: Reader = { ...emptyReader, name: "ours" };

function mixedRun(reader: Reader): DeviceRun {
  const traffic = trafficOf("mixed");
  return { reader, traffic, round: roundOf(traffic, 32), rounds: 1 };
}

function output(lines: number, payloadBytes: number): string {
  return `banner\r\n@bench {"lines":${lines},"payloadBytes":${payloadBytes},"growth":0}\r\n`;
}

describe("parseCallgrind", () => {
  it("finds the sum of instructions", () => {
    const text = "==7== Callgrind, a profiler\r\n==7== \n==7== Events    : Ir\n==7== Collected : 87066396\n==7== \n";
    expect(parseCallgrind(text)).toBe(87066396);
  });

  it("refuses a text without one, and shows its end", () => {
    expect(() => parseCallgrind("valgrind: failed to start")).toThrow("no sum of instructions: valgrind: failed");
  });
});

describe("traffic", () => {
  it("has a block of 302 bytes with three lines and 256 payload bytes", () => {
    const { block, lines, payloadBytes } = trafficOf("mixed");
    expect([block.length, lines, payloadBytes]).toEqual([302, 3, 256]);
    expect(block.split(trafficOf("payload").block)).toEqual([
      '\r\n+QSSLURC: "recv",3,256\r\n',
      "\r\n+CREG: 1\r\n\r\nRING\r\n",
    ]);
  });

  it.each(trafficNames)("cuts %s into rounds of whole chunks or of blocks that fit a board", (name) => {
    const traffic = trafficOf(name);
    for (const chunkBytes of [8, 32, 256]) {
      const { blocks, bytes } = roundOf(traffic, chunkBytes);
      expect(bytes).toBe(blocks * traffic.block.length);
      expect(bytes).toBeLessThanOrEqual(5000);
      if (chunkBytes < 256 && traffic.command === undefined) expect(bytes % chunkBytes).toBe(0);
    }
  });
});

describe("provenReport", () => {
  const run = mixedRun(deafReader);
  const { lines, payloadBytes } = expectedCounts(run);

  it("takes exact counts only", () => {
    expect(provenReport(output(lines, payloadBytes), run)).toMatchObject({ lines, payloadBytes });
    const text = `the reader saw ${lines - 1} lines and ${payloadBytes} payload bytes of ${lines} and ${payloadBytes}`;
    expect(() => provenReport(output(lines - 1, payloadBytes), run)).toThrow(text);
    expect(() => provenReport(output(lines, payloadBytes + 1), run)).toThrow("the reader saw");
  });

  it("tells what the program threw, or that it did not end", () => {
    expect(() => provenReport("@error Error: no\r\n", run)).toThrow("Error: no");
    expect(() => provenReport("LOW_MEMORY", run)).toThrow("did not come to its end: LOW_MEMORY");
  });
});

if (interpreterPath !== undefined && hasValgrind()) measured(interpreterPath);
else
  describe.skip("measurement (skipped: needs an Espruino interpreter, named by ESPRUINO, and valgrind)", () =>
    measured(""));

function measured(interpreter: string): void {
  it("counts the floor, the same each time within one part in a hundred", async () => {
    const key = { traffic: "mixed", chunkBytes: 32 } as const;
    const [first, second] = await Promise.all(
      [1, 2].map(() => measureInstructions({ interpreter, reader: emptyReader }, key)),
    );
    expect(first).toBeGreaterThan(500);
    expect(Math.abs(first! / second! - 1)).toBeLessThan(0.01);
  });

  it("gives no figure for a reader that sees nothing", async () => {
    const key = { traffic: "mixed", chunkBytes: 32 } as const;
    const figure = measureInstructions({ interpreter, reader: deafReader }, key);
    await expect(figure).rejects.toThrow("ours, mixed, 32-byte chunks: the reader saw 0 lines and 0 payload bytes");
  });

  it("ends a program that does not end by itself", async () => {
    const options = { interpreter, isCounted: false, timeoutMs: 1000 };
    await expect(runProgram("while(true);", options)).rejects.toThrow("did not end within 1 s");
    expect(deviceScript(mixedRun(deafReader))).toContain("quit();");
  });
}
