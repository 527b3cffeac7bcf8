/**
 * What a modem says, cut into lines, prompts and payload. Payload is counted, never searched; which URC announces some depends on the access
 * mode of its connection, so the reader sees the host's commands too.
 */

/** A line, a prompt or so many hidden bytes. */
export interface Item {
  /** A prompt with what stands behind it, a line without its end, or `<n bytes>`. */
  text: string;
  /** Bytes that the line announced, in which nothing has a meaning. */
  payload?: string;
  /** In the file, from 1; 0 where there is none. */
  line: number;
}

/** What a host opens: the id and the access mode. */
const OPENS = [
  /\+QSSLOPEN=\d+,\d+,(\d+),"[^"]*",\d+(?:,(\d))?/gi,
  /\+QIOPEN=\d+,(\d+),"[^"]*","[^"]*",\d+(?:,\d*(?:,(\d))?)?/gi,
];
const DIRECT_PUSH = "1";

const READ = /^\+(?:QSSLRECV|QIRD): (\d+)(?:,"[^"]*",\d+)?$/;
const PUSHED = /^\+(?:QSSLURC|QIURC): (?:"recv",)?(\d+),(\d+)$/;
/** The prompt, with what a module writes behind it. */
const PROMPT = /^>(?:\r\n| ?)/;
const LINE_END = /[\r\n]/;

export class ModemReader {
  private _text = "";
  /** The line that announced payload, and how much of it has not come yet. */
  private _announced: Item | undefined;
  private _dueBytes = 0;
  private readonly _modes = new Map<string, string>();

  constructor(private readonly _onItem: (item: Item) => void) {}

  /** The host wrote a command line. */
  onHost(text: string): void {
    for (const pattern of OPENS)
      for (const [, clientId, mode] of text.matchAll(pattern)) this._modes.set(clientId!, mode ?? "0");
  }

  /** @param content of the modem's, or a number of hidden bytes. */
  feed(content: string | number, line: number): void {
    if (typeof content === "number") return this._onItem({ text: `<${content} bytes>`, line });
    this._text += content;
    while (this._announced ? this._takePayload() : this._takeLine(line));
  }

  private _takePayload(): boolean {
    const item = this._announced!;
    item.payload += this._text.slice(0, this._dueBytes);
    const rest = this._text.slice(this._dueBytes);
    this._dueBytes -= this._text.length - rest.length;
    this._text = rest;
    if (this._dueBytes > 0) return false;
    this._announced = undefined;
    this._onItem(item);
    return true;
  }

  private _takeLine(line: number): boolean {
    this._text = this._text.replace(/^[\r\n]+/, "");
    const prompt = PROMPT.exec(this._text)?.[0];
    const end = this._text.search(LINE_END);
    if (prompt === undefined && end < 0) return false;
    const text = prompt ?? this._text.slice(0, end);
    const announcedBytes = prompt === undefined ? this._announcedBytes(text) : 0;
    // The line end of a line that announces payload is two bytes, which both must be there.
    if (announcedBytes > 0 && this._text.length < end + 2) return false;
    this._text = this._text.slice(text.length + (announcedBytes > 0 ? 2 : 0));
    if (announcedBytes === 0) this._onItem({ text, line });
    else this._announced = { text, line, payload: "" };
    this._dueBytes = announcedBytes;
    return true;
  }

  private _announcedBytes(line: string): number {
    const read = READ.exec(line)?.[1];
    if (read !== undefined) return Number(read);
    const [, clientId, length] = PUSHED.exec(line) ?? [];
    return clientId !== undefined && this._modes.get(clientId) === DIRECT_PUSH ? Number(length) : 0;
  }
}
