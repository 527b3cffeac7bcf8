/** All twelve client ids at once, each with random bytes both ways, on a TLS 1.2 server. */
import { RealClock } from "../../tools/clock";
import { EchoServer } from "../doubles/echo-server";
import { FastClock } from "../doubles/fast-clock";
import { type ProgramRun, ProgramSession } from "../doubles/program-session";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";

const CONNECTIONS = 12;

/** Access mode of each connection. */
const MODES: [name: string, modes: string][] = [
  ["buffer access mode", "[0,0,0,0,0,0,0,0,0,0,0,0]"],
  ["direct push mode", "[1,1,1,1,1,1,1,1,1,1,1,1]"],
  ["both modes mixed", "[0,1,0,1,0,1,0,1,0,1,0,1]"],
];

/**
 * Sends back what comes. In buffer mode a slot that cannot be written to is not read either; what is pushed must be kept.
 * Variables are counted before and after, when nothing is open; twelve connections before have left behind what stays for ever: the
 * settings of the SSL context, the table's entries.
 */
const PROGRAM = `
var slots=[],before=0,errors=[],refused="",modem,opened=0;
function echo(slot,mode) {
  var kept="";
  function flush() { if (kept && slot.write(kept)) { kept=""; slot.pause(false); } }
  slot.on("open",function() { opened++; });
  slot.on("data",function(data) { kept+=data; flush(); if (kept) slot.pause(true); });
  slot.on("drain",flush);
  slot.on("error",function(e) { errors.push(e.message); });
}
function openAll() {
  before=usage();
  opened=0;
  for (var i=0;i<${CONNECTIONS};i++) {
    var slot=modem.open({host:"server.example",port:port,accessMode:modes[i]});
    echo(slot,modes[i]);
    slots.push(slot);
  }
  try { modem.open({host:"server.example",port:port}); } catch (e) { refused=e.message; }
}
function closeAll() { slots.forEach(function(s) { s.end(); }); slots=[]; }
function usage() { return process.memory().usage; }
require("QuectelSSL").connect(Serial1,{apn:"internet",tls:{ca:ca}},function(error,m) {
  modem=m;
  if (error) errors.push(error.message);
});
`;

async function least(sample: () => Promise<unknown>): Promise<number> {
  let found = Infinity;
  for (let i = 0; i < 20; i++) {
    found = Math.min(found, (await sample()) as number);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return found;
}

interface RunOptions extends ProgramRun {
  lengthBytes: number;
  windowBytes: number;
}

function testTwelve(options: RunOptions, limitMs: number): void {
  const { lengthBytes, windowBytes, interpreter } = options;
  const session = new ProgramSession(options);

  it.each(MODES)(
    `exchange ${lengthBytes / 1024} KB each way on every connection in %s${interpreter === undefined ? "" : ", and leave the memory as it was"}`,
    async (_name, modes) => {
      const server = session.keep(await EchoServer.start(session.identity, lengthBytes, windowBytes));
      await session.start(server.port, `var modes=${modes};${PROGRAM}`);
      const { modem } = session;
      const evaluate = (expression: string): Promise<unknown> => session.evaluate(expression);
      const untilClosed = (): Promise<void> => session.until("modem.status().slots.length===0");
      await session.until("modem!==undefined||errors.length>0");
      await evaluate("openAll()");
      await session.until(`opened===${CONNECTIONS}`);
      await evaluate("closeAll()");
      await untilClosed();
      server.results.length = 0;
      await evaluate("openAll()");
      await server.untilDone(CONNECTIONS);
      expect(server.results).toEqual(Array(CONNECTIONS).fill({ length: lengthBytes }));
      expect([...server.protocols]).toEqual(["TLSv1.2"]);
      expect(await evaluate("refused")).toMatch(/^12 ids in use/);
      await evaluate("closeAll()");
      await untilClosed();
      expect(modem.status().sockets).toEqual([]);
      // Node has no count of variables. The least of many samples: a poll may be under way in any of them.
      if (interpreter !== undefined) expect(await least(() => evaluate("usage()-before"))).toBeLessThanOrEqual(0);
      expect(await evaluate("errors")).toEqual([]);
      // LOW_MEMORY only says that garbage was collected when the variables ran out, not that anything was lost.
      expect(((await evaluate("E.getErrorFlags()")) as string[]).filter((flag) => flag !== "LOW_MEMORY")).toEqual([]);
      expect(session.board.lines.filter((line) => /Uncaught/.test(line))).toEqual([]);
    },
    limitMs,
  );
}

describe("twelve connections in the host runtime", () => {
  testTwelve({ clock: new FastClock(20), lengthBytes: 100 * 1024, windowBytes: 8192 }, 600e3);
});

describeOnInterpreter("twelve connections on the real interpreter", (interpreter) => {
  // What is pushed cannot be held back, so the memory must hold what is on the way to all twelve.
  testTwelve({ interpreter, clock: new RealClock(), lengthBytes: 10 * 1024, windowBytes: 512, baud: 115200 }, 600e3);
});
