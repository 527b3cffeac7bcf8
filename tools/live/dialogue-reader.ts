/** Cuts what crosses a modem's port into lines for a page: commands, answers, URCs, and payload by its number of bytes, never as text. */
import { type Item, ModemReader } from "../replay/modem-items";
import { type Direction, secretMask } from "../simulator/secret-mask";
import type { DialogueLine } from "./topics";

export type ShownLine = Pick<DialogueLine, "direction" | "text">;

/** A command behind whose prompt payload of a known length goes. */
const SENDS = /\+(?:QSSLSEND|QISEND)=\d+,(\d+)|\+QMTPUB(?:EX)?=(?:[^,\r]*,){5}(\d+)/i;
const COMMAND_END = /[\r\n]/;
/** A line is cut there: a line that never ends is noise. */
const LONGEST = 512;

export class DialogueReader {
  private readonly _mask = secretMask((direction, shown) => this._take(direction, shown));
  private readonly _modem: ModemReader;
  private _host = "";
  private _announcedBytes = 0;
  private _dueBytes = 0;
  private _payloadBytes = 0;

  constructor(private readonly _onLine: (line: ShownLine) => void) {
    this._modem = new ModemReader((item) => this._onItem(item));
  }

  /** Bytes as the modem sees them; for the simulator's trace. */
  feed(direction: Direction, bytes: Buffer): void {
    this._mask(direction, bytes);
  }

  private _take(direction: Direction, shown: string | number): void {
    if (direction === "tx") this._modem.feed(shown, 0);
    else if (typeof shown === "number") this._say(">", `<${shown} bytes>`);
    else this._takeHost(shown);
  }

  private _takeHost(text: string): void {
    const payload = text.slice(0, this._dueBytes);
    if (payload.length > 0) this._takePayload(payload.length);
    this._host += text.slice(payload.length);
    for (let end = this._host.search(COMMAND_END); end >= 0; end = this._host.search(COMMAND_END)) {
      this._command(this._host.slice(0, end));
      this._host = this._host.slice(end + 1);
    }
    if (this._host.length <= LONGEST) return;
    this._say(">", this._host);
    this._host = "";
  }

  /** A payload may come in pieces, and is one line all the same. */
  private _takePayload(bytes: number): void {
    this._dueBytes -= bytes;
    this._payloadBytes += bytes;
    if (this._dueBytes > 0) return;
    this._say(">", `<${this._payloadBytes} bytes>`);
    this._payloadBytes = 0;
  }

  private _command(line: string): void {
    if (line === "") return;
    this._modem.onHost(line);
    const [, send, publish] = SENDS.exec(line) ?? [];
    this._announcedBytes = Number(send ?? publish ?? 0);
    this._say(">", line);
  }

  private _onItem({ text, payload }: Item): void {
    if (text.startsWith(">")) {
      this._dueBytes = this._announcedBytes;
      this._announcedBytes = 0;
    }
    this._say("<", text.trimEnd());
    if (payload !== undefined && payload !== "") this._say("<", `<${payload.length} bytes>`);
  }

  private _say(direction: ">" | "<", text: string): void {
    const visible = text
      .slice(0, LONGEST)
      .replace(/[^\x20-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
    if (visible !== "") this._onLine({ direction, text: visible });
  }
}
