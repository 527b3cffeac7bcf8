/** A board in this process: the host runtime behind a port. It knows no packets, so files reach it as statements. */
import type { BoardPort } from "../../tools/link/board-port";
import { VirtualClock } from "../../tools/clock";
import { HostRuntime } from "../../tools/host/host-runtime";

export class HostBoard implements BoardPort {
  /** All that was sent to the board. */
  received = "";
  /** Changes what arrives. */
  disturb: (line: string) => string = (line) => line;
  readonly storage = new Map<string, string>();
  isClosed = false;
  private readonly _runtime: HostRuntime;
  private _receiver: (bytes: Buffer) => void = () => {};
  private _onLost: (reason: string) => void = () => {};
  private _line = "";

  /** @param told what the interpreter tells of itself. */
  constructor(told: { board?: string; version?: string } = {}) {
    this._runtime = new HostRuntime({
      clock: new VirtualClock(),
      storage: this.storage,
      log: (text) => this.print(`${text}\r\n`),
    });
    const { board = "LINUX", version = "2v20" } = told;
    this._runtime.run(`process.env.BOARD=${JSON.stringify(board)};process.version=${JSON.stringify(version)};`);
  }

  write(bytes: Buffer): void {
    const text = bytes.toString("latin1");
    this.received += text;
    const lines = (this._line + text).split("\n");
    this._line = lines.pop()!;
    for (const line of lines) this._run(this.disturb(line));
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
  }

  onLost(listener: (reason: string) => void): void {
    this._onLost = listener;
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  /** As if the board printed it. */
  print(text: string): void {
    this._receiver(Buffer.from(text, "latin1"));
  }

  /** Pulls the plug. */
  lose(): void {
    this._onLost("the port has gone");
  }

  private _run(line: string): void {
    const text = line.replace(/^.*\x1b\[2H/s, "").replace(/[\x03\x10]/g, "");
    if (text !== "") this._runtime.run(text);
  }
}
