import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { isStart, shownLine } from "../../../tools/monitor/log-line";
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
  async function start(port: number, hasDialogue = false): Promise<void> {
    texts.length = 0;
    monitor = await Monitor.start({
      port: `tcp://127.0.0.1:${port}`,
      baud: 9600,
      hasDialogue,
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
