/** Every way by which the modules come to a board, on both engines: what is loaded must also serve a second start of the modem. */
import { RealClock } from "../../tools/clock";
import { EchoServer } from "../doubles/echo-server";
import type { ModuleDelivery } from "../doubles/program-board";
import { ProgramSession } from "../doubles/program-session";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";

const BAUD = 115200;
const LENGTH_BYTES = 300;
const LIMIT_MS = 600e3;

const DELIVERIES: [string, ModuleDelivery][] = [
  ["files in Storage", "storage"],
  ["functions before the program, the Web IDE's default", "function"],
  ["texts before the program, the Web IDE's other way", "text"],
  ["node_modules/NAME.js", "files"],
];

/** Sends back what comes, then closes. */
const PROGRAM = `
var modem,slot,events=[];
function start() { events=[]; modem.start(function(e) { events.push(e?e.message:"online"); }); }
function open(accessMode) {
  slot=modem.open({host:"server.example",port:port,accessMode:accessMode});
  slot.on("data",function(data) { slot.write(data); });
  slot.on("error",function(e) { events.push(e.message); });
}
require("QuectelSSL").connect(Serial1,{apn:"internet",tls:{ca:ca}},function(e,m) {
  modem=m;
  events.push(e?e.message:"online");
});
`;

function testLoading(delivery: ModuleDelivery, interpreter?: string): void {
  const run = { clock: new RealClock(), baud: BAUD, delivery };
  const session = new ProgramSession(interpreter === undefined ? run : { ...run, interpreter });

  it(
    "connect, serve a second start of the modem, and load transparent mode",
    async () => {
      const server = session.keep(await EchoServer.start(session.identity, LENGTH_BYTES));
      await session.start(server.port, PROGRAM);
      await session.until('events.join()=="online"');
      await session.evaluate("(open(0),0)");
      await server.untilDone(1);
      await session.evaluate("(slot.end(),0)");
      await session.until("!modem.status().slots.length");
      await session.evaluate("(start(),0)");
      await session.until('events.join()=="online"');
      await session.evaluate("(open(2),0)");
      await server.untilDone(2);
      expect(server.results).toEqual([{ length: LENGTH_BYTES }, { length: LENGTH_BYTES }]);
      expect(session.board.lines.filter((line) => line.includes("Uncaught"))).toEqual([]);
      // Given back where it can be had again.
      const cached = (await session.evaluate("Modules.getCached()")) as string[];
      expect(cached).toContain("QuectelSSL");
      expect(cached.includes("QuectelBringUp")).toBe(delivery !== "storage");
    },
    LIMIT_MS,
  );
}

/** A board to which only one of the modules came. */
function testMissing(interpreter?: string): void {
  const run = { clock: new RealClock(), baud: BAUD, modules: ["QuectelSSL"] as const };
  const session = new ProgramSession(interpreter === undefined ? run : { ...run, interpreter });

  it(
    "is told of through the callback, and again at the next start",
    async () => {
      await session.start(443, PROGRAM);
      await session.until("events.length");
      await session.evaluate("(start(),0)");
      await session.until("events.length");
      expect(await session.evaluate("events.join()")).toBe('Module "QuectelBringUp" not found');
      expect(session.board.lines.filter((line) => line.includes("Uncaught"))).toEqual([]);
    },
    LIMIT_MS,
  );
}

describe("a missing companion in the host runtime", () => testMissing());

describe.each(DELIVERIES)("the modules as %s, in the host runtime", (_title, delivery) => testLoading(delivery));

describeOnInterpreter("the modules on the real interpreter", (interpreter) => {
  describe("a missing companion", () => testMissing(interpreter));
  describe.each(DELIVERIES)("as %s", (_title, delivery) => testLoading(delivery, interpreter));
});
