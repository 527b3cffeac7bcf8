import { DeviceController } from "@espruino-tools/core";
import { randomInt } from "node:crypto";
import { EventEmitter } from "node:events";
import { crc32 } from "node:zlib";
import { byteLiteral } from "../interpreter/byte-literal";
import { ConsoleLines } from "../interpreter/console-lines";
import { ConsoleTransport, ERASE_LINE, SUCCESS } from "../interpreter/console-transport";
import type { BoardPort } from "./board-port";
import { hasPackets } from "./interpreter-version";
import { LinkError } from "./link-error";
import { Search } from "./search";
import { openPort } from "./open-port";
import { ACK, NAK, PACKET_HEAD_BYTES, dataPackets, filePacket, fitsPackets } from "./packets";

/** What an interpreter tells of itself. */
export interface BoardIdentity {
  /** `process.env.BOARD`, such as "RAK5010". */
  board: string;
  /** `process.version`, such as "2v29". */
  version: string;
}

/** Size and CRC-32 of a file in the board's Storage. */
export interface FileSum {
  sizeBytes: number;
  crc: number;
}

/** How files are written: in packets, or as statements that any interpreter runs. */
export type Upload = "packets" | "chunks";

/** Told how many bytes of a file have arrived. */
export type OnSent = (bytes: number) => void;

/** Milliseconds for an answer of a board that does nothing else. */
const ANSWER_MS = 10000;

/** Milliseconds for the acknowledgement of a packet: an erasure of flash may lie in it. */
const ACK_MS = 6000;

/** How long a board is looked for, milliseconds. */
const SYNC_MS = 20000;

/** Bytes of one statement that writes: the line must fit the memory of the smallest board. */
const CHUNK_BYTES = 256;

/** How often a file is sent, the last time as statements, or a question asked, before it is given up. */
const TRIES = 3;

/** Characters that are quoted of a port behind which there is no interpreter. */
const QUOTE_CHARS = 60;

/** A variable that ends with the program. */
const ENDING = "qsslEnding";

/** Seconds after which a board that hears nothing more starts what it has. */
const RETURN_S = 120;

/** Milliseconds between two kicks of the board's watchdog, which the firmware sets to less than half a minute. */
const KICK_MS = 5000;

/**
 * The way from the PC to a board: its console behind a port. Emits "line" for each line that the board prints which is no answer of ours, "bytes" for
 * whatever comes, as it comes, and "lost" with the reason when the port has gone. Opening it sends nothing.
 */
export class BoardLink extends EventEmitter<{ line: [string]; bytes: [Buffer]; lost: [string] }> {
  /** The usual controller of an Espruino device, wired to this console. */
  readonly controller = new DeviceController();
  private readonly _transport: ConsoleTransport;
  private readonly _lines = new ConsoleLines((line) => this._onLine(line));
  private _onAck: ((byte: number) => void) | undefined;
  private _lostReason: string | undefined;
  /** The beginning of what came since the interpreter is looked for. */
  private _heard = "";

  /** @param _name of the port, for texts. */
  constructor(
    private readonly _port: BoardPort,
    private readonly _name = "the port",
  ) {
    super();
    this._transport = new ConsoleTransport(
      (text) => this._send(Buffer.from(text, "latin1")),
      () => void this._port.close(),
      sessionLetters(),
    );
    this.controller.UART = this._transport as unknown as DeviceController["UART"];
    _port.onData((bytes) => this._onData(bytes));
    _port.onLost((reason) => this._onLost(reason));
  }

  /**
   * @param address path of a serial port or terminal, or `tcp://host:port`.
   * @param baud bits per second of a UART.
   * @throws LinkError with a remedy when it cannot be opened.
   */
  static async open(address: string, baud?: number): Promise<BoardLink> {
    return new BoardLink(await openPort(address, baud), address);
  }

  /**
   * Finds the interpreter, in whatever state the console is: a line half typed, a packet cut short, a program that runs or prints without end. The
   * program goes on, except where nothing but a break gets an answer.
   * @throws LinkError with a remedy when nothing answers.
   */
  async sync(): Promise<void> {
    this._heard = "";
    if (!(await this.waitFor("true", SYNC_MS, true))) throw this._notFound();
  }

  /**
   * Asks again and again until an expression is true. A late answer counts too: a board under load may need longer than the pause between two questions.
   * @param isBreaking break the program when nothing is answered at all.
   * @returns false when it is not true in time.
   * @throws LinkError when the port has gone.
   */
  waitFor(expression: string, limitMs: number, isBreaking = false): Promise<boolean> {
    const console = {
      send: (bytes: Buffer) => this._send(bytes),
      evaluate: (asked: string, timeoutMs: number) => this.evaluate(asked, timeoutMs),
      checkPort: () => this._checkPort(),
    };
    return new Search(console, isBreaking).untilTrue(expression, limitMs);
  }

  /** Forgets the line that somebody began to type; the program is not disturbed. */
  eraseLine(): void {
    this._send(Buffer.from(ERASE_LINE, "latin1"));
  }

  /**
   * The value of an expression, by way of JSON; the program goes on meanwhile.
   * @param timeoutMs how long it may take.
   * @throws LinkError with the text of what the expression throws, or when no answer comes.
   */
  async evaluate<T = unknown>(expression: string, timeoutMs = ANSWER_MS): Promise<T> {
    this._checkPort();
    this._transport.answerTimeoutMs = timeoutMs;
    const { data, log } = await this.controller.eval<{ data: T; log: string }>(expression);
    if (log !== SUCCESS) throw new LinkError(log);
    return data;
  }

  /**
   * As {@link evaluate}, for what may be done more than once: when it fails the interpreter is looked for, and asked again.
   * @throws LinkError as {@link evaluate} and {@link sync} after three tries.
   */
  async ask<T = unknown>(expression: string, timeoutMs?: number): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.evaluate<T>(expression, timeoutMs);
      } catch (error) {
        this._checkPort();
        if (tried === TRIES) throw error;
        await this.sync();
      }
    }
  }

  identify(): Promise<BoardIdentity> {
    return this.ask("({board:process.env.BOARD,version:process.version})");
  }

  /** Stops the program by `reset()`, which loads none, keeps the console where it is, and holds the board as {@link hold} does. */
  async stopProgram(): Promise<void> {
    await this._leave("reset()", true);
    await this.hold();
    await this.ask("E.getConsole&&E.getConsole()&&eval(E.getConsole()).setConsole(true)");
  }

  /**
   * Holds a board without a program for so many seconds more; then it starts what it has: nobody has to go and switch it off and on.
   * Meanwhile it kicks the watchdog that a program of before may have enabled, since no `reset()` switches that off.
   */
  async hold(seconds = RETURN_S): Promise<void> {
    await this.ask(
      `void (g=>{g.qsslBack?clearTimeout(g.qsslBack):setInterval(E.kickWatchdog,${KICK_MS});` +
        `g.qsslBack=setTimeout(load,${seconds * 1000})})(global)`,
    );
  }

  /**
   * Starts what is in flash, as after a power-up, by `load()`, or a file in Storage in its place. A serial port over USB stays.
   * @throws LinkError with a remedy when the interpreter does not come back.
   */
  async restart(file?: string): Promise<void> {
    await this._leave(`load(${file === undefined ? "" : byteLiteral(file)})`, false);
  }

  /** Sizes and check sums of files in Storage, in the order of the names; undefined for a file that is not there. */
  async sums(names: readonly string[]): Promise<(FileSum | undefined)[]> {
    const rows = await this.ask<([number, number] | null)[]>(
      `[${names.map(byteLiteral).join(",")}].map(n=>{var d=require("Storage").read(n);` +
        `return d===undefined?null:[d.length,E.CRC32(d)]})`,
    );
    return rows.map((row) => (row === null ? undefined : { sizeBytes: row[0], crc: row[1] }));
  }

  /** Size and check sum of one file in Storage, undefined when it is not there. */
  async sum(name: string): Promise<FileSum | undefined> {
    return (await this.sums([name]))[0];
  }

  /** The content of a file in Storage, undefined when it is not there. */
  async readFile(name: string): Promise<Buffer | undefined> {
    const sum = await this.sum(name);
    if (!sum) return undefined;
    const parts: Buffer[] = [];
    for (let from = 0; from < sum.sizeBytes; from += CHUNK_BYTES) {
      const read = `require("Storage").read(${byteLiteral(name)},${from},${CHUNK_BYTES})`;
      parts.push(Buffer.from(await this.ask<string>(read), "latin1"));
    }
    const content = Buffer.concat(parts);
    if (crc32(content) !== sum.crc) throw new LinkError(`${name} was read with errors: check the cable and try again`);
    return content;
  }

  async eraseFile(name: string): Promise<void> {
    await this.ask(`require("Storage").erase(${byteLiteral(name)})`);
  }

  /**
   * Writes a file to Storage in place of one of that name, verified by its check sum. To be called while no program runs.
   * @param content at least one byte, of any value.
   * @param upload packets where the interpreter has them (2v25 and later), unless the content does not allow them.
   * @throws LinkError with a remedy after three tries.
   */
  async writeFile(name: string, content: Buffer, onSent: OnSent = () => {}, upload?: Upload): Promise<void> {
    const first = upload ?? (await this.bestUpload());
    let reason = "";
    for (let tried = 0; tried < TRIES; tried++) {
      const isLast = tried === TRIES - 1;
      reason = await this._tryWrite(name, content, onSent, isLast || !fitsPackets(content) ? "chunks" : first);
      if (reason === "") return;
      await this.sync();
    }
    throw new LinkError(`${name} cannot be written (${reason}): check the cable and the free space, and try again`);
  }

  /** How this interpreter is sent files. */
  async bestUpload(): Promise<Upload> {
    return hasPackets((await this.identify()).version) ? "packets" : "chunks";
  }

  /** Harmless when it is closed. */
  async close(): Promise<void> {
    this._end("the port was closed");
    await this._port.close();
  }

  /**
   * Ends the program by what the interpreter does only when it comes to rest: until then the program that is about to end still answers, and
   * what it is asked last is lost. Each question kicks the watchdog, which nobody else does until something runs again.
   */
  private async _leave(call: string, isBreaking: boolean): Promise<void> {
    await this.ask(`void (global.${ENDING}=1,${call})`);
    if (!(await this.waitFor(`E.kickWatchdog()||!global.${ENDING}`, SYNC_MS, isBreaking)))
      throw new LinkError(
        `${this._name}: the board does not come back after ${call}: its program may have moved the console; switch it off and on, and try again`,
      );
  }

  private _notFound(): LinkError {
    const heard = this._heard.replace(/[^!-~]+/g, " ").trim();
    if (this._heard === "")
      return new LinkError(
        `${this._name}: the board does not answer: check that this is its console, the baud rate (--baud), and that no other program uses the port; ` +
          "if its program has moved the console, reset the board while its button is held",
      );
    return new LinkError(
      `${this._name} answers, but not as an Espruino interpreter does ("${heard.slice(0, QUOTE_CHARS)}"): check that this is the board's console ` +
        "and no modem or other device, and the baud rate (--baud); if it is the board, switch it off and on",
    );
  }

  /** @returns why it failed, "" when the file is there. @throws LinkError when the port has gone. */
  private async _tryWrite(name: string, content: Buffer, onSent: OnSent, upload: Upload): Promise<string> {
    try {
      await this.eraseFile(name);
      if (upload === "packets") await this._sendPackets(name, content, onSent);
      else await this._sendChunks(name, content, onSent);
      const sum = await this.sum(name);
      return sum?.crc === crc32(content) && sum.sizeBytes === content.length ? "" : "its check sum is wrong";
    } catch (error) {
      this._checkPort();
      return (error as Error).message;
    }
  }

  private async _sendPackets(name: string, content: Buffer, onSent: OnSent): Promise<void> {
    await this._sendPacket(filePacket(name, content.length));
    let sent = 0;
    for (const packet of dataPackets(content)) {
      await this._sendPacket(packet);
      onSent((sent += packet.length - PACKET_HEAD_BYTES));
    }
  }

  private async _sendPacket(packet: Buffer): Promise<void> {
    const answered = new Promise<number>((resolve) => (this._onAck = resolve));
    const timer = setTimeout(() => this._onAck?.(0), ACK_MS);
    this._send(packet);
    const answer = await answered;
    clearTimeout(timer);
    this._onAck = undefined;
    if (answer !== ACK) throw new LinkError(answer === NAK ? "a packet was refused" : "a packet was not acknowledged");
  }

  private async _sendChunks(name: string, content: Buffer, onSent: OnSent): Promise<void> {
    for (let from = 0; from < content.length; from += CHUNK_BYTES) {
      const chunk = content.subarray(from, from + CHUNK_BYTES);
      const file = byteLiteral(name);
      const write = `s.write(${file},atob("${chunk.toString("base64")}"),${from},${content.length})`;
      const check = `E.CRC32(s.read(${file},${from},${chunk.length}))`;
      const crc = await this.evaluate<number>(`(s=>${write}&&${check})(require("Storage"))`);
      if (crc !== crc32(chunk)) throw new LinkError("a chunk was written with errors");
      onSent(from + chunk.length);
    }
  }

  private _send(bytes: Buffer): void {
    if (this._lostReason === undefined) this._port.write(bytes);
  }

  private _onData(bytes: Buffer): void {
    if (this._heard.length < QUOTE_CHARS) this._heard += bytes.toString("latin1");
    const at = this._onAck ? bytes.findIndex((byte) => byte === ACK || byte === NAK) : -1;
    if (at >= 0) this._onAck?.(bytes[at]!);
    this._lines.push(bytes);
    this.emit("bytes", bytes);
  }

  private _onLine(line: string): void {
    if (!this._transport.take(line)) this.emit("line", line);
  }

  private _onLost(reason: string): void {
    this._end(reason);
    this.emit("lost", reason);
  }

  /** Whatever waits for the board waits no longer. */
  private _end(reason: string): void {
    this._lostReason = reason;
    this._transport.fail(reason);
    this._onAck?.(0);
  }

  private _checkPort(): void {
    if (this._lostReason !== undefined)
      throw new LinkError(
        `${this._lostReason}: check cable and power, and that no other program uses it, and try again`,
      );
  }
}

function sessionLetters(): string {
  return Array.from({ length: 4 }, () => String.fromCharCode(97 + randomInt(26))).join("");
}
