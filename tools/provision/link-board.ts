import type { BoardLink } from "../link/board-link";
import type { ServiceOptions } from "./service-client";
import type { ProvisionedBoard } from "./provisioning";

/** Patience with an answer while the service runs, milliseconds: what was lost is asked for again within the modem's own patience. */
const ANSWER_MS = 5000;

/** Compaction erases flash, milliseconds. */
const COMPACT_MS = 60000;

/** A board behind a link, as it is provisioned. */
export class LinkBoard implements ProvisionedBoard {
  /** @param _onSent told how many bytes of a file have arrived. */
  constructor(
    private readonly _link: BoardLink,
    private readonly _onSent: NonNullable<ServiceOptions["onSent"]>,
  ) {}

  async evaluate<T = unknown>(expression: string): Promise<T> {
    try {
      return await this._link.evaluate<T>(expression, ANSWER_MS);
    } catch (error) {
      // Half a line may stand on the console, and would spoil the next one.
      await this._link.sync();
      throw error;
    }
  }

  async readFile(name: string): Promise<string | undefined> {
    return (await this._link.readFile(name))?.toString("latin1");
  }

  writeFile(name: string, content: string): Promise<void> {
    return this._link.writeFile(name, Buffer.from(content, "latin1"), (bytes) =>
      this._onSent(name, bytes, content.length),
    );
  }

  eraseFile(name: string): Promise<void> {
    return this._link.eraseFile(name);
  }

  async compact(): Promise<void> {
    await this._link.ask(`require("Storage").compact()`, COMPACT_MS);
  }

  load(file?: string): Promise<void> {
    return this._link.restart(file);
  }
}
