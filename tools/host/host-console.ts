import { byteString, bytesOf } from "./byte-string";
import type { HostSerial } from "./host-serial";

/** The interpreter begins its line anew at Ctrl-C, and at the escape sequence that erases the line. */
const ERASED = /^.*(?:\x03|\x1b\[2H)/s;

/** What it keeps out of its line: DLE, with which a line is run without echo, and all else that is no text. */
const CONTROLS = /\x1b\[\d*.|[^\t -\xff]/g;

/**
 * The console: where `print` goes, and what a UART receives is run as program text while it is the console. It knows single lines,
 * and of the keys that edit a line only those that erase it; blocks of several lines and packets are the real interpreter's.
 */
export class HostConsole {
  /** Name of its port. */
  port: string;
  private readonly _log: (text: string) => void;
  private _line = "";

  constructor(
    private readonly _ports: Map<string, HostSerial>,
    options: { console?: string; log: (text: string) => void },
    private readonly _run: (line: string) => void,
  ) {
    this.port = options.console ?? "USB";
    this._log = options.log;
  }

  print(text: string): void {
    if (this._isUart()) this._ports.get(this.port)?.send(bytesOf(`${text}\r\n`));
    this._log(text);
  }

  /** Takes what a port received. @returns false when that port is not the console. */
  take(port: string, bytes: Buffer): boolean {
    if (port !== this.port || !this._isUart()) return false;
    const lines = (this._line + byteString(bytes)).split(/[\r\n]+/);
    this._line = lines.pop() ?? "";
    for (const line of lines) this._runLine(line.replace(ERASED, "").replace(CONTROLS, ""));
    return true;
  }

  private _runLine(text: string): void {
    if (text.trim() !== "") this._run(text);
  }

  private _isUart(): boolean {
    return this.port.startsWith("Serial");
  }
}
