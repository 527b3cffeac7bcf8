/** The AT client on a UART that the test plays. */
import type * as AtClientModule from "../../../modules/at/at-client";
import type { AtCommandOptions } from "../../../modules/at/at-command";
import type * as LineReaderModule from "../../../modules/at/line-reader";
import { info, installDevice, pass, TestPort } from "../../doubles/device";

export type Result = [name: string, code: number | null, information: string];

/** Pause behind a final result code. */
export const GUARD_MS = 20;
/** Time limit of a command that names none. */
export const TIMEOUT_MS = 15e3;
/** Time that passes until a client that got its probe answered sends commands again. */
export const SYNCED_MS = 600;

const PROBE = "\rAT+CMEE?\r";

export class AtDialogue {
  readonly port = new TestPort();
  /** Ends of the commands of {@link send}, in order. */
  readonly results: Result[] = [];
  readonly silences: string[] = [];
  idles = 0;
  echoes = 0;
  /** Probes written and not yet answered. */
  openProbes = 0;

  private constructor(
    readonly client: typeof AtClientModule,
    readonly reader: typeof LineReaderModule,
  ) {
    this.port.onWrite = (data) => {
      if (data.endsWith(PROBE)) this.openProbes++;
    };
    client.startAt(
      this.port,
      () => this.idles++,
      (reason) => this.silences.push(reason),
      () => this.echoes++,
    );
  }

  static async start(): Promise<AtDialogue> {
    installDevice();
    const client = await import("../../../modules/at/at-client");
    return new AtDialogue(client, await import("../../../modules/at/line-reader"));
  }

  send(text: string, options?: AtCommandOptions): void {
    this.client.send(
      text,
      (error, information) => this.results.push([text, error && error.code, information]),
      options,
    );
  }

  /** Sends, lets the modem answer, and gives the end of the command. */
  exchange(text: string, answer: string, options?: AtCommandOptions): Result {
    this.send(text, options);
    this.port.feed(answer);
    pass(GUARD_MS);
    return this.results.pop()!;
  }

  /** The next valid command works. */
  expectInStep(): void {
    this.port.take();
    expect(this.exchange("+CSQ", info("+CSQ: 24,99"))).toEqual(["+CSQ", null, "24,99"]);
  }

  /** Waits for a probe when none is out, then answers all that are. */
  answerProbe(): void {
    if (!this.openProbes) pass(SYNCED_MS);
    this.port.feed(info("+CMEE: 1").repeat(this.openProbes));
    this.openProbes = 0;
  }

  /** Answers the probes that come within the time in which the client is back in step. */
  sync(): void {
    this.answerProbe();
    pass(SYNCED_MS);
  }

  /** What was written besides what the client needs to get back into step. */
  takeCommands(): string[] {
    return this.port.take().filter((data) => !data.endsWith(PROBE) && data !== "+++");
  }
}
