/** Transparent data mode on a UART that the test plays. */
import type * as DataModeModule from "../../../modules/at/data-mode";
import { pass } from "../../doubles/device";
import { AtDialogue } from "./at-dialogue";

export const NO_CARRIER = "\r\nNO CARRIER\r\n";
/** Silence that ends a stream whose last bytes are a whole result code. */
export const END_MS = 1100;

export class DataStream {
  /** What came in. */
  received = "";
  /** How it ended: true by the peer. */
  readonly ends: boolean[] = [];
  /** How often it was told that it takes something again. */
  writables = 0;

  private constructor(
    readonly at: AtDialogue,
    readonly mode: typeof DataModeModule,
  ) {}

  static async start(): Promise<DataStream> {
    const at = await AtDialogue.start();
    return new DataStream(at, await import("../../../modules/at/data-mode"));
  }

  /** Enters data mode. @param behind bytes that come in one go with `CONNECT`. */
  connect(behind = "", cuts: readonly number[] = []): void {
    this.at.client.send("+QISWTMD=0,2", (error) => {
      if (error) throw error;
      this.mode.startData(
        (payload) => (this.received += payload),
        (isClosed) => this.ends.push(isClosed),
        () => this.writables++,
      );
    });
    this.at.port.take();
    this.at.port.feed(`\r\nCONNECT\r\n${behind}`, cuts);
  }

  /** Bytes come in, cut at the positions `cuts`; each piece a moment after the one before. */
  feed(bytes: string, cuts: readonly number[] = []): void {
    this.at.port.feed(bytes, cuts);
  }

  /** What was received since the last call, once nothing is held back any more. */
  take(): string {
    const taken = this.received;
    this.received = "";
    return taken;
  }

  /** The modem answers the probes that follow a stream: the next command works. */
  expectCommandMode(): void {
    this.at.sync();
    this.at.expectInStep();
  }

  /** The modem hears `+++` and answers a second after it. */
  answerEscape(): void {
    pass(END_MS);
    expect(this.at.port.take()).toEqual(["+++"]);
    pass(1000);
    this.feed("\r\nOK\r\n");
  }
}
