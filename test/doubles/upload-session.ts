/**
 * A session of the built firmware, from its boot to the third acknowledged reading: two connections, since the server ends the first
 * one, and two requests on the second. Every step of it is known by number, and trouble can be put at any of them.
 */
import { begunJournal } from "./begun-journal";
import type { FirmwareFiles } from "../../tools/build/firmware-files";
import { DEFAULT_TIMING, type SimulatorOptions, type UrcForm } from "../../tools/simulator";
import { CA_PEM, CONFIG, TestBoard } from "./board";
import { type Step, Steps } from "./steps";
import { BOOT_MS, type ModemHabits, profileWith, takeUp } from "./troubles";

/** Of each reading, and so of each upload. */
export const INTERVAL_S = 20;
const READINGS = 3;

const LAST_ANSWER = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
/** The modem's clock may be wrong by so much. */
const CLOCK_MS = 2000;
/** A longer pause between two bursts is one. */
const BURST_MS = 5;

export interface UploadSessionOptions {
  /** The build for board LINUX. */
  firmware: FirmwareFiles;
  profile: string;
  urcForm: UrcForm;
  habits: ModemHabits;
}

export class UploadSession {
  readonly board: TestBoard;
  private _burstMs = 0;
  private readonly _steps = new Steps(() => this.board.clock);

  constructor({ firmware, profile, urcForm, habits }: UploadSessionOptions) {
    const simulator: Partial<SimulatorOptions> = {
      profile: profileWith(profile, habits),
      urcForm,
      timing: { ...DEFAULT_TIMING, bootMs: BOOT_MS, openMs: 200 },
      onStage: (stage, line) => this._steps.pass(`${stage} ${line}`),
    };
    const config = { ...CONFIG, sampling: { intervalS: INTERVAL_S, sensors: ["load"] } };
    this.board = new TestBoard({
      files: { "ca.pem": CA_PEM, "qssl.log": begunJournal(0) },
      firmware,
      config,
      simulator,
      onPiece: (text) => this._steps.pass(`writing ${text}`),
      onBurst: (bytes) => this._onBurst(bytes),
    });
    takeUp(habits, this.board);
  }

  /** The steps of a session in which nothing goes wrong. */
  static async steps(options: UploadSessionOptions): Promise<Step[]> {
    const session = new UploadSession(options);
    await session._play();
    session.board.stop();
    return session._steps.list();
  }

  /** Plays it with trouble at that step. */
  async play(step: Step, trouble: () => void): Promise<void> {
    this._steps.meet(step, trouble);
    await this._play();
  }

  /** Readings that the server got of this boot, each once, in the order in which they came first; numbered from 1. */
  delivered(boot: number): number[] {
    const seqs = [
      ...new Set(this.board.server.readings.filter((reading) => reading.boot === boot).map(({ seq }) => seq)),
    ];
    return seqs.map((seq) => seq - Math.min(...seqs) + 1);
  }

  /** What is wrong with the connections that were begun, once for each. */
  get unsafe(): string[] {
    return this.board.network.requests.flatMap(({ tls, atMs }) => {
      if (!tls) return ["no TLS"];
      const { securityLevel, sslVersion, trusted, validAtMs = 0 } = tls;
      const faults = [];
      if (securityLevel !== 1 || trusted.join() !== CA_PEM) faults.push(`level ${securityLevel}, CA ${trusted.join()}`);
      if (sslVersion !== 3) faults.push(`version ${sslVersion}`);
      if (Math.abs(validAtMs - atMs) > CLOCK_MS) faults.push(`dates judged at ${new Date(validAtMs).toISOString()}`);
      return faults;
    });
  }

  /** A burst at once behind another one: what the modem is saying can be cut off here. */
  private _onBurst(bytes: Buffer): void {
    const nowMs = this.board.clock.now();
    if (nowMs - this._burstMs <= BURST_MS) this._steps.pass(`saying ${bytes.toString("latin1", 0, 12)}`);
    this._burstMs = nowMs;
  }

  private async _play(): Promise<void> {
    const { board } = this;
    board.server.behaviour = LAST_ANSWER;
    await board.untilDelivered(1);
    board.server.behaviour = 200;
    await board.untilDelivered(READINGS);
  }
}
