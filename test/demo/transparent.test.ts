/** Transparent access mode end to end: a byte is a byte, whatever it looks like to the modem. */
import { issue, makeAuthority } from "../../tools/certificates/certificates";
import { type Clock, RealClock } from "../../tools/clock";
import { byteLiteral } from "../../tools/interpreter/byte-literal";
import { INSTANT_TIMING, ModemSimulator, TlsNetwork } from "../../tools/simulator";
import { DialogueServer, type Piece } from "../doubles/dialogue-server";
import { FastClock } from "../doubles/fast-clock";
import { type ProgramBoard, startProgram } from "../doubles/program-board";
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

interface RunOptions {
  interpreter?: string;
  clock: Clock;
  lengthBytes: number;
  pieceBytes: number;
  baud?: number;
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

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

function testTransparent({ interpreter, clock, lengthBytes, pieceBytes, baud }: RunOptions, limitMs: number): void {
  let identity: { certPem: string; keyPem: string };
  let caPem: string;
  let board: ProgramBoard | undefined;
  let server: DialogueServer | undefined;
  let modem: ModemSimulator | undefined;

  beforeAll(async () => {
    const authority = await makeAuthority({ commonName: "Test CA" });
    caPem = authority.certPem;
    identity = await issue(authority, { commonName: "server", dnsNames: ["server.example"], usage: "server" });
  });
  afterEach(async () => {
    await board?.stop();
    modem?.dispose();
    await server?.stop();
  });

  async function start(): Promise<{ board: ProgramBoard; server: DialogueServer; modem: ModemSimulator }> {
    const random = new Random(3);
    server = await DialogueServer.start(identity, dialogue(lengthBytes, pieceBytes), clock);
    const network = new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) });
    modem = new ModemSimulator({ clock, network, timing: INSTANT_TIMING, uart: baud ? { baud } : {} });
    modem.powerOn();
    board = await startProgram({
      clock,
      modem: modem.uart,
      program: `var ca=${byteLiteral(caPem)},port=${server.port};${PROGRAM}`,
      ...(interpreter === undefined
        ? { chunk: (bytes: Buffer) => random.cut(bytes, 1, 512), queueBytes: 65536 }
        : { interpreter }),
    });
    await server.untilSaid();
    expect(Buffer.concat(server.received).equals(server.said)).toBe(true);
    expect(server.protocol).toBe("TLSv1.2");
    expect(modem.status().sockets).toMatchObject([{ accessMode: 2 }]);
    return { board, server, modem };
  }

  it(
    `carries ${lengthBytes / 1024} KB both ways with +++ in them, is left by end, and the id comes back`,
    async () => {
      const run = await start();
      await run.board.evaluate("slot.end()");
      await run.server.untilEnded();
      await until(async () => String(await run.board.evaluate("events")) === "open,close");
      expect(run.modem.status().sockets).toEqual([]);
      expect(await run.board.evaluate("E.getErrorFlags()")).toEqual([]);
    },
    limitMs,
  );

  it(
    "changes to buffer mode by +++ and back, and tells when the peer closes in the middle of the stream",
    async () => {
      const run = await start();
      await run.board.evaluate("slot.setAccessMode(0)");
      await until(() => Promise.resolve(run.modem.status().sockets[0]?.accessMode === 0));
      await run.board.evaluate("slot.setAccessMode(2)");
      await until(() => Promise.resolve(run.modem.status().sockets[0]?.accessMode === 2));
      run.server.end();
      await until(async () => String(await run.board.evaluate("events")) === "open,close");
      expect(run.modem.status().sockets).toEqual([]);
    },
    limitMs,
  );
}

describe("transparent mode in the host runtime", () => {
  testTransparent({ clock: new FastClock(10), lengthBytes: 1 << 20, pieceBytes: 16384 }, 120e3);
});

describeOnInterpreter("transparent mode on the real interpreter", (interpreter) => {
  testTransparent(
    { interpreter, clock: new RealClock(), lengthBytes: 20 * 1024, pieceBytes: 512, baud: 115200 },
    180e3,
  );
});
