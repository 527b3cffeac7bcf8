import { once } from "node:events";
import { InterpreterProcess } from "../../../tools/interpreter/interpreter-process";
import { describeOnInterpreter } from "./on-interpreter";
import { scratchDirectory } from "./scratch-directory";

describeOnInterpreter("InterpreterProcess", (path) => {
  const directory = scratchDirectory();
  const processes: InterpreterProcess[] = [];
  afterEach(async () => {
    for (const process of processes.splice(0)) await process.stop();
  });

  function make(): InterpreterProcess {
    const process = new InterpreterProcess({ path, directory: directory() });
    processes.push(process);
    return process;
  }

  it("installs files of all bytes and boots from them", async () => {
    const all = String.fromCharCode(...Array(256).keys()).repeat(10);
    const interpreter = make();
    const lines: string[] = [];
    interpreter.on("line", (line) => lines.push(line));
    await interpreter.install({ ".bootcde": "print('booted '+require('lib').n)", lib: "exports.n=5", all });
    await interpreter.start();
    expect(lines).toContain("booted 5");
    await expect(interpreter.evaluate("require('Storage').read('all')")).resolves.toBe(all);
  });

  it("evaluates while a program runs and prints", async () => {
    const interpreter = make();
    await interpreter.install({ ".bootcde": "var n=0;setInterval(function(){print('tick '+n++)},5)" });
    await interpreter.start();
    for (let i = 0; i < 5; i++) await expect(interpreter.evaluate(`${i}*2`)).resolves.toBe(i * 2);
    await expect(interpreter.evaluate("nope.x")).rejects.toThrow('ReferenceError: "nope" is not defined');
    await expect(interpreter.evaluate("n>0")).resolves.toBe(true);
  });

  it("keeps its files over a restart, and can be given new ones", async () => {
    const first = make();
    await first.install({ "config.json": '{"a":1}', ".bootcde": "var v=1" });
    await first.install({ ".bootcde": "var v=2" });
    await first.start();
    await expect(first.evaluate("[v,require('Storage').readJSON('config.json')]")).resolves.toEqual([2, { a: 1 }]);
  });

  it("says that files do not fit", async () => {
    await expect(make().install({ big: "x".repeat(300000) })).rejects.toThrow(
      "files could not be installed: big: Error: Unable to find or create file",
    );
  });

  it("is a device of the usual controller", async () => {
    const interpreter = make();
    await interpreter.install({ ".bootcde": "1" });
    await interpreter.start();
    await expect(interpreter.controller.eval("process.env.BOARD")).resolves.toEqual({ data: "LINUX", log: "success" });
  });

  it("ends what is pending, and tells when the interpreter is gone", async () => {
    const interpreter = make();
    await interpreter.install({ ".bootcde": "1" });
    await interpreter.start();
    const exit = once(interpreter, "exit");
    const pending = interpreter.evaluate("while(1);");
    const rejected = expect(pending).rejects.toThrow("the interpreter has ended");
    await interpreter.stop();
    await rejected;
    await exit;
    await interpreter.stop();
  });
});
