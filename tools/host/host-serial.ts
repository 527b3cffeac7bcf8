import type { BytePort } from "../byte-port";
import { bytesOf, byteString, toBytes } from "./byte-string";
import { optionsText } from "./host-buses";
import type { HostSession } from "./host-session";
import type { AnyFunction } from "./realm";

/** Bytes that wait in a port without listener. */
const PORT_BUFFER_BYTES = 512;
/** Espruino's rate when `setup` is given none. */
const DEFAULT_BAUD = 9600;

/** One `Serial` object: passes on what the program writes, and what is received through the event queue. */
export class HostSerial {
  /** The object that the program sees. */
  object: object = {};
  isOpen = false;
  private _waiting = "";
  private _line: BytePort | undefined;

  constructor(
    readonly name: string,
    private readonly _session: HostSession,
  ) {}

  /** Joins the port to what is at the other end of the wire. */
  connect(line: BytePort): void {
    this._line = line;
    line.onData((bytes) => this.receive(bytes));
  }

  /** Makes the port known as `object`. */
  attach(object: object): void {
    this.object = object;
    this._session.emitters.watch(object, (event) => this._onListener(event));
  }

  /** Bytes from the wire; lost while the port is not set up. */
  receive(bytes: Buffer): void {
    if (!this.isOpen) return;
    this._session.queue.push(this, bytes);
    this._session.loop.wake();
  }

  /** Bytes of the other loopback port, which come one at a time. */
  receiveEach(bytes: Buffer): void {
    this._session.queue.pushPieces(this, bytes, 1);
    this._session.loop.wake();
  }

  deliver(bytes: Buffer): void {
    const { emitters, flags } = this._session;
    if (this._session.console.take(this.name, bytes)) return;
    const text = byteString(bytes);
    if (emitters.fire(this.object, "data", [text])) return;
    if (this._waiting.length + text.length > PORT_BUFFER_BYTES) flags.set("BUFFER_FULL");
    this._waiting = (this._waiting + text).slice(0, PORT_BUFFER_BYTES);
  }

  /** Sends bytes, if the port is set up and connected. */
  send(bytes: Buffer): void {
    if (this.isOpen && bytes.length > 0) this._line?.write(bytes);
  }

  /** The wire falls silent: a later session owns it. */
  close(): void {
    this.isOpen = false;
    this._line = undefined;
  }

  /** The methods of the object. */
  methods(): Record<string, AnyFunction> {
    return {
      setup: (baud?: number, options?: object) => this._setUp(baud, options),
      unsetup: () => void (this.isOpen = false),
      isConnected: () => this.isOpen,
      write: (...data) => this.send(toBytes(data)),
      print: (text) => this.send(bytesOf(String(text))),
      println: (text) => this.send(bytesOf(`${String(text)}\r\n`)),
      available: () => this._waiting.length,
      read: (count?: number) => this._take(count),
      inject: (...data) => {
        this._session.queue.push(this, toBytes(data));
        this._session.loop.wake();
      },
      flush: () => {},
      setConsole: (isForced?: boolean) => {
        this._session.onHardware(`${this.name}.setConsole ${Boolean(isForced)}`);
        this._session.console.port = this.name;
      },
    };
  }

  private _setUp(baud = DEFAULT_BAUD, options: object = {}): void {
    this._session.onHardware(`${this.name}.setup ${baud}${optionsText(options)}`);
    this.isOpen = true;
    this._line?.setBaud?.(baud);
  }

  private _take(count = 0): string {
    const text = count > 0 ? this._waiting.slice(0, count) : this._waiting;
    this._waiting = this._waiting.slice(text.length);
    return text;
  }

  /** What waited goes to the first listener. */
  private _onListener(event: string): void {
    if (event === "data" && this._waiting !== "") this._session.emitters.emit(this.object, "data", [this._take()]);
  }
}
