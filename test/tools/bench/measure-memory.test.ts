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
  });

  it("runs the firmware, opens a second connection beside its own, and reads a memory that adds up", async () => {
    const { total, used, free, usedAtMost } = await measureMemory(findInterpreter(interpreter)!, 2);
    expect(total).toBe(await totalVariables(interpreter));
    expect(used + free).toBe(total);
    expect(used).toBeGreaterThan(500);
    expect(usedAtMost).toBeGreaterThanOrEqual(used);
  });
});
