import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findInterpreter } from "../../../tools/interpreter/find-interpreter";
import { describeOnInterpreter } from "./on-interpreter";
import { scratchDirectory } from "./scratch-directory";

describe("findInterpreter", () => {
  const directory = scratchDirectory();
  const saved = { ...process.env };
  afterEach(() => {
    process.env = { ...saved };
  });

  /** A program that answers as told. */
  function program(name: string, answer: string): string {
    const file = path.join(directory(), name);
    writeFileSync(file, `#!/bin/sh\necho "${answer}"\n`);
    chmodSync(file, 0o755);
    return file;
  }

  it("refuses a path that is not executable, by name", () => {
    const file = path.join(directory(), "plain");
    writeFileSync(file, "");
    expect(() => findInterpreter(file)).toThrow(`${file} is not an executable file`);
    expect(() => findInterpreter("/nowhere/espruino")).toThrow("/nowhere/espruino is not an executable file");
  });

  it("refuses a program that is not Espruino", () => {
    const file = program("other", "hello");
    expect(() => findInterpreter(file)).toThrow(`${file} is not an Espruino interpreter`);
  });

  it("prefers the argument, then ESPRUINO, then the PATH", () => {
    const onPath = program("espruino", "version:2v27");
    const named = program("named", "version:2v28");
    process.env["PATH"] = `${directory()}:${process.env["PATH"]}`;
    delete process.env["ESPRUINO"];
    expect(findInterpreter()).toEqual({ path: onPath, version: "2v27" });
    process.env["ESPRUINO"] = named;
    expect(findInterpreter()).toEqual({ path: named, version: "2v28" });
    expect(findInterpreter(onPath)).toEqual({ path: onPath, version: "2v27" });
  });

  it("answers undefined when none is named and none is on the PATH", () => {
    delete process.env["ESPRUINO"];
    process.env["PATH"] = "/nowhere";
    expect(findInterpreter()).toBeUndefined();
  });
});

describeOnInterpreter("findInterpreter", (interpreter) => {
  it("tells the version of the real one", () => {
    expect(findInterpreter(interpreter)?.version).toMatch(/^2v\d+/);
  });
});
