/** A server that means ill, on the real interpreter: the variables in use are as many afterwards as before. */
import { buildFirmwareFiles } from "../../tools/build/firmware-files";
import { HostileBoard } from "../doubles/hostile-board";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const LIMIT_MS = 600e3;
/** What may differ from one moment at rest to the next: a reading that waits, a text in the status. */
const SLACK = 20;
const ROUNDS = 2;

const head = (lines: string): string => `HTTP/1.1 200 OK\r\n${lines}\r\n\r\n`;
/** Longer than the interpreter takes for a number. */
const DIGITS = "9".repeat(400);

const ANSWERS: Record<string, string> = {
  "headers without end": "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20e3),
  "1 MB where one byte was announced": head("Content-Length: 1") + "x".repeat(1 << 20),
  "a length below 0": head("Content-Length: -5") + "hello",
  "a length of 400 digits": head(`Content-Length: ${DIGITS}`) + "x",
  "a status of 400 digits": `HTTP/1.1 ${DIGITS} OK\r\n\r\n`,
  "a wait of 400 digits": `HTTP/1.1 200 OK\r\nRetry-After: ${DIGITS}\r\nContent-Length: 0\r\n\r\n`,
  "a compressed answer": head("Content-Encoding: gzip\r\nContent-Length: 8") + "\x1f\x8b\x08\0\0\0\0\0",
  "a chunked answer": head("Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\n\r\n",
  "two answers": head("Content-Length: 0").repeat(2),
  "a storm of 1xx": "HTTP/1.1 100 Continue\r\n\r\n".repeat(100) + head("Content-Length: 0"),
  "what is no HTTP": "garbage\r\n\r\n",
};

describeOnInterpreter("a hostile server", (interpreter) => {
  const directory = scratchDirectory();
  let board: HostileBoard | undefined;
  afterEach(() => board?.stop());

  it(
    "throws nothing, leaves no variable behind, and readings arrive after each of its answers",
    async () => {
      const firmware = await buildFirmwareFiles({ board: "LINUX" });
      board = await HostileBoard.prepare({ path: interpreter, directory: directory(), firmware });
      const { collector } = board;
      board.start();
      const round = async (): Promise<void> => {
        for (const answer of Object.values(ANSWERS)) {
          collector.behaviour = answer;
          const { heads } = collector;
          const asked = heads.length;
          await board!.until("the answer is given", () => heads.length > asked);
          collector.behaviour = 200;
          await board!.untilDelivered(2);
        }
      };
      await board.untilDelivered(2);
      // What is made at the first time only stays.
      await round();
      const before = await board.restingUsage();
      for (let rounds = ROUNDS; rounds > 0; rounds--) await round();
      expect(await board.restingUsage()).toBeLessThanOrEqual(before + SLACK);
      expect(board.lines.join("\n")).not.toMatch(/Uncaught|FIFO_FULL|MEMORY/);
    },
    LIMIT_MS,
  );
});
