/** A program on its board, a simulated modem and a real TLS server: made by a test, ended after it. */
import type { ModuleName } from "../../tools/build/bundle";
import { issue, makeAuthority, type Certificate } from "../../tools/certificates/certificates";
import type { Clock } from "../../tools/clock";
import { byteLiteral } from "../../tools/interpreter/byte-literal";
import { NO_ANSWER } from "../../tools/interpreter/console-transport";
import { INSTANT_TIMING, ModemSimulator, type SimulatorOptions, TlsNetwork } from "../../tools/simulator";
import { type ModuleDelivery, type ProgramBoard, startProgram } from "./program-board";
import { Random } from "./random";

export interface ProgramRun {
  clock: Clock;
  /** The interpreter's path; without one the program runs in the host runtime. */
  interpreter?: string;
  /** Speed of the line; an interpreter would lose what comes in a burst. */
  baud?: number;
  /** How the modules come to the board, and which; see {@link startProgram}. */
  delivery?: ModuleDelivery;
  modules?: readonly ModuleName[];
}

/** More than a modem says at once where no speed slows the line down, bytes. */
const QUEUE_BYTES = 65536;

/** Of a question on the console that is not answered. */
const TRIES = 3;

/** Between two looks at a condition here; and at one on the interpreter, whose two threads disturb each other when console and modem speak at once. */
const POLL_MS = 30;
const ASK_MS = 700;

/** Registers with jest; the members are there in a test. */
export class ProgramSession {
  authority!: Certificate;
  /** Of `server.example`. */
  identity!: Certificate;
  modem!: ModemSimulator;
  board!: ProgramBoard;
  private readonly _ends: (() => unknown)[] = [];

  constructor(private readonly _run: ProgramRun) {
    beforeAll(async () => {
      this.authority = await makeAuthority({ commonName: "Test CA" });
      const server = { commonName: "server", dnsNames: ["server.example"], usage: "server" as const };
      this.identity = await issue(this.authority, server);
    });
    afterEach(async () => {
      for (const end of this._ends.splice(0).reverse()) await end();
    });
  }

  /** To be stopped after the test. */
  keep<T extends { stop(): unknown }>(part: T): T {
    this._ends.push(() => part.stop());
    return part;
  }

  /**
   * @param port of the server, which the program finds as `port`; the CA's certificate is `ca`.
   * @param program see {@link startProgram}.
   */
  async start(port: number, program: string, simulator: Partial<SimulatorOptions> = {}): Promise<void> {
    const { clock, interpreter, baud, delivery, modules } = this._run;
    const random = new Random(7);
    const network = new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) });
    const modem = new ModemSimulator({
      clock,
      network,
      timing: INSTANT_TIMING,
      uart: baud ? { baud } : {},
      ...simulator,
    });
    this._ends.push(() => modem.dispose());
    modem.powerOn();
    this.modem = modem;
    this.board = this.keep(
      await startProgram({
        clock,
        modem: modem.uart,
        program: `var ca=${byteLiteral(this.authority.certPem)},port=${port};${program}`,
        ...(delivery === undefined ? {} : { delivery }),
        ...(modules === undefined ? {} : { modules }),
        ...(interpreter === undefined
          ? { chunk: (bytes: Buffer) => random.cut(bytes, 1, 512), queueBytes: QUEUE_BYTES }
          : { interpreter }),
      }),
    );
  }

  evaluate(expression: string): Promise<unknown> {
    return this.board.evaluate(expression);
  }

  /** Waits until something is true: an expression on the board, or a condition here. */
  async until(condition: string | (() => boolean)): Promise<void> {
    const isAsking = typeof condition === "string" && this._run.interpreter !== undefined;
    const isTrue = (): unknown => (typeof condition === "string" ? this._ask(`!!(${condition})`) : condition());
    while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, isAsking ? ASK_MS : POLL_MS));
  }

  /** A question that changes nothing: on Linux console and modem share one event queue, in which bytes of it can be lost. */
  private async _ask(expression: string): Promise<unknown> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.evaluate(expression);
      } catch (error) {
        if (tries === TRIES || !(error as Error).message.startsWith(NO_ANSWER)) throw error;
      }
    }
  }
}
