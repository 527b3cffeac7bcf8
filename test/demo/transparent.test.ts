/** Transparent access mode end to end: a byte is a byte, whatever it looks like to the modem. */
import { RealClock } from "../../tools/clock";
import { DialogueServer, type Piece } from "../doubles/dialogue-server";
import { FastClock } from "../doubles/fast-clock";
import { type ProgramRun, ProgramSession } from "../doubles/program-session";
import { Random } from "../doubles/random";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";

const SILENCE_MS = 1500;

/** Sends back what comes; leaves transparent mode when told to, and closes when told to. */
const PROGRAM = `
var slot,events=[];
require("QuectelSSL").connect(Serial1,{apn:"internet",tls:{ca:ca}},function(error,modem) {
  if (error) { events.push(error.message); return; }
  slot=modem.open({host:"server.example",port:port,accessMode:2});
  var kept="";
  function flush() { if (kept && slot.write(kept)) kept=""; }
  slot.on("data",function(data) { kept+=data; flush(); });
  slot.on("drain",flush);
  slot.on("open",function() { events.push("open"); });
  slot.on("error",function(error) { events.push(error.message); });
  slot.on("close",function() { events.push("close"); });
});
`;

interface RunOptions extends ProgramRun {
  lengthBytes: number;
  pieceBytes: number;
}

/** Random bytes with `+++` in them, then texts that mean something to a modem, alone between two silences. */
function dialogue(lengthBytes: number, pieceBytes: number): Piece[] {
  const random = new Random(11);
  const pieces: Piece[] = [];
  for (let length = 0; length < lengthBytes; length += pieceBytes) {
    const bytes = random.bytes(pieceBytes);
    bytes.write("+++", random.integer(0, pieceBytes - 3));
    pieces.push({ bytes });
  }
  const texts = [
    "+++",
    "++",
    "+",
    "\r\nOK\r\n",
    "\r\nNO CARRIER\r",
    "\r\nNO CARRIER\r\nis no end",
    "AT\r",
    "+++ and more",
    "+++",
  ];
  return [...pieces, ...texts.map((text) => ({ bytes: Buffer.from(text), silenceMs: SILENCE_MS }))];
}

function testTransparent(options: RunOptions, limitMs: number): void {
  const { clock, lengthBytes, pieceBytes } = options;
  const session = new ProgramSession(options);

  /** Until the whole dialogue has gone both ways. */
  async function start(): Promise<DialogueServer> {
    const pieces = dialogue(lengthBytes, pieceBytes);
    const server = session.keep(await DialogueServer.start(session.identity, pieces, clock));
    await session.start(server.port, PROGRAM);
    await server.untilSaid();
    expect(Buffer.concat(server.received).equals(server.said)).toBe(true);
    expect(server.protocol).toBe("TLSv1.2");
    expect(session.modem.status().sockets).toMatchObject([{ accessMode: 2 }]);
    return server;
  }

  const untilMode = (mode: number): Promise<void> =>
    session.until(() => session.modem.status().sockets[0]?.accessMode === mode);

  it(
    `carries ${lengthBytes / 1024} KB both ways with +++ in them, is left by end, and the id comes back`,
    async () => {
      const server = await start();
      await session.evaluate("slot.end()");
      await server.untilEnded();
      await session.until('events.join()=="open,close"');
      expect(session.modem.status().sockets).toEqual([]);
      expect(await session.evaluate("E.getErrorFlags()")).toEqual([]);
    },
    limitMs,
  );

  it(
    "changes to buffer mode by +++ and back, and tells when the peer closes in the middle of the stream",
    async () => {
      const server = await start();
      await session.evaluate("slot.setAccessMode(0)");
      await untilMode(0);
      await session.evaluate("slot.setAccessMode(2)");
      await untilMode(2);
      server.end();
      await session.until('events.join()=="open,close"');
      expect(session.modem.status().sockets).toEqual([]);
    },
    limitMs,
  );
}

describe("transparent mode in the host runtime", () => {
  testTransparent({ clock: new FastClock(10), lengthBytes: 1 << 20, pieceBytes: 16384 }, 600e3);
});

describeOnInterpreter("transparent mode on the real interpreter", (interpreter) => {
  testTransparent(
    { interpreter, clock: new RealClock(), lengthBytes: 20 * 1024, pieceBytes: 512, baud: 115200 },
    600e3,
  );
});
