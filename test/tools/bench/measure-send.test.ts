import { sendTable } from "../../../tools/bench/figure-table";
import { checkSent, measureSend, sendCosts, type SendRow } from "../../../tools/bench/measure-send";
import { emptySender } from "../../../tools/bench/sender";
import { hasValgrind } from "../../../tools/bench/interpreter-run";
import { describeOnInterpreter } from "../interpreter/on-interpreter";

const rows: SendRow[] = [
  { payloadBytes: 10, instructions: { empty: 120, ours: 1050 } },
  { payloadBytes: 110, instructions: { empty: 320, ours: 1550 } },
];

describe("cost of sending", () => {
  it("is split into what each command and what each byte costs", () => {
    expect(sendCosts(rows, "empty")).toEqual({ fixed: 100, perByte: 2 });
    expect(sendCosts(rows, "ours")).toEqual({ fixed: 1000, perByte: 5 });
    expect(sendCosts(rows, "AT.min.js")).toBeUndefined();
  });

  it("stands in a table, with a dash for what was not measured", () => {
    expect(sendTable(rows).split("\n")).toEqual([
      "send           empty  AT.min.js  ours  ratio",
      "10 bytes         120          -  1050      -",
      "110 bytes        320          -  1550      -",
      "each QSSLSEND    100          -  1000      -",
      "each byte          2          -     5      -",
    ]);
  });

  it("has no figure when command and payload did not come out at the port, or the program stopped", () => {
    expect(() => checkSent('@bench {"sent":[[49,1],[49,1]]}\r\n', 32)).toThrow("is not the payload");
    expect(() => checkSent('@bench {"sent":[[49,3233909245]]}\r\n', 32)).toThrow("is not the payload");
    expect(() => checkSent("@error Error: no\r\n", 32)).toThrow("Error: no");
    expect(() => checkSent("LOW_MEMORY", 32)).toThrow("did not come to its end: LOW_MEMORY");
    expect(() => checkSent('@bench {"sent":[[49,3233909245],[49,3233909245]]}\r\n', 32)).not.toThrow();
  });
});

describeOnInterpreter("measurement of sending", (interpreter) => {
  (hasValgrind() ? it : it.skip)(
    "counts the floor and refuses a sender that sends nothing",
    async () => {
      expect(await measureSend(interpreter, emptySender, 32)).toBeGreaterThan(50e3);
      const silent = "exports.connect=function(port){port.on('data',function(){});return function(){}};";
      const figure = measureSend(interpreter, { name: "ours", modules: { sender: silent } }, 32);
      await expect(figure).rejects.toThrow("ours, sending 32 bytes: what came out at the port is not the payload");
    },
    60e3,
  );
});
