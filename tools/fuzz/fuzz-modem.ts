/**
 * A modem just good enough for the driver, and fast: twelve connections to a server that sends back what it gets. Its answers can be
 * spoilt. The simulator in tools/simulator is the careful one, and too slow for millions of inputs.
 */
import type { SteppedClock } from "./stepped-clock";

const OK = "\r\nOK\r\n";
/** From a command to its answer; the result of an open comes as long after that. */
const ANSWER_MS = 5;
/** Silence after `+++`. */
const ESCAPE_MS = 1000;
const TIME = "2026/11/27,12:00:00+00,0";

interface Connection {
  /** Bytes that wait to be read. */
  waiting: string;
  isPush: boolean;
}

type Answer = [pattern: RegExp, answer: (...groups: string[]) => string];

export class FuzzModem {
  /** What spoils the next answers, one each. */
  readonly faults: ((answer: string) => string)[] = [];
  /** Longest piece that the board gets at once. */
  chunkBytes = 4096;
  private _receive: (chunk: string) => void = () => {};
  private _input = "";
  /** Bytes of a payload that were asked for, and who takes them. */
  private _due = 0;
  private _onPayload: (payload: string) => void = () => {};
  /** The connection that has the port. */
  private _stream: string | undefined;
  private readonly _connections = new Map<string, Connection>();
  private readonly _settings = new Map<string, string>();

  constructor(private readonly _clock: SteppedClock) {}

  /** The board's UART. */
  readonly port = {
    write: (text: string): void => this._write(text),
    on: (_: string, listener: (chunk: string) => void): void => void (this._receive = listener),
    removeAllListeners: (): void => {},
  };

  /** The board receives bytes. */
  say(bytes: string): void {
    for (let at = 0; at < bytes.length; at += this.chunkBytes) this._receive(bytes.slice(at, at + this.chunkBytes));
  }

  /** The server sends. */
  serverSends(id: string, bytes: string): void {
    const connection = this._connections.get(id);
    if (!connection || !bytes) return;
    if (this._stream === id) this.say(bytes);
    else if (connection.isPush) this.say(`\r\n+QSSLURC: "recv",${id},${bytes.length}\r\n${bytes}`);
    else {
      connection.waiting += bytes;
      this.say(`\r\n+QSSLURC: "recv",${id}\r\n`);
    }
  }

  serverCloses(id: string): void {
    if (!this._connections.has(id)) return;
    if (this._stream === id) this._endStream("\r\nNO CARRIER\r\n");
    else this.say(`\r\n+QSSLURC: "closed",${id}\r\n`);
  }

  restart(): void {
    this._connections.clear();
    this._settings.clear();
    this._due = 0;
    this._input = "";
    this._stream = undefined;
    this.say("\r\nRDY\r\n");
  }

  private _write(text: string): void {
    if (this._stream !== undefined) this._takeStream(text);
    else if (this._due > 0) this._takePayload(text);
    else {
      const lines = (this._input + text).split("\r");
      this._input = lines.pop()!.slice(-200);
      for (const line of lines) if (line.startsWith("AT")) this._answer(this._answerTo(line));
    }
  }

  private _takeStream(text: string): void {
    const id = this._stream!;
    if (text !== "+++") return this._later(() => this.serverSends(id, text));
    this._clock.setTimeout(() => this._stream === id && this._endStream(OK), ESCAPE_MS);
  }

  private _endStream(word: string): void {
    this._stream = undefined;
    this.say(word);
  }

  private _takePayload(text: string): void {
    const payload = text.slice(0, this._due);
    this._due -= payload.length;
    if (this._due > 0) return;
    this._onPayload(payload);
    this._answer("\r\nSEND OK\r\n");
  }

  private _answer(answer: string): void {
    const fault = this.faults.shift();
    const given = fault ? fault(answer) : answer;
    this._later(() => this.say(given));
  }

  private _later(action: () => void): void {
    this._clock.setTimeout(action, ANSWER_MS);
  }

  private _answerTo(line: string): string {
    for (const [pattern, answer] of this._answers) {
      const found = pattern.exec(line);
      if (found) return answer(...found.slice(1));
    }
    return OK;
  }

  private readonly _answers: readonly Answer[] = [
    [/^AT\+CMEE\?/, () => info("+CMEE: 1")],
    [/^ATI/, () => info("Quectel", "BG96", "Revision: BG96MAR02A07M1G")],
    [/^AT\+CPIN\?/, () => info("+CPIN: READY")],
    [/^AT\+CEREG\?/, () => info("+CEREG: 1,1", "+CGREG: 0,1")],
    [/^AT\+CSQ/, () => info("+CSQ: 20,99")],
    [/^AT\+QLTS/, () => info(`+QLTS: "${TIME}"`)],
    [/^AT\+QFLST/, () => info('+QFLST: "ca.pem",1000')],
    [/^AT\+QSSLCFG=("\w+",\d)$/, (name) => info(`+QSSLCFG: ${name},${this._settings.get(name) ?? 0}`)],
    [/^AT\+QSSLCFG=("\w+",\d),(.*)$/, (name, value) => (this._settings.set(name, value), OK)],
    [/^AT\+QSSLOPEN=1,\d,(\d+),.*,(\d)$/, (id, mode) => this._open(id, mode)],
    [/^AT\+QSSLCLOSE=(\d+)/, (id) => (this._connections.delete(id), OK)],
    [/^AT\+QSSLSEND=(\d+),(\d+)/, (id, length) => this._send(id, Number(length))],
    [/^AT\+QSSLRECV=(\d+)/, (id) => this._read(id)],
    [/^AT\+QISWTMD=(\d+),(\d)/, (id, mode) => this._switch(id, mode)],
  ];

  private _open(id: string, mode: string): string {
    this._connections.set(id, { waiting: "", isPush: mode === "1" });
    if (mode === "2") return this._beginStream(id);
    this._later(() => this._later(() => this.say(`\r\n+QSSLOPEN: ${id},0\r\n`)));
    return OK;
  }

  private _switch(id: string, mode: string): string {
    const connection = this._connections.get(id);
    if (!connection) return "\r\nERROR\r\n";
    if (mode === "2") return this._beginStream(id);
    connection.isPush = mode === "1";
    return OK;
  }

  private _beginStream(id: string): string {
    this._stream = id;
    return "\r\nCONNECT\r\n";
  }

  private _send(id: string, length: number): string {
    if (!this._connections.has(id)) return "\r\nERROR\r\n";
    this._due = length;
    this._onPayload = (payload) => this._later(() => this._later(() => this.serverSends(id, payload)));
    return "\r\n> ";
  }

  private _read(id: string): string {
    const connection = this._connections.get(id);
    if (!connection) return "\r\nERROR\r\n";
    const bytes = connection.waiting.slice(0, 1500);
    connection.waiting = connection.waiting.slice(bytes.length);
    return `\r\n+QSSLRECV: ${bytes.length}\r\n${bytes}${OK}`;
  }
}

function info(...lines: string[]): string {
  return lines.map((line) => `\r\n${line}\r\n`).join("") + OK;
}
