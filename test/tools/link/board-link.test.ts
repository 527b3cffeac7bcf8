import { RealClock } from "../../../tools/clock";
import { BoardLink } from "../../../tools/link/board-link";
import { checkVersion, hasPackets } from "../../../tools/link/interpreter-version";
import { FastClock } from "../../doubles/fast-clock";
import { HostBoard, type HostBoardOptions } from "../../doubles/host-board";
import { Random } from "../../doubles/random";

function connect(told?: HostBoardOptions): { board: HostBoard; link: BoardLink; lines: string[] } {
  const board = new HostBoard(told);
  const link = new BoardLink(board);
  const lines: string[] = [];
  link.on("line", (line) => lines.push(line));
  return { board, link, lines };
}

describe("BoardLink", () => {
  it("sends nothing by itself", () => {
    expect(connect().board.received).toBe("");
  });

  it("tells board and version", async () => {
    const { link } = connect({ board: "RAK5010", version: "2v19" });
    await link.sync();
    expect(await link.identify()).toEqual({ board: "RAK5010", version: "2v19" });
  });

  it("forgets a line that was half typed, and does not break the program that runs", async () => {
    const { board, link } = connect();
    board.write(Buffer.from("function ("));
    await link.sync();
    expect(await link.evaluate("1+1")).toBe(2);
    expect(board.received).not.toContain("\x03");
  });

  it("writes and reads back files of any bytes, Ctrl-C and Ctrl-D among them, without sending either", async () => {
    const { board, link } = connect();
    const content = Buffer.concat([
      Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
      new Random(1).bytes(700),
    ]);
    await link.sync();
    await link.writeFile("any", content);
    expect(board.received).not.toMatch(/[\x03\x04]/);
    expect(await link.readFile("any")).toEqual(content);
    expect(await link.sum("nosuch")).toBeUndefined();
    expect(await link.readFile("nosuch")).toBeUndefined();
  });

  it("tells how much of a file is there", async () => {
    const { link } = connect();
    const sent: number[] = [];
    await link.writeFile("file", Buffer.alloc(600, "x"), (bytes) => sent.push(bytes));
    expect(sent).toEqual([256, 512, 600]);
  });

  it("sends a file again of which a part arrived damaged", async () => {
    const { board, link } = connect();
    let isDamaged = false;
    board.disturb = (line) => {
      if (isDamaged || !line.includes("eHh4")) return line;
      isDamaged = true;
      return line.replace("eHh4", "eHhB");
    };
    await link.writeFile("file", Buffer.alloc(600, "x"));
    expect(isDamaged).toBe(true);
    expect(await link.readFile("file")).toEqual(Buffer.alloc(600, "x"));
  });

  it("gives up a file that never arrives whole, with a remedy", async () => {
    const { board, link } = connect();
    board.disturb = (line) => line.replaceAll("eHh4", "eHhB");
    await expect(link.writeFile("file", Buffer.alloc(600, "x"))).rejects.toThrow(
      /file cannot be written \(a chunk was written with errors\): check the cable/,
    );
  });

  it("tells answers from what the program prints, also a late one to somebody else", async () => {
    const { board, link, lines } = connect();
    board.print(">\r\x1b[JI 10:00:00 uplink: ready\r\n<abcd1>=5\r\n> AT+CSQ\r\n");
    expect(await link.evaluate("7")).toBe(7);
    expect(lines).toEqual(["I 10:00:00 uplink: ready", "<abcd1>=5", "> AT+CSQ"]);
  });

  it("ends what waits when the port goes, and says what to do", async () => {
    const { board, link } = connect();
    board.disturb = () => "";
    const lost = jest.fn();
    link.on("lost", lost);
    const waiting = link.evaluate("1");
    board.lose();
    await expect(waiting).rejects.toThrow("the port has gone");
    await expect(link.sync()).rejects.toThrow(
      "the port has gone: check cable and power, and that no other program uses it",
    );
    expect(lost).toHaveBeenCalledWith("the port has gone");
  });

  it("ends what waits when it is closed", async () => {
    const { board, link } = connect();
    board.disturb = () => "";
    const waiting = link.evaluate("1");
    await link.close();
    await expect(waiting).rejects.toThrow("the port was closed");
    expect(board.isClosed).toBe(true);
  });

  it("stops a program that still answers while the interpreter has not come to the reset, which loses a line", async () => {
    const { board, link } = connect({ clock: new RealClock() });
    await link.evaluate("global.own=1");
    let left = 0;
    board.disturb = (line) => {
      if (line.includes("reset()")) {
        left = 2;
        return line.replace("reset()", "0");
      }
      if (left === 0 || --left > 0) return line;
      board.runtime.run("reset()");
      return "";
    };
    await link.stopProgram();
    expect(await link.evaluate("typeof own")).toBe("undefined");
  });

  it("keeps the watchdog of a program that it stops from biting, however long the reset takes", async () => {
    const clock = new FastClock(20);
    const { board, link } = connect({ clock });
    await link.evaluate("void E.enableWatchdog(30,false)");
    let isAsked = false;
    board.disturb = (line) => {
      if (!isAsked && line.includes("reset()")) {
        isAsked = true;
        clock.setTimeout(() => board.runtime.run("reset()"), 45e3);
        return line.replace("reset()", "0");
      }
      return line;
    };
    await link.stopProgram();
    expect(board.runtime.restarts).toBe(1);
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 90e3));
    expect(board.runtime.restarts).toBe(1);
    board.runtime.stop();
  });

  it("holds a board for as long as it is told, counted from the last time", async () => {
    const clock = new FastClock(200);
    const { board, link } = connect({ clock });
    await link.stopProgram();
    await link.hold(300);
    const from = clock.now();
    while (board.runtime.restarts === 1) await new Promise<void>((resolve) => clock.setTimeout(resolve, 1000));
    expect(clock.now() - from).toBeGreaterThan(290e3);
  });

  it("takes an answer that is later than its next question", async () => {
    jest.useFakeTimers();
    const { board, link } = connect();
    const write = board.write.bind(board);
    board.write = (bytes) => void setTimeout(() => write(bytes), 2500);
    const found = link.sync();
    await jest.advanceTimersByTimeAsync(3000);
    jest.useRealTimers();
    await expect(found).resolves.toBeUndefined();
    expect(board.received).not.toContain("\x03");
  });

  it("asks again when an answer is lost, but not what may be done only once", async () => {
    jest.useFakeTimers();
    const { board, link } = connect();
    let isLost = false;
    board.disturb = (line) => (!isLost && (isLost = line.includes("2*3")) ? "" : line);
    const asked = link.ask("2*3");
    await jest.advanceTimersByTimeAsync(11000);
    expect(await asked).toBe(6);
    isLost = false;
    const failed = expect(link.evaluate("2*3")).rejects.toThrow("no answer to 2*3");
    await jest.advanceTimersByTimeAsync(11000);
    await failed;
    jest.useRealTimers();
  });

  it("fills the queue of an interpreter that has lost its place in it, after a break that then no longer gets through", async () => {
    jest.useFakeTimers();
    const { board, link } = connect();
    let zeros = 0;
    let isBroken = false;
    const write = board.write.bind(board);
    board.write = (bytes) => {
      if (bytes.every((byte) => byte === 0)) {
        expect(isBroken).toBe(true);
        zeros += bytes.length;
      } else if (zeros >= 1024) write(bytes);
      isBroken ||= bytes.includes(3);
    };
    const found = link.sync();
    await jest.advanceTimersByTimeAsync(12000);
    jest.useRealTimers();
    await expect(found).resolves.toBeUndefined();
  });

  it("says what it hears of another program, or at another speed", async () => {
    jest.useFakeTimers();
    const { board, link } = connect();
    board.disturb = () => {
      board.print("\r\nERROR\r\n\xff\x01");
      return "";
    };
    const failed = expect(link.sync()).rejects.toThrow(
      /^the port answers, but not as an Espruino interpreter does \("ERROR ERROR.*"\): check that this is the board's console .*--baud/,
    );
    await jest.advanceTimersByTimeAsync(60000);
    await failed;
    jest.useRealTimers();
  });

  it("gives up a silent board with a remedy, and breaks its program so seldom that Linux does not end", async () => {
    jest.useFakeTimers();
    const { board, link } = connect();
    board.disturb = () => "";
    const breaksMs: number[] = [];
    const startedMs = Date.now();
    const write = board.write.bind(board);
    board.write = (bytes) => {
      if (bytes.includes(3)) breaksMs.push(Date.now() - startedMs);
      write(bytes);
    };
    const failed = expect(link.sync()).rejects.toThrow(/^the port: the board does not answer: check .*--baud/);
    await jest.advanceTimersByTimeAsync(60000);
    await failed;
    jest.useRealTimers();
    expect(breaksMs.length).toBeGreaterThan(1);
    breaksMs.reduce((previous, next) => {
      expect(next - previous).toBeGreaterThan(5000);
      return next;
    }, 0);
  });

  it.each(["1v99", "2v13.99", "2v04", ""])("refuses interpreter %j, and says what to do", (version) => {
    expect(() => checkVersion(version)).toThrow(
      `the board runs Espruino ${version}, which is too old: 2v14 or later is needed, see https://`,
    );
  });

  it.each(["2v14", "2v20.5", "3v00"])("takes interpreter %s", (version) => checkVersion(version));

  it.each([
    ["1v99", false],
    ["2v24", false],
    ["2v24.190", false],
    ["2v25", true],
    ["2v29.277", true],
    ["3v00", true],
    ["", false],
  ])("interpreter %s has packets: %s", (version, expected) => {
    expect(hasPackets(version)).toBe(expected);
  });
});
