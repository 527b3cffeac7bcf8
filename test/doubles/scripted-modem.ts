/** A modem that answers by script, and keeps the few things that the driver reads back: SSL contexts and files. */
import { ERROR, info, installDevice, OK, PROMPT, SEND_OK, TestPort } from "./device";

/** One answer: bytes; bytes to the command line and those behind the payload; or undefined for none. */
export type Reply = string | [toCommand: string, behindPayload: string | ((payload: string) => string)] | undefined;

export const CONNECT = "\r\nCONNECT\r\n";
/** From `+++` to its OK. */
const ESCAPE_MS = 1000;

/** Answers each command 1 ms later, by script; what the script does not name as a modem would for which all goes well. */
export class ScriptedModem {
  readonly port = new TestPort();
  /** Command lines, without `\r`. */
  readonly commands: string[] = [];
  /** Everything that was written besides payload and streams, write by write. */
  readonly writes: string[] = [];
  /** Payloads, in order. */
  readonly payloads: string[] = [];
  /** What was written in transparent mode. */
  streamed = "";
  /** Files by name. */
  readonly files = new Map<string, string>();
  /** Values of `AT+QSSLCFG`, by `"name",<id>`. */
  readonly settings = new Map<string, string>();
  /** In transparent mode, from `CONNECT` on. */
  isStreaming = false;
  /** Said to `+++`; undefined: not heard. */
  escapeAnswer: string | undefined = OK;
  private readonly _replies = new Map<string, Reply[]>();
  private _behindPayload: string | ((payload: string) => string) | undefined;

  constructor() {
    this.port.onWrite = (data) => this._onWrite(data);
  }

  /** @param replies to the first, the second … time; the last one stays. */
  answer(command: string, ...replies: Reply[]): void {
    this._replies.set(command, replies);
  }

  /** Answers of a modem with a SIM that is ready, in a network that tells the time. */
  answerBringUp(): void {
    this.answer("ATI", "\r\nQuectel\r\nEG915U\r\nRevision: EG915UEUABR03A01M08\r\n\r\nOK\r\n");
    this.answer("AT+CPIN?", info("+CPIN: READY"));
    this.answer("AT+CEREG?;+CGREG?", info("+CEREG: 1,1", "+CGREG: 0,0"));
    this.answer("AT+CSQ", info("+CSQ: 24,99"));
    this.answer("AT+QLTS=1", info('+QLTS: "2026/02/03,04:05:06+04,0"'));
  }

  /** The modem says something by itself. */
  say(line: string): void {
    this.port.feed(`\r\n${line}\r\n`);
  }

  /** The peer ends the stream. */
  endStream(): void {
    this.isStreaming = false;
    this.port.feed("\r\nNO CARRIER\r\n");
  }

  private _onWrite(data: string): void {
    const behind = this._behindPayload;
    if (behind !== undefined) {
      this._behindPayload = undefined;
      this.payloads.push(data);
      this._reply(typeof behind === "string" ? behind : behind(data));
    } else if (this.isStreaming) this._onStream(data);
    else {
      this.writes.push(data);
      if (data.endsWith("\r")) for (const line of data.split("\r")) if (line) this._onCommand(line);
    }
  }

  private _onStream(data: string): void {
    if (data !== "+++") this.streamed += data;
    else if (this.escapeAnswer !== undefined)
      setTimeout(() => {
        this.isStreaming = false;
        this.port.feed(this.escapeAnswer!);
      }, ESCAPE_MS);
  }

  private _onCommand(command: string): void {
    this.commands.push(command);
    const replies = this._replies.get(command) ?? [this._default(command)];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    if (Array.isArray(reply)) this._behindPayload = reply[1];
    this._reply(Array.isArray(reply) ? reply[0] : reply);
  }

  private _reply(bytes: string | undefined): void {
    if (!bytes) return;
    setTimeout(() => {
      if (this._behindPayload === undefined && bytes.startsWith(CONNECT)) this.isStreaming = true;
      this.port.feed(bytes);
    }, 1);
  }

  private _default(command: string): Reply {
    const [name, parameters = ""] = command.split(/[=?](.*)/s) as [string, string?];
    if (name === "AT+CMEE" && command.endsWith("?")) return info("+CMEE: 1");
    if (/^AT\+Q(SSL|I)SEND$/.test(name)) return [PROMPT, SEND_OK];
    if (/^AT\+(QSSLRECV|QIRD)$/.test(name)) return info(`${name.slice(2)}: 0`);
    if (/^AT\+(QSSLOPEN|QIOPEN|QISWTMD)$/.test(name) && parameters.endsWith(",2")) return CONNECT;
    if (name === "AT+QIGETERROR") return info("+QIGETERROR: 0,operate successfully");
    if (name === "AT+QSSLCFG") return this._configure(parameters);
    if (name === "AT+QFLST") return this._list(parameters);
    if (name === "AT+QFUPL") return [CONNECT, (content) => this._store(parameters, content)];
    return OK;
  }

  private _configure(parameters: string): string {
    const [, key, value] = /^("\w+",\d)(?:,(.*))?$/.exec(parameters) ?? [];
    if (key === undefined) return ERROR;
    if (value !== undefined) this.settings.set(key, value);
    return value === undefined ? info(`+QSSLCFG: ${key},${this.settings.get(key) ?? ""}`) : OK;
  }

  private _list(quotedName: string): string {
    const content = this.files.get(quotedName.slice(1, -1));
    return content === undefined ? OK : info(`+QFLST: ${quotedName},${content.length}`);
  }

  private _store(parameters: string, content: string): string {
    this.files.set(parameters.split('"')[1]!, content);
    let sum = 0;
    for (let at = 0; at < content.length; at++) sum ^= content.charCodeAt(at) << (at % 2 ? 0 : 8);
    return info(`+QFUPL: ${content.length},${sum.toString(16)}`);
  }
}

/** A fresh board with the AT client on a modem that answers by script. */
export async function startScriptedModem(): Promise<ScriptedModem> {
  installDevice();
  const modem = new ScriptedModem();
  const { startAt } = await import("../../modules/at/at-client");
  const nothing = (): void => {};
  startAt(modem.port, nothing, nothing, nothing);
  return modem;
}

/** Time for commands that are answered at once. */
export const SOON_MS = 1000;

/** What a `done` got: undefined before it was called, "" without an error, else the error's text. */
export function outcome(done: jest.Mock): string | undefined {
  expect(done.mock.calls.length).toBeLessThan(2);
  const [call] = done.mock.calls as [Error | null | undefined, ...unknown[]][];
  return call && (call[0]?.message ?? "");
}
