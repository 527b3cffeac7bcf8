/** A board in the host runtime as `npm run provision` sees it: the same operations as over a console. */
import type { Clock } from "../../tools/clock";
import type { HostRuntime } from "../../tools/host/host-runtime";
import { bytesOf } from "../../tools/host/byte-string";
import type { ProvisionedBoard } from "../../tools/provision/provisioning";

/** Places at which a test may step in. */
export type Step = "evaluate" | "write" | "erase" | "load";

export class HostProvisioned implements ProvisionedBoard {
  /** Called before each step, with its expression or file; what it throws is a broken link. */
  onStep: (step: Step, what: string) => void = () => {};
  /** All that went over the console, both ways, but the files. */
  readonly answers: string[] = [];

  constructor(
    public runtime: HostRuntime,
    private readonly _clock: Clock,
  ) {}

  async evaluate<T = unknown>(expression: string): Promise<T> {
    this.onStep("evaluate", expression);
    await this._pause();
    const text = JSON.stringify(this.runtime.evaluate(expression)) as string | undefined;
    this.answers.push(String(text));
    return (text === undefined ? undefined : JSON.parse(text)) as T;
  }

  readFile(name: string): Promise<string | undefined> {
    return Promise.resolve(this.runtime.storage.read(name));
  }

  async writeFile(name: string, content: string): Promise<void> {
    this.onStep("write", name);
    await this._pause();
    this.runtime.storage.write(name, bytesOf(content));
  }

  async eraseFile(name: string): Promise<void> {
    this.onStep("erase", name);
    await this._pause();
    this.runtime.storage.erase(name);
  }

  async compact(): Promise<void> {
    await this._pause();
    this.runtime.storage.compact();
  }

  async load(file?: string): Promise<void> {
    this.onStep("load", file ?? "");
    this.runtime.run(`load(${file === undefined ? "" : JSON.stringify(file)})`);
    const before = this.runtime.restarts;
    while (this.runtime.restarts === before) await this._pause();
  }

  /** The console takes its time, and the board runs meanwhile. */
  private _pause(): Promise<void> {
    return new Promise((resolve) => this._clock.setTimeout(resolve, 1));
  }
}
