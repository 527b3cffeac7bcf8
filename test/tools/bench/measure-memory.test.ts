import { findInterpreter } from "../../../tools/interpreter/find-interpreter";
import { isAtRest, measureMemory, memoryFigure, totalVariables } from "../../../tools/bench/measure-memory";
import { describeOnInterpreter } from "../interpreter/on-interpreter";

describe("figure of memory", () => {
  it("is what is in use between commands, with the most beside it", () => {
    const memories = [1694, 1657, 1662].map((usage) => ({ total: 2500, usage, free: 2500 - usage }));
    expect(memoryFigure(memories)).toEqual({ total: 2500, used: 1657, free: 843, usedAtMost: 1694 });
    expect(memoryFigure([{ total: 9, usage: 4, free: 5 }])).toEqual({ total: 9, used: 4, free: 5, usedAtMost: 4 });
  });

  it("is taken only when nothing waits and every connection is open", () => {
    expect(isAtRest({ waiting: 0, connections: [2, 2] }, 2)).toBe(true);
    expect(isAtRest({ waiting: 1, connections: [2, 2] }, 2)).toBe(false);
    expect(isAtRest({ waiting: 0, connections: [2, 1] }, 2)).toBe(false);
    expect(isAtRest({ waiting: 0, connections: [2] }, 2)).toBe(false);
  });
});

describeOnInterpreter("measurement of memory", (interpreter) => {
  it("asks an interpreter for its variables, and says when something else answers", async () => {
    expect(await totalVariables(interpreter)).toBeGreaterThan(1000);
    await expect(totalVariables("/bin/echo")).rejects.toThrow("/bin/echo did not tell how many variables it has");
  }, 30e3);

  it("counts more with a second connection beside the firmware's own, and nothing twice", async () => {
    const found = findInterpreter(interpreter)!;
    const one = await measureMemory(found, 1);
    const two = await measureMemory(found, 2);
    expect(two.used).toBeGreaterThan(one.used);
    expect(two.used - one.used).toBeLessThan(100);
    expect(two.used + two.free).toBe(await totalVariables(interpreter));
    expect(two.usedAtMost).toBeGreaterThanOrEqual(two.used);
  }, 240e3);
});
