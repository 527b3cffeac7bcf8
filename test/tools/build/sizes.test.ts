import { budgetFaults, sizeTable } from "../../../tools/build/sizes";

const sizes = [
  { file: "firmware.js", bytes: 2000, budgetBytes: 1000 },
  { file: "modules/A.min.js", bytes: 500, budgetBytes: 1000 },
  { file: "just.js", bytes: 1000, budgetBytes: 1000 },
  { file: "free.js", bytes: 9000 },
];

describe("sizes of what is built", () => {
  it("names each file over its budget, and none that just reaches it", () => {
    expect(budgetFaults(sizes)).toEqual(["firmware.js has 2000 bytes, its budget is 1000"]);
  });

  it("prints bytes, budget and share", () => {
    expect(sizeTable(sizes).split("\n")).toEqual([
      "file              bytes  budget",
      "firmware.js        2000    1000  OVER by 1000",
      "modules/A.min.js    500    1000  50 %",
      "just.js            1000    1000  100 %",
      "free.js            9000       -",
    ]);
  });
});
