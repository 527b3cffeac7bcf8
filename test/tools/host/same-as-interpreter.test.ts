import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { VirtualClock } from "../../../tools/clock";
import { HostRuntime } from "../../../tools/host/host-runtime";
import { describeOnInterpreter } from "../interpreter/on-interpreter";
import { scratchDirectory } from "../interpreter/scratch-directory";
import { bytesRows } from "./rows/bytes-rows";
import { flashRows } from "./rows/flash-rows";
import { languageRows } from "./rows/language-rows";
import type { Row } from "./rows/row";
import { rowAnswers, rowProgram } from "./rows/row-program";
import { storageRows } from "./rows/storage-rows";
import { systemRows } from "./rows/system-rows";
import { valuesRows } from "./rows/values-rows";

const tables: [string, Row[]][] = [
  ["language", languageRows],
  ["values", valuesRows],
  ["bytes", bytesRows],
  ["storage", storageRows],
  ["flash", flashRows],
  ["system", systemRows],
];

/** Simulated time that all rows of a table need at most. */
const TABLE_MS = 60e3;

async function hostAnswers(rows: Row[]): Promise<Map<number, string>> {
  const clock = new VirtualClock();
  const printed: string[] = [];
  const runtime = new HostRuntime({ clock, log: (text) => printed.push(text) });
  runtime.run(rowProgram(rows), "rows");
  await clock.advance(TABLE_MS);
  runtime.stop();
  return rowAnswers(printed.join("\n"));
}

async function realAnswers(rows: Row[], interpreter: string, directory: string): Promise<Map<number, string>> {
  await writeFile(path.join(directory, "rows.js"), rowProgram(rows), "latin1");
  const options = { cwd: directory, timeout: 20e3, killSignal: "SIGKILL" as const, encoding: "latin1" as const };
  const run = promisify(execFile)(interpreter, ["rows.js"], options);
  return rowAnswers((await run.catch((error: { stdout: string }) => error)).stdout);
}

describe.each(tables)("the host runtime, table of %s", (_, rows) => {
  const answers = hostAnswers(rows);

  it.each(rows.map((row, index) => [row.host ? `${row.title}: differs (${row.host.reason})` : row.title, index]))(
    "%s",
    async (_title, index) => {
      const { real, host } = rows[index]!;
      expect((await answers).get(index)).toBe(host?.answer ?? real);
      expect(host?.answer).not.toBe(real);
    },
  );
});

describeOnInterpreter("the real interpreter", (interpreter) => {
  const directory = scratchDirectory();

  describe.each(tables)("table of %s", (_, rows) => {
    let answers: Map<number, string>;
    beforeAll(async () => {
      answers = await realAnswers(rows, interpreter, directory());
    });

    it.each(rows.map((row, index) => [row.title, index]))("%s", (_title, index) => {
      expect(answers.get(index)).toBe(rows[index]!.real);
    });
  });
});
