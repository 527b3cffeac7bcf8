/**
 * Drives `firmware/service.ts` over the board's console: each operation is begun by one expression and asked for its outcome until
 * there is one. What goes wrong between PC, board and modem is tried again here; what a modem refuses is not.
 */
import { crc32 } from "node:zlib";
import type { Clock } from "../clock";
import { byteLiteral } from "../interpreter/byte-literal";
import { isWholeAnswer, type ModemFile, parseFileList } from "./modem-file";
import { ServiceError, ServiceTimeout } from "./service-error";

/** The console of a board. */
export interface BoardConsole {
  /** The value of an expression. @throws Error when there is no answer, or with what the expression throws. */
  evaluate<T = unknown>(expression: string): Promise<T>;
}

/** The modem's UART where no configuration tells. */
export interface ModemUart {
  path: string;
  baud: number;
}

/** The board's own, at the speed that modems are delivered with. */
export const USUAL_UART: ModemUart = { path: "", baud: 115200 };

export { ServiceError, ServiceTimeout };

export interface ServiceOptions {
  console: BoardConsole;
  clock: Clock;
  /** Told in words what goes on. */
  onProgress: (text: string) => void;
  /** Told how much of a file has gone to the modem. */
  onSent?: (name: string, bytes: number, total: number) => void;
  /** The user wants to stop. */
  signal?: AbortSignal;
}

type Outcome = [failure: string, code: number, value: string];

/** A piece and its expression fit into the smallest board's event queue and memory. */
const PIECE_BYTES = 128;
const POLL_MS = 100;
/** Tries of a piece or a question, and of an operation. */
const TRIES = 3;
/** Patience with a modem that boots, and with one that is at another speed, milliseconds. */
const BOOT_MS = 30e3;
const RATE_MS = 5e3;
/** As in config.schema.json. */
const PWRKEY_MS = 800;
const RATES = [115200, 9600, 921600, 460800];
/** Longest time of a command on a file; an upload that lost bytes ends by itself after 30 s. */
const FILE_MS = 75e3;
/** Registration may take 600 s, a connection 450 s, and what comes before them minutes. */
const CONNECT_MS = 1500e3;
const EXPLAIN_MS = 60e3;
/** `+CME ERROR` of the file commands: no such file. */
const NOT_FOUND = 405;
/** What a deletion answers where there is nothing to delete: 418 is an EC2x's; should a file be left, the upload fails on it. */
const NOTHING_TO_DELETE = [NOT_FOUND, 418];
const NO_SPACE = 420;
/** Refused without a number. */
const REFUSED = -2;

export class ServiceClient {
  /** The signal of the options counts. */
  isStoppable = true;
  /** Speed of the modem, as far as it is known. */
  private _baud = 0;

  constructor(private readonly _options: ServiceOptions) {}

  /** Speed at which the modem was found, bits per second. */
  get baud(): number {
    return this._baud;
  }

  /** Hands the modem's UART to the service. @param configFile in Storage, "" for none. @throws Error naming what is wrong in it. */
  async open(configFile: string, uart: ModemUart): Promise<void> {
    const given = { ...uart, port: "", pins: {}, pwrkeyMs: PWRKEY_MS };
    const call = `provisioning.openModem(${JSON.stringify(configFile)},${JSON.stringify(given)})`;
    const answer = await this._ask<number | string>(call);
    if (typeof answer === "string") throw new ServiceError(configFile ? `config.json: ${answer}` : answer, 0);
    this._baud = answer;
  }

  /** Finds the modem, at another speed if need be. @returns its model. @throws ServiceError when nothing answers. */
  async findModem(): Promise<string> {
    const baud = this._baud;
    const others = RATES.filter((rate) => rate !== baud);
    // A modem that is on at another speed must not be taken for one that is off.
    const tries: [rate: number, limitMs: number, isSwitching: boolean][] = [
      ...[baud, ...others].map((rate): [number, number, boolean] => [rate, RATE_MS, false]),
      [baud, BOOT_MS, true],
      ...others.map((rate): [number, number, boolean] => [rate, RATE_MS, false]),
    ];
    for (const [rate, limitMs, isSwitching] of tries) {
      this._options.onProgress(`${isSwitching ? "switching the modem on, and " : ""}asking the modem at ${rate} baud`);
      try {
        const call = `provisioning.findModem(${rate},${limitMs},${isSwitching})`;
        const model = await this.run(call, limitMs + FILE_MS);
        this._baud = rate;
        return model;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
      }
    }
    throw new ServiceError("the modem does not answer: check its power, wiring and uart.baud", 0);
  }

  /** Sizes by name. */
  async listFiles(): Promise<Map<string, number>> {
    const lines = await this._persistently("list the modem's files", () =>
      this.run("provisioning.listModemFiles()", FILE_MS).catch((error: ServiceError) => {
        // Some modems say so when they have none.
        if (error.code === NOT_FOUND) return "";
        throw error;
      }),
    );
    return parseFileList(lines);
  }

  /** Deletes a file; harmless when it is not there. */
  async deleteFile(name: string): Promise<void> {
    await this._persistently(`delete ${name}`, () => this._delete(name));
  }

  /** Whether a file of the list holds this content, by the modem's own checksum; undefined when the modem cannot tell. */
  async holds({ name, content }: ModemFile): Promise<boolean | undefined> {
    const call = `provisioning.checkModemFile(${byteLiteral(name)},${content.length})`;
    const answer = await this._persistently(`check ${name}`, () =>
      this.run(call, FILE_MS).catch((error: ServiceError) => {
        if (error.code === REFUSED) return "";
        throw error;
      }),
    );
    return answer === "" ? undefined : isWholeAnswer(answer, content);
  }

  /**
   * Puts a file on the modem in place of what has its name. @throws ServiceError saying what to do when there is no room, or when the
   * bytes do not arrive.
   */
  async upload(file: ModemFile): Promise<void> {
    try {
      await this._persistently(`upload ${file.name}`, async () => {
        await this._delete(file.name);
        await this._upload(file);
      });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== NO_SPACE) throw error;
      const space = await this.run("provisioning.askFreeSpace()", FILE_MS).catch(() => "");
      const free = /^\d+/.exec(space)?.[0] ?? "too few";
      throw new ServiceError(
        `the modem's file system is full: ${file.name} has ${file.content.length} bytes, ${free} are free: delete files it does not need (AT+QFLST, AT+QFDEL)`,
        NO_SPACE,
      );
    }
  }

  /** Brings the modem online and opens a connection to `server.url`. @returns "" or "name not checked". */
  async connect(): Promise<string> {
    return this.run("provisioning.tryConnection()", CONNECT_MS);
  }

  /** Why a connection fails, in a sentence; "" when there is no telling. @param ca PEM of the CA, no secret. */
  async explain(ca: string): Promise<string> {
    return this.run(`provisioning.explainFailure(${byteLiteral(ca)})`, EXPLAIN_MS).catch(() => "");
  }

  private async _delete(name: string): Promise<void> {
    await this.run(`provisioning.deleteModemFile(${byteLiteral(name)})`, FILE_MS).catch((error: ServiceError) => {
      if (!NOTHING_TO_DELETE.includes(error.code)) throw error;
    });
  }

  private async _upload({ name, content }: ModemFile): Promise<void> {
    const pieces = content.match(new RegExp(`[^]{1,${PIECE_BYTES}}`, "g"))!;
    await this._beginUpload(name, content.length, pieces[0]);
    let at = pieces[0].length;
    for (const piece of pieces.slice(1)) {
      this._options.onSent?.(name, at, content.length);
      await this._uploadPiece(name, at, piece);
      at += piece.length;
    }
    const answer = await this._awaitOutcome(FILE_MS);
    if (!isWholeAnswer(answer, content)) throw new ServiceError(`the modem got ${name} damaged`, 0);
    this._options.onSent?.(name, at, content.length);
  }

  private async _beginUpload(name: string, lengthBytes: number, piece: string): Promise<void> {
    const call = `provisioning.beginUpload(${byteLiteral(name)},${lengthBytes},${byteLiteral(piece)},${crc32(piece)})`;
    for (let tries = 0; tries < TRIES; tries++) if (await this._evaluateSecret<boolean>(name, call)) return;
    throw lost(name);
  }

  /** The modem asks for the first piece some time after the command; every later one it takes at once. */
  private async _uploadPiece(name: string, at: number, piece: string): Promise<void> {
    const call = `provisioning.uploadPiece(${at},${byteLiteral(piece)},${crc32(piece)})`;
    const { clock } = this._options;
    const untilMs = clock.now() + FILE_MS;
    let misses = 0;
    while (misses < TRIES && clock.now() < untilMs) {
      this._checkStop();
      let given: number | undefined;
      try {
        given = await this._evaluateSecret<number>(name, call);
      } catch {
        // The answer may have been lost and the piece not: a second one is left aside by the board.
      }
      if (given === at + piece.length) return;
      if (given !== -1) misses++;
      else if (Array.isArray(await this._ask("provisioning.askOutcome()"))) await this._awaitOutcome(0);
      else await this._pause(POLL_MS);
    }
    throw lost(name);
  }

  /** The expression holds a part of a key: no text of an error may quote it. */
  private async _evaluateSecret<T>(name: string, call: string): Promise<T> {
    try {
      return await this._options.console.evaluate<T>(call);
    } catch {
      throw lost(name);
    }
  }

  /**
   * Begins an operation and waits for its outcome.
   * @returns what it found out.
   * @throws ServiceError with what the modem or the driver said, ServiceTimeout after `limitMs`.
   */
  async run(call: string, limitMs: number): Promise<string> {
    await this._ask(call);
    return this._awaitOutcome(limitMs);
  }

  private async _awaitOutcome(limitMs: number): Promise<string> {
    const { clock, onProgress } = this._options;
    const untilMs = clock.now() + limitMs;
    let told = "";
    for (;;) {
      this._checkStop();
      const answer = await this._ask<Outcome | string>("provisioning.askOutcome()");
      if (Array.isArray(answer)) {
        const [failure, code, value] = answer;
        if (failure) throw new ServiceError(failure, code);
        return value;
      }
      if (answer && answer !== told) onProgress((told = answer));
      if (clock.now() >= untilMs) throw new ServiceTimeout("the board did not come to an end in time", 0);
      await this._pause(POLL_MS);
    }
  }

  /**
   * As {@link run}, once and no more, of an expression that holds a secret: no text of an error may quote it.
   * @param what it is, for the error.
   */
  async runSecret(what: string, call: string, limitMs: number): Promise<string> {
    await this._evaluateSecret(what, call);
    return this._awaitOutcome(limitMs);
  }

  /** A question that may be asked twice. */
  private async _ask<T = unknown>(expression: string): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this._options.console.evaluate<T>(expression);
      } catch (error) {
        if (tries === TRIES) throw error;
      }
    }
  }

  /** Runs an operation on files again when a byte, an answer or the modem was lost under way; the modem's own refusals stand. */
  private async _persistently<T>(what: string, run: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof ServiceError) || error.code > 0 || tries === TRIES) throw described(what, error);
        this._options.onProgress(`${what}: ${error.message}; once more`);
        await this.findModem();
      }
    }
  }

  private _checkStop(): void {
    if (this.isStoppable) this._options.signal?.throwIfAborted();
  }

  private _pause(ms: number): Promise<void> {
    return new Promise((resolve) => this._options.clock.setTimeout(resolve, ms));
  }
}

function lost(name: string): ServiceError {
  return new ServiceError(`bytes of ${name} were lost on the way to the board: check the cable`, 0);
}

function described(what: string, error: unknown): unknown {
  return error instanceof ServiceError ? new ServiceError(`${what}: ${error.message}`, error.code) : error;
}
