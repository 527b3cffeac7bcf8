import { byteString, bytesOf } from "./byte-string";
import type { HostSerial } from "./host-serial";

/** The console: where `print` goes, and what a UART receives is run as program text while it is the console. */
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
    for (const line of lines) if (line.trim() !== "") this._run(line);
    return true;
  }

  private _isUart(): boolean {
    return this.port.startsWith("Serial");
  }
}
