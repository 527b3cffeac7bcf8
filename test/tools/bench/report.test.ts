import type { Figures } from "../../../tools/bench/budgets";
import { commandOf, report } from "../../../tools/bench/report";

const figures: Figures = {
  rows: [
    { chunkBytes: 8, traffic: "mixed", instructions: { empty: 5752, "AT.min.js": 36857, ours: 16740 } },
    { chunkBytes: 256, traffic: "mixed", instructions: { empty: 121, "AT.min.js": 10973, ours: 3859 } },
  ],
  sends: [
    { payloadBytes: 32, instructions: { empty: 129793, "AT.min.js": 1767369, ours: 5580247 } },
    { payloadBytes: 1460, instructions: { empty: 141567, "AT.min.js": 1778638, ours: 5898104 } },
  ],
  growth: 0,
  memory: { total: 2500, used: 1657, free: 843, usedAtMost: 1694 },
};
const paths = { espruino: "/home/me/espruino", reference: "/home/me/AT.min.js", small: "/home/me/small" };

describe("report of npm run bench", () => {
  it("is Markdown on demand: the command, the interpreter's version, and each table", () => {
    const text = report(figures, { ...paths, isMarkdown: true, isCheck: true, isJson: false, version: "2v29" });
    expect(text.split("\n")).toEqual([
      "```sh",
      "npm run bench -- --espruino PATH --reference FOLDER --small PATH --markdown",
      "```",
      "",
      "Instructions per received byte, Espruino 2v29:",
      "",
      "| chunk | traffic | empty | AT.min.js | ours | ratio | budget |",
      "| ---: | --- | ---: | ---: | ---: | ---: | --- |",
      "| 8 | mixed | 5,752 | 36,857 | 16,740 | 0.45 | 1/2 of AT.min.js: kept |",
      "| 256 | mixed | 121 | 10,973 | 3,859 | 0.35 | 1/3 of AT.min.js: **not kept** |",
      "",
      "Instructions to send, from write() until the next may be sent:",
      "",
      "| send | empty | AT.min.js | ours | ratio |",
      "| --- | ---: | ---: | ---: | ---: |",
      "| 32 bytes | 129,793 | 1,767,369 | 5,580,247 | 3.16 |",
      "| 1460 bytes | 141,567 | 1,778,638 | 5,898,104 | 3.32 |",
      "| each QSSLSEND | 129,529 | 1,767,116 | 5,573,124 | 3.15 |",
      "| each byte | 8 | 8 | 223 | 28.21 |",
      "",
      "Variables with the firmware running and 12 connections open, at rest and at most:",
      "",
      "| variables | in use | at most | free | budget |",
      "| ---: | ---: | ---: | ---: | --- |",
      "| 2,500 | 1,657 | 1,694 | 843 | at least 1300 free: **not kept** |",
      "",
      "Variables that 10,000 messages left in use: 0 (budget 0)",
    ]);
  });

  it("names no path of this machine, nor flags that were not given", () => {
    const command = commandOf({
      espruino: undefined,
      reference: "/x",
      small: undefined,
      isMarkdown: true,
      isCheck: false,
      isJson: false,
    });
    expect(command).toBe("npm run bench -- --reference FOLDER --markdown");
  });

  it("is text otherwise, and says that memory was not checked", () => {
    const { memory: _, ...others } = figures;
    const text = report(others, {
      ...paths,
      small: undefined,
      isMarkdown: false,
      isCheck: false,
      isJson: false,
      version: "2v29",
    });
    expect(text).toContain(
      "\nvariables  in use  at most  free  budget\n        -       -        -     -  at least 1300 free: not checked\n",
    );
    expect(text).not.toContain("|");
  });
});
