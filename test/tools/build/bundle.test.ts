import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import vm from "node:vm";
import { boardNames, BuildError, buildFirmware, buildModule } from "../../../tools/build/bundle";
import { expandTokens } from "../../../tools/build/pretokenise";
import { findEspruino, runOnEspruino, runOnV8 } from "./espruino-run";

const project = path.resolve(__dirname, "../../..");
const folders: string[] = [];

/** A project with these sources and the configuration of this one. */
function place(sources: Record<string, string>): { folder: string } {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "build-")));
  folders.push(folder);
  symlinkSync(path.join(project, "node_modules"), path.join(folder, "node_modules"));
  cpSync(path.join(project, "tsconfig.json"), path.join(folder, "tsconfig.json"));
  const config = "tools/build/tsconfig.device.json";
  cpSync(path.join(project, config), path.join(folder, config));
  for (const [file, text] of Object.entries({ ...boards, ...sources })) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return { folder };
}

const boards = {
  "board/board.ts": "export interface Board { name: string }",
  "board/linux.ts": 'import type { Board } from "./board";\nexport const board: Board = { name: "linux" };',
  "board/pico.ts": 'import type { Board } from "./board";\nexport const board: Board = { name: "pico" };',
};

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const out = "declare function out(value: unknown): void;\n";

describe("building the firmware", () => {
  it("takes the file of the chosen board", async () => {
    const at = place({ "firmware/main.ts": `${out}import { board } from "board";\nout(board.name);` });
    expect(runOnV8(expandTokens((await buildFirmware({ ...at, board: "PICO" })).code))).toEqual(['"pico"']);
    expect(runOnV8(expandTokens((await buildFirmware({ ...at, board: "linux" })).code))).toEqual(['"linux"']);
  });

  it("lists the boards, without their common interface", () => {
    expect(boardNames(place({}))).toEqual(["LINUX", "PICO"]);
  });

  it("refuses an unknown board and says which there are", async () => {
    const building = buildFirmware({ ...place({ "firmware/main.ts": "" }), board: "TOASTER" });
    await expect(building).rejects.toThrow(new BuildError('no board "TOASTER": choose one of LINUX, PICO'));
  });

  it("puts the numbers of a const enum in place, also across files", async () => {
    const at = place({
      "firmware/state.ts": "export const enum State { Idle = 40, Busy = 2 }",
      "firmware/main.ts": `${out}import { State } from "./state";\nout(State.Idle + State.Busy);`,
    });
    expect((await buildFirmware({ ...at, board: "LINUX" })).code).toMatch(/;out\(42\);$/);
  });

  it("mentions a text and an array before all else, so that their methods are found fast; in modules not", async () => {
    const at = place({
      "firmware/main.ts": `${out}out(1);`,
      "modules/quectel/index.ts": "export const one = 1;",
    });
    expect((await buildFirmware({ ...at, board: "PICO" })).code).toBe('"".a;[].a;out(1);');
    expect((await buildModule({ ...at, name: "QuectelSSL" })).code).not.toContain("[].a");
  });

  it("names file and line of a type error", async () => {
    const at = place({ "firmware/main.ts": 'const n: number = "";\nexport {};' });
    await expect(buildFirmware({ ...at, board: "LINUX" })).rejects.toThrow(/TS2322/);
  });

  it("names the construct and the remedy of what Espruino does not run", async () => {
    const at = place({
      "firmware/main.ts": `${out}export {};\nlet o: { a: number } | undefined;\nout(() => o?.a);o = { a: 1 };`,
    });
    await expect(buildFirmware({ ...at, board: "LINUX" })).rejects.toThrow(/firmware.js:1:\d+ .*optional chaining/);
  });
});

describe("building an Espruino module", () => {
  it("exports by name, with no function and no directive around it", async () => {
    const at = place({
      "modules/quectel/index.ts":
        'import { word } from "./word";\nexport function connect(to: string): string { return word + to; }',
      "modules/quectel/word.ts": 'export const word: string = "to ";',
    });
    const { code } = await buildModule({ ...at, name: "QuectelSSL" });
    const exports: { connect?: (to: string) => string } = {};
    vm.runInNewContext(code, { exports });
    expect(exports.connect!("here")).toBe("to here");
    expect(code).not.toMatch(/use strict|defineProperty/);
  });

  it("says which source is missing", async () => {
    await expect(buildModule({ ...place({}), name: "QuectelSSL" })).rejects.toThrow(
      "modules/quectel/index.ts does not exist",
    );
  });
});

const espruino = findEspruino();
const onInterpreter = espruino === undefined ? describe.skip : describe;

onInterpreter("built code on the interpreter (needs espruino on the PATH, or ESPRUINO)", () => {
  it("behaves as on V8 where the language of Espruino and JavaScript part ways", async () => {
    const at = place({
      "firmware/main.ts": `${out}import { Journal, Kind } from "./journal";
        const first = new Journal(Kind.Small);
        first.add(early());
        out([first.list, new Journal(Kind.Large, 7).list, first.size, Journal.count]);
        function early(): number { return 5; }
        const rounds: (() => number)[] = [];
        for (let i = 0; i < 3; i++) { const k = i; rounds.push(() => k); }
        out(rounds.map((f) => f()));
        function quiet(x: number): void { out(x); if (x > 1) { out("big"); } else return; }
        quiet(1); quiet(2);
        out("\\u00e9".charCodeAt(0));`,
      "firmware/journal.ts": `export const enum Kind { Small, Large }
        export class Journal {
          static count = 0;
          list: number[] = [];
          private _double = (): number => this.list.length * 2;
          private readonly _limit: number;
          constructor(private readonly _kind: Kind, limit?: number) {
            this._limit = limit === undefined ? 3 : limit;
            Journal.count++;
          }
          get size(): number { return this._double() + this._limit + this._kind; }
          add(value: number): void { this.list.push(value); }
        }`,
    });
    const { code } = await buildFirmware({ ...at, board: "LINUX" });
    expect(runOnV8(expandTokens(code))).toEqual(["[[5],[],5,2]", "[0,1,2]", "1", "2", '"big"', "233"]);
    expect(await runOnEspruino(espruino!, code)).toEqual(runOnV8(expandTokens(code)));
  });
});

describe("npm run build", () => {
  const run = (...words: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, ["--import", "tsx", "tools/build/build.ts", ...words], {
      cwd: project,
      encoding: "utf8",
    });

  it("prints its flags with --help", () => {
    const { status, stdout } = run("--help");
    expect(status).toBe(0);
    expect(stdout).toContain("--board NAME");
  });

  it.each([
    [["--bord", "PICO"], "--bord"],
    [["--board", "TOASTER"], 'no board "TOASTER"'],
    [["LINUX"], "LINUX"],
  ])("answers %j with exit code 2 and the reason", (words, reason) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });
});
