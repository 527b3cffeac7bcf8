import { byteLiteral } from "./byte-literal";

/** Called with the value, or with undefined and what went wrong. */
type EvalCallback = (data: unknown, log: string) => void;

/** What `DeviceController` calls a success. */
export const SUCCESS = "success";

/** How the text of an unanswered expression begins. */
export const NO_ANSWER = "no answer to ";

/** Erases the line that somebody began to type, whatever is in it, without breaking the program that runs. */
export const ERASE_LINE = "\x1b[2H";

/** Milliseconds after which an expression is taken for unanswered. */
const ANSWER_TIMEOUT_MS = 10000;

interface Pending {
  callback: EvalCallback;
  timer: NodeJS.Timeout;
}

/**
 * The transport of a `DeviceController` over the console of an interpreter. An expression is sent as a line without echo that prints its
 * result behind a mark of its own, so it can be asked while a program runs and prints.
 */
export class ConsoleTransport {
  /** Milliseconds after which an expression that is sent from now on is taken for unanswered. */
  answerTimeoutMs = ANSWER_TIMEOUT_MS;
  private readonly _pending = new Map<string, Pending>();
  private _count = 0;

  /**
   * @param _send writes a byte string to the console.
   * @param _onClose ends the connection.
   * @param _session letters of the marks, so that a late answer to an earlier session is not taken for one of this.
   */
  constructor(
    private readonly _send: (text: string) => void,
    private readonly _onClose: () => void,
    private readonly _session = "",
  ) {}

  /** Evaluates an expression; the callback gets its value by way of JSON. */
  eval(code: string, callback: EvalCallback): void {
    const mark = `<${this._session}${++this._count}>`;
    const timer = setTimeout(() => this._answer(mark, undefined, `${NO_ANSWER}${code}`), this.answerTimeoutMs);
    // It is the port that keeps a process alive, not an answer that nobody may be waiting for any more. A browser's timers have no such method.
    timer.unref?.();
    this._pending.set(mark, { callback, timer });
    const print = (kind: string, value: string): string => `print(${byteLiteral(`${mark}${kind}`)}+${value})`;
    const value = `JSON.stringify(eval(${byteLiteral(code)}))`;
    this._send(`\x10try{${print("=", value)}}catch(e){${print("!", "e")}}\n`);
  }

  /** Sends text as if typed. */
  write(text: string, callback?: () => void): void {
    this._send(text);
    callback?.();
  }

  close(): void {
    this.fail("the console was closed");
    this._onClose();
  }

  /** Looks at a line of the console. @returns whether it was an answer and so no output of the program. */
  take(line: string): boolean {
    const [, mark, kind, text] = /(<[a-z]*\d+>)([=!])(.*)$/s.exec(line) ?? [];
    if (mark === undefined || text === undefined) return false;
    // An answer that comes too late is no output of the program either.
    if (!this._pending.has(mark)) return this._session !== "" && mark.startsWith(`<${this._session}`);
    if (kind === "!") this._answer(mark, undefined, text);
    else this._answerJson(mark, text);
    return true;
  }

  /** Answers all that is pending with an error. */
  fail(reason: string): void {
    for (const mark of [...this._pending.keys()]) this._answer(mark, undefined, reason);
  }

  private _answerJson(mark: string, text: string): void {
    let value: unknown;
    try {
      value = text === "undefined" ? undefined : JSON.parse(text);
    } catch {
      return this._answer(mark, undefined, `damaged answer: ${text}`);
    }
    this._answer(mark, value, SUCCESS);
  }

  private _answer(mark: string, data: unknown, log: string): void {
    const pending = this._pending.get(mark);
    this._pending.delete(mark);
    clearTimeout(pending?.timer);
    pending?.callback(data, log);
  }
}
