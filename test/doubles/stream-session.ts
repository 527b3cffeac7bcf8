/**
 * A session of a program with the built driver whose server keeps sending while the program sends everything back, in direct push or
 * in transparent mode. The program does what one must do in these modes: it gives up a connection on which nothing comes.
 */
import { buildModule, type ModuleName } from "../../tools/build/bundle";
import { DEFAULT_TIMING, type MemoryPeer, type SimulatorOptions, type UrcForm } from "../../tools/simulator";
import { CA_PEM, TestBoard } from "./board";
import { Random } from "./random";
import { type Step, Steps } from "./steps";
import { BOOT_MS, type ModemHabits, profileWith, takeUp } from "./troubles";

const HOST = "stream.example";
const PORT = 443;
/** A connection works that brought so many bytes back. */
const ENOUGH_BYTES = 2000;
/** Sent at once, so often, while no more than the window is on the way. */
const PIECE_BYTES = 200;
const PIECE_MS = 40;
const WINDOW_BYTES = 1000;
/** Patience with a session in which nothing went wrong yet, seconds. */
const FIRST_S = 60;

const MODULES: readonly ModuleName[] = ["QuectelSSL", "QuectelBringUp", "QuectelTransparent"];

const PROGRAM = `
Serial1.setup(115200,{path:"/dev/ttyS0"});
var modem,slot;
function start(error) { if (error) setTimeout(function() { modem.start(start); },1000); else run(); }
function run() {
  var kept="",silent;
  function wait() { if (silent) clearTimeout(silent); silent=setTimeout(function() { silent=0; slot.end(); },10000); }
  function flush() { if (kept && slot.write(kept)) kept=""; }
  slot=modem.open({host:"${HOST}",port:${PORT},accessMode:MODE});
  slot.on("open",wait);
  slot.on("data",function(data) { wait(); kept+=data; flush(); });
  slot.on("drain",flush);
  slot.on("close",function() {
    if (silent) clearTimeout(silent);
    if (modem.status().isOnline) setTimeout(function() { if (modem.status().isOnline) run(); },500);
  });
}
modem=require("QuectelSSL").connect(Serial1,{
  apn:"internet",tls:{ca:require("Storage").read("ca.pem")},
  onLost:function(reason) { print("lost: "+reason); start(reason); }
},start);
`;

let modules: Record<string, string> | undefined;

/** One connection as the server sees it. */
interface Stream {
  sent: Buffer;
  returned: Buffer;
}

export interface StreamSessionOptions {
  /** 1 direct push, 2 transparent. */
  accessMode: 1 | 2;
  profile: string;
  urcForm: UrcForm;
  habits: ModemHabits;
}

export class StreamSession {
  readonly board: TestBoard;
  /** Connections in the order they came. */
  readonly streams: Stream[] = [];
  private readonly _steps = new Steps(() => this.board.clock);
  private readonly _random = new Random(1);

  private constructor({ accessMode, profile, urcForm, habits }: StreamSessionOptions) {
    const simulator: Partial<SimulatorOptions> = {
      profile: profileWith(profile, habits),
      urcForm,
      timing: { ...DEFAULT_TIMING, bootMs: BOOT_MS, openMs: 50 },
      // Sends differ in their length only.
      onStage: (stage, line) => this._steps.pass(`${stage} ${line.replace(/(SEND=.*),.*/, "$1")}`),
    };
    const firmware = { ".bootcde": PROGRAM.replace("MODE", String(accessMode)) };
    const files = { "ca.pem": CA_PEM, ...modules };
    // And so do what is written back, and the pieces of it.
    const onPiece = (text: string): void => {
      const name = text.startsWith("AT") ? text.replace(/(SEND=.*),.*/, "$1") : "payload";
      this._steps.pass(`writing ${name}`);
    };
    this.board = new TestBoard({ firmware, files, simulator, onPiece });
    takeUp(habits, this.board);
    this.board.network.listen(HOST, PORT, (peer) => this._accept(peer));
  }

  static async start(options: StreamSessionOptions): Promise<StreamSession> {
    modules ??= Object.fromEntries(
      await Promise.all(MODULES.map(async (name) => [name, (await buildModule({ name })).code] as const)),
    );
    return new StreamSession(options);
  }

  /** The steps of a session in which nothing goes wrong, from its opening on. */
  static async steps(options: StreamSessionOptions): Promise<Step[]> {
    const session = await StreamSession.start(options);
    await session.untilWorks(0, FIRST_S);
    session.board.stop();
    const steps = session._steps.list();
    return steps.slice(steps.findIndex(({ name }) => name.includes("AT+QSSLOPEN")));
  }

  /** Plays it with trouble at that step. @returns how many connections there were before. */
  async play(step: Step, trouble: () => void): Promise<number> {
    let before = -1;
    this._steps.meet(step, () => {
      before = this.streams.length;
      trouble();
    });
    await this.board.clock.runUntil(() => before >= 0, FIRST_S * 1000);
    return before;
  }

  /** Lets time pass until a connection behind that number has brought enough back. @throws Error after so many seconds. */
  untilWorks(from: number, limitS: number): Promise<void> {
    const works = (): boolean => this.streams.length > from && this.streams.at(-1)!.returned.length >= ENOUGH_BYTES;
    return this.board.clock.runUntil(works, limitS * 1000);
  }

  /** What is wrong now that a connection works: it must bring back what it was sent, and hold the only id. */
  get faults(): string[] {
    const { sent, returned } = this.streams.at(-1)!;
    const faults = this.board.lines.filter((line) => line.includes("Uncaught"));
    if (!sent.subarray(0, returned.length).equals(returned)) faults.push("what came back is not what was sent");
    const { sockets } = this.board.modem.status();
    if (sockets.length !== 1) faults.push(`${sockets.length} ids in use`);
    return faults;
  }

  private _accept(peer: MemoryPeer): void {
    const stream: Stream = { sent: Buffer.alloc(0), returned: Buffer.alloc(0) };
    let isOver = false;
    this.streams.push(stream);
    peer.onData = (bytes) => (stream.returned = Buffer.concat([stream.returned, bytes]));
    peer.onClosed = () => (isOver = true);
    const send = (): void => {
      if (isOver) return;
      if (stream.sent.length - stream.returned.length < WINDOW_BYTES) {
        const piece = this._random.bytes(PIECE_BYTES);
        stream.sent = Buffer.concat([stream.sent, piece]);
        peer.send(piece);
      }
      this.board.clock.setTimeout(send, PIECE_MS);
    };
    send();
  }
}
