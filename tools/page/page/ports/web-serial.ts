/** The console of a board on a USB or serial port, by Web Serial. */
import type { BoardPort } from "../../../link/board-port";
import { LinkError } from "../../../link/link-error";
import type { BoardSource } from "./board-source";
import { PacedWriter } from "./paced-writer";

/** What is used of `SerialPort` (https://wicg.github.io/serial/). */
export interface WebSerialPort extends EventTarget {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: { baudRate: number; bufferSize: number }): Promise<void>;
  close(): Promise<void>;
  getInfo(): { usbVendorId?: number; usbProductId?: number };
}

interface WebSerial {
  requestPort(): Promise<WebSerialPort>;
}

/** The browser's way to serial ports, undefined where it has none or the page may not use it. */
export function webSerial(): WebSerial | undefined {
  return (navigator as { serial?: WebSerial }).serial;
}

/** Bytes that are handed over at a time, and that the browser keeps of what comes. */
const PIECE_BYTES = 256;
const BUFFER_BYTES = 16384;

/**
 * Asks the user for a port; to be called from a click.
 * @param baud bits per second of a console on a UART; USB has none.
 * @throws DOMException `NotFoundError` when none was chosen.
 */
export async function chooseSerialPort(serial: WebSerial, baud: number): Promise<BoardSource> {
  const port = await serial.requestPort();
  const { usbVendorId, usbProductId } = port.getInfo();
  const hex = (id: number): string => id.toString(16).padStart(4, "0");
  const name = usbVendorId === undefined ? "the serial port" : `USB ${hex(usbVendorId)}:${hex(usbProductId ?? 0)}`;
  return { name, open: () => openPort(port, name, baud) };
}

async function openPort(port: WebSerialPort, name: string, baud: number): Promise<BoardPort> {
  try {
    await port.open({ baudRate: baud, bufferSize: BUFFER_BYTES });
  } catch (error) {
    throw new LinkError(
      `${name} cannot be opened (${(error as Error).message}): end what else uses it (another tab, the Espruino Web IDE, npm run monitor), ` +
        "plug the board in again, and on Linux give yourself access to it by the group dialout",
    );
  }
  return new OpenSerialPort(port, name);
}

class OpenSerialPort implements BoardPort {
  private _receiver: (bytes: Buffer) => void = () => {};
  private _onLost: (reason: string) => void = () => {};
  private _isOver = false;
  private _reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  private readonly _writer: PacedWriter;
  private _sink: WritableStreamDefaultWriter<Uint8Array> | undefined;
  private _writing: Promise<void> = Promise.resolve();
  private _closing: Promise<void> | undefined;
  private readonly _reading: Promise<void>;
  private readonly _onUnplugged = (): void => this._lose();

  constructor(
    private readonly _port: WebSerialPort,
    private readonly _name: string,
  ) {
    this._writer = new PacedWriter(
      PIECE_BYTES,
      (piece) => (this._writing = this._write(piece)),
      () => this._lose(),
    );
    _port.addEventListener("disconnect", this._onUnplugged);
    this._reading = this._read();
  }

  write(bytes: Buffer): void {
    if (!this._isOver) this._writer.send(bytes);
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
  }

  onLost(listener: (reason: string) => void): void {
    this._onLost = listener;
  }

  close(): Promise<void> {
    this._closing ??= this._close();
    return this._closing;
  }

  /** The browser closes no port of which a stream is in use. What is refused here has failed, and is closed already. */
  private async _close(): Promise<void> {
    this._isOver = true;
    this._port.removeEventListener("disconnect", this._onUnplugged);
    await this._sink?.abort().catch(() => {});
    await this._writing.catch(() => {});
    await this._reader?.cancel().catch(() => {});
    await this._reading;
    await this._port.close().catch(() => {});
  }

  /** Until the port has gone: after an error of the line, such as lost bytes, there is another stream. */
  private async _read(): Promise<void> {
    while (this._port.readable && !this._isOver) {
      const reader = this._port.readable.getReader();
      this._reader = reader;
      try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) this._onBytes(part.value);
      } catch {
        // The next look at the port tells whether it is still there.
      } finally {
        reader.releaseLock();
      }
    }
    if (!this._isOver) this._lose();
  }

  private _onBytes(bytes: Uint8Array): void {
    this._writer.onReceived(bytes);
    this._receiver(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  private async _write(piece: Uint8Array): Promise<void> {
    const writer = this._isOver ? undefined : this._port.writable?.getWriter();
    if (!writer) throw new Error("closed");
    this._sink = writer;
    try {
      await writer.write(piece);
    } finally {
      this._sink = undefined;
      writer.releaseLock();
    }
  }

  private _lose(): void {
    if (this._isOver) return;
    void this.close();
    this._onLost(`${this._name} has gone`);
  }
}
