/** A server that means ill: the firmware does not crash, hang or grow, and delivers as soon as there is a server that means well. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import type { MemoryPeer } from "../../tools/simulator";
import { TestBoard } from "../doubles/board";

const MINUTE_S = 60;

let firmware: FirmwareFiles;
let board: TestBoard;

beforeAll(async () => {
  firmware = await buildFirmwareFiles({ board: "LINUX" });
});
afterEach(() => board.stop());

const head = (lines: string): string => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`;

/** What is sent once the request is there, all at once. */
const answers: [string, string][] = [
  ["headers without end", "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20e3)],
  ["a header of 100 KB", "HTTP/1.1 200 OK\r\nX: " + "y".repeat(100e3)],
  ["a status line without end", "HTTP/1.1 200 " + "O".repeat(100e3)],
  ["a length that is too small", head("Content-Length: 1") + "x".repeat(5000)],
  ["a length that is too large", head("Content-Length: 5000") + "x"],
  ["a length below 0", head("Content-Length: -5") + "hello"],
  ["a length beyond all numbers", head(`Content-Length: ${"9".repeat(400)}`) + "x"],
  ["a length that is none", head("Content-Length: many") + "x"],
  ["two lengths", head("Content-Length: 5\r\nContent-Length: 0") + "hello"],
  ["a compressed answer", head("Content-Encoding: gzip\r\nContent-Length: 300") + "\x1f\x8b\x08\0".repeat(75)],
  ["1 MB", head("Content-Length: 1048576") + "x".repeat(1048576)],
  ["a chunked answer", head("Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n"],
  ["chunks of a huge size", head("Transfer-Encoding: chunked") + "ffffffffffff\r\nx"],
  ["two answers", head("Content-Length: 0").repeat(2)],
  ["a storm of 1xx", "HTTP/1.1 100 Continue\r\n\r\n".repeat(5000)],
  ["a 101 for ever", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" + "\0".repeat(9000)],
  ["a wait of years", "HTTP/1.1 503 Busy\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n"],
  ["a wait below 0", "HTTP/1.1 429 Slow\r\nRetry-After: -1\r\nContent-Length: 0\r\n\r\n"],
  [
    "what looks like the modem's words",
    head("Content-Length: 40") + '\r\nOK\r\n\r\n+QSSLURC: "closed",0\r\n\r\nERROR\r\n',
  ],
];

/** The server at the board's address from now on. */
function serve(onConnection: (peer: MemoryPeer) => void): void {
  board.network.listen("collector.example", 8443, onConnection);
}

/** Such a server for 10 minutes, then a good one. */
async function live(onConnection: (peer: MemoryPeer) => void): Promise<void> {
  board = new TestBoard({ firmware });
  await board.untilDelivered(2);
  const { pendingTimers } = board;
  serve(onConnection);
  // A connection that is kept goes to the server before.
  board.modem.dropPdp(1);
  await board.pass(10 * MINUTE_S);
  board.server.listen();
  board.modem.dropPdp(1);
  const before = board.server.readings.length;
  // Of what a server wants to be waited for a day is granted.
  await board.untilDelivered(before + 5, 100e3);
  await board.pass(30 * MINUTE_S);
  expect(board.lines.join("\n")).not.toContain("Uncaught");
  const { waiting, modem } = board.status as unknown as { waiting: number; modem: { slots: unknown[] } };
  expect(waiting).toBeLessThanOrEqual(5);
  expect(modem.slots.length).toBeLessThanOrEqual(1);
  expect(board.pendingTimers).toBeLessThanOrEqual(pendingTimers + 2);
  expect(board.status.offline).toBe("");
}

it.each(answers)("answers with %s", async (_, answer) => {
  await live((peer) => {
    peer.onData = () => peer.send(answer);
  });
});

it("answers before it is asked", async () => {
  await live((peer) => peer.send(head("Content-Length: 0")));
});

it("answers byte by byte", async () => {
  await live((peer) => {
    peer.onData = () => [...head("Content-Length: 5\r\nX: y"), ..."hello"].forEach((byte) => peer.send(byte));
  });
});

it("sends a byte a minute for ever", async () => {
  await live((peer) => {
    const text = "HTTP/1.1 200 OK\r\nX: " + "y".repeat(1000);
    let at = 0;
    const next = (): void => {
      peer.send(text[at++]!);
      if (at < text.length) board.clock.setTimeout(next, 60e3);
    };
    peer.onData = () => {
      peer.onData = () => {};
      next();
    };
  });
});

it("closes and opens at once, again and again", async () => {
  await live((peer) => peer.close());
});
