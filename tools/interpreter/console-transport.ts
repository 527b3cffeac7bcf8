import { byteLiteral } from "./byte-literal";

/** Called with the value, or with undefined and what went wrong. */
type EvalCallback = (data: unknown, log: string) => void;

/** What `DeviceController` calls a success. */
export const SUCCESS = "success";

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
  private readonly _pending = new Map<string, Pending>();
  private _count = 0;

  /**
   * @param _send writes a byte string to the console.
   * @param _onClose ends the connection.
   */
  constructor(
    private readonly _send: (text: string) => void,
    private readonly _onClose: () => void,
  ) {}

  /** Evaluates an expression; the callback gets its value by way of JSON. */
  eval(code: string, callback: EvalCallback): void {
    const mark = `<${++this._count}>`;
    const timer = setTimeout(() => this._answer(mark, undefined, `no answer to ${code}`), ANSWER_TIMEOUT_MS);
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
    const [, mark, kind, text] = /(<\d+>)([=!])(.*)$/s.exec(line) ?? [];
    if (mark === undefined || text === undefined || !this._pending.has(mark)) return false;
    if (kind === "!") this._answer(mark, undefined, text);
    else this._answer(mark, text === "undefined" ? undefined : (JSON.parse(text) as unknown), SUCCESS);
    return true;
  }

  /** Answers all that is pending with an error. */
  fail(reason: string): void {
    for (const mark of [...this._pending.keys()]) this._answer(mark, undefined, reason);
  }

  private _answer(mark: string, data: unknown, log: string): void {
    const pending = this._pending.get(mark);
    this._pending.delete(mark);
    clearTimeout(pending?.timer);
    pending?.callback(data, log);
  }
}
