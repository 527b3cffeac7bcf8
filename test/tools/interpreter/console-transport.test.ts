import { DeviceController } from "@espruino-tools/core";
import { VirtualClock } from "../../../tools/clock";
import { HostRuntime } from "../../../tools/host/host-runtime";
import { ConsoleLines } from "../../../tools/interpreter/console-lines";
import { ConsoleTransport } from "../../../tools/interpreter/console-transport";

/** A transport whose other end is the host runtime's console. */
function connect(): { transport: ConsoleTransport; output: string[]; closed: () => boolean } {
  const output: string[] = [];
  let isClosed = false;
  const runtime = new HostRuntime({
    clock: new VirtualClock(),
    log: (text) => {
      if (!transport.take(text)) output.push(text);
    },
  });
  const send = (text: string): void => runtime.run(text.replace("\x10", ""));
  const transport = new ConsoleTransport(send, () => void (isClosed = true));
  return { transport, output, closed: () => isClosed };
}

describe("ConsoleTransport", () => {
  it.each([
    ["1+1", 2],
    ['"a\\n\\xff"', "a\n\xff"],
    ["({a:[1,null]})", { a: [1, null] }],
    ["var x=5;x", 5],
  ])("answers %s with its value", (code, value) => {
    const answer = jest.fn();
    connect().transport.eval(code, answer);
    expect(answer).toHaveBeenCalledWith(value, "success");
  });

  it("answers with what an expression throws, also when it does not parse", () => {
    const { transport } = connect();
    const answer = jest.fn();
    transport.eval("null.x", answer);
    transport.eval("1+", answer);
    expect(answer.mock.calls.map(([data, log]) => [data, String(log).split(":")[0]])).toEqual([
      [undefined, "TypeError"],
      [undefined, "SyntaxError"],
    ]);
  });

  it("tells answers from what the program prints", () => {
    const { transport, output } = connect();
    const answer = jest.fn();
    transport.eval("print('<1>=8','x'),7", answer);
    transport.eval("print('mine'),9", answer);
    expect(answer.mock.calls.at(-1)).toEqual([9, "success"]);
    expect(output).toContain("mine");
  });

  it("gives up all that is pending when it is closed", () => {
    const transport = new ConsoleTransport(
      () => {},
      () => {},
    );
    const answer = jest.fn();
    transport.eval("1", answer);
    transport.close();
    expect(answer).toHaveBeenCalledWith(undefined, "the console was closed");
  });

  it("gives up an expression that is not answered", () => {
    jest.useFakeTimers();
    const transport = new ConsoleTransport(
      () => {},
      () => {},
    );
    const answer = jest.fn();
    transport.eval("1", answer);
    jest.advanceTimersByTime(10000);
    jest.useRealTimers();
    expect(answer).toHaveBeenCalledWith(undefined, "no answer to 1");
  });

  it("serves the usual controller of an Espruino device", async () => {
    const { transport } = connect();
    const controller = new DeviceController();
    controller.UART = transport as unknown as DeviceController["UART"];
    await expect(controller.eval("1+2")).resolves.toEqual({ data: 3, log: "success" });
  });
});

describe("ConsoleLines", () => {
  it("keeps the > of a program, and takes that of the prompt, with what was typed behind it", () => {
    const lines: string[] = [];
    const console = new ConsoleLines((line) => lines.push(line));
    console.push(Buffer.from("\r\n>half\r\x1b[J> AT+CSQ\r\n>\r\x1b[J< OK\r\n> AT\r\n>LINUX\r\n", "latin1"));
    expect(lines).toEqual(["", "> AT+CSQ", "< OK", "> AT", "LINUX"]);
  });

  it("does not gather a line that never ends", () => {
    const lines: string[] = [];
    const console = new ConsoleLines((line) => lines.push(line));
    for (let i = 0; i < 3; i++) console.push(Buffer.alloc(50000, "x"));
    expect(lines.map((line) => line.length)).toEqual([100000]);
  });

  it("gives the same lines however the output is cut, without prompt and cursor movements", () => {
    const output = Buffer.from("\r\n>\r\x1b[Jbooted\r\n>[1,2]\r\n>\r\x1b[J\xff\r\n>", "latin1");
    for (const size of [1, 2, 3, output.length]) {
      const lines: string[] = [];
      const console = new ConsoleLines((line) => lines.push(line));
      for (let i = 0; i < output.length; i += size) console.push(output.subarray(i, i + size));
      expect(lines).toEqual(["", "booted", "[1,2]", "\xff"]);
    }
  });
});
