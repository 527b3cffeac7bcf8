import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Doubts } from "../../../tools/monitor/doubts";
import { coloured, isStart, shownLine } from "../../../tools/monitor/log-line";
import { Monitor } from "../../../tools/monitor/monitor";

const NOON = new Date(2026, 0, 1, 12, 0, 0, 7);

describe("a line of the board", () => {
  it.each([
    ["I 10:20:30 uplink: ready", "12:00:00.007  info   uplink: ready (10:20:30)"],
    ["E 10:20:30 modem: restarted", "12:00:00.007  error  modem: restarted (10:20:30)"],
    ["> AT+CSQ", "12:00:00.007         > AT+CSQ"],
    ["Uncaught Error: x", "12:00:00.007         Uncaught Error: x"],
    ["a\x1b]0;b\x07", "12:00:00.007         a\\x1b]0;b\\x07"],
  ])("%j is shown with time and level", (line, shown) => expect(shownLine(line, NOON)).toBe(shown));

  it("is coloured where it is an error, a remark or of the dialogue", () => {
    const painted = (line: string): string => coloured(shownLine(line, NOON)!, (format, text) => `${format}:${text}`);
    expect(painted("E 10:20:30 modem: restarted")).toMatch(/^red:12/);
    expect(painted("> AT+CSQ")).toMatch(/^dim:12/);
    expect(painted("I 10:20:30 uplink: ready")).toMatch(/^12/);
    expect(coloured("12:00:00.007  -----  listening", (format, text) => `${format}:${text}`)).toMatch(/^dim:12/);
  });

  it("that is empty is not shown", () => expect(shownLine(" ", NOON)).toBeUndefined());

  it("tells when the firmware has started", () => {
    expect(isStart("I 10:20:30 WIO_LTE: device x, boot 17")).toBe(true);
    expect(isStart("I 10:20:30 uplink: ready")).toBe(false);
  });
});

describe("Monitor", () => {
  let server: Server;
  let monitor: Monitor | undefined;
  const texts: string[] = [];
  let onText = (): void => {};

  async function until(pattern: RegExp): Promise<void> {
    while (!texts.some((text) => pattern.test(text))) await new Promise<void>((resolve) => (onText = resolve));
  }
  async function listen(port: number): Promise<number> {
    server = createServer();
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }
  async function connection(): Promise<Socket> {
    return ((await once(server, "connection")) as [Socket])[0];
  }
  async function start(port: number, hasDialogue = false, quietS = 60): Promise<void> {
    texts.length = 0;
    monitor = await Monitor.start({
      port: `tcp://127.0.0.1:${port}`,
      baud: 9600,
      hasDialogue,
      quietS,
      onText: (text) => {
        texts.push(text);
        onText();
      },
    });
  }

  afterEach(async () => {
    await monitor?.stop();
    server.close();
  });

  it("sends nothing, and waits for a board that has gone", async () => {
    const port = await listen(0);
    const first = connection();
    await start(port);
    const board = await first;
    const received = jest.fn();
    board.on("data", received);
    board.write("I 10:00:00 one\r\n");
    await until(/info {3}one/);
    server.close();
    board.destroy();
    await until(/ended the connection; waiting for it/);
    await listen(port);
    const again = await connection();
    again.write("E 10:00:01 two\r\n");
    await until(/error {2}two/);
    expect(received).not.toHaveBeenCalled();
    again.destroy();
  });

  it("says with what to do when nothing comes, each time", async () => {
    const port = await listen(0);
    const first = connection();
    await start(port, false, 0.05);
    const board = await first;
    await until(/nothing came from tcp:.* for 0.05 s: the firmware may have nothing to say; else check .* --baud/);
    texts.length = 0;
    board.write("I 10:00:00 one\r\n");
    await until(/nothing came/);
    expect(texts[0]).toMatch(/info {3}one/);
    board.destroy();
  });

  it("asks for the dialogue, anew when the firmware starts, and ends it", async () => {
    const port = await listen(0);
    const first = connection();
    await start(port, true).catch(() => {});
    const board = await first;
    let received = "";
    board.on("data", (bytes: Buffer) => {
      received += bytes.toString("latin1");
      for (const [, mark] of bytes.toString("latin1").matchAll(/"(<\w+>)="/g)) board.write(`${mark}=undefined\r\n`);
    });
    board.write("I 10:00:00 LINUX: device x, boot 2\r\n");
    await until(/the firmware has started/);
    await monitor?.stop();
    expect(received.match(/qssl\.debug\(true\)/g)?.length).toBe(2);
    expect(received.match(/qssl\.debug\(false\)/g)?.length).toBe(1);
    board.destroy();
  });
});

describe("what a monitor hears", () => {
  const lines = (text: string, count = 20): (string | undefined)[] => {
    const doubts = new Doubts("/dev/x", 9600);
    return Array.from({ length: count }, () => doubts.onLine(text)).filter((remark) => remark !== undefined);
  };

  it("is doubted once when none of it is the firmware's", () => {
    expect(lines("login:", 19)).toEqual([]);
    expect(lines("login:", 60)).toEqual([
      "none of this is the log of the firmware: check that /dev/x is the console of the board; npm run flash puts the firmware there",
    ]);
    expect(lines(" ", 60)).toEqual([]);
  });

  it.each(["I 10:00:00 uplink: ready", "> AT+CSQ", "< OK"])("is not doubted with %j among it", (line) => {
    const doubts = new Doubts("/dev/x", 9600);
    doubts.onLine(line);
    for (let i = 0; i < 60; i++) expect(doubts.onLine("print")).toBeUndefined();
  });

  it("is doubted once when it is no text, as at a wrong speed, and no more then for its lines", () => {
    const doubts = new Doubts("/dev/x", 115200);
    expect(doubts.onBytes(Buffer.alloc(63, 0xf8))).toBeUndefined();
    expect(doubts.onBytes(Buffer.alloc(9, 0xf8))).toBe(
      "most of what comes is no text: check --baud, which is 115200 now",
    );
    expect(doubts.onBytes(Buffer.alloc(99, 0xf8))).toBeUndefined();
    for (let i = 0; i < 60; i++) expect(doubts.onLine("x")).toBeUndefined();
    expect(new Doubts("/dev/x", 9600).onBytes(Buffer.from("\x1b[J> I 10:00:00 caf\xe9\r\n".repeat(9), "latin1"))).toBe(
      undefined,
    );
  });
});
