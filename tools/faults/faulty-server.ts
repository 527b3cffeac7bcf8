/**
 * What a server does in place of its work. Knows no socket: a server asks it about each connection and each request, and does as it
 * is told. Every fault counts down.
 */
import type { SpoiltAnswer } from "./spoilt-answer";

/** What a new connection meets. `serve`: nothing unusual; `reset`; `mute`: no answer at all; a number: a fatal TLS alert with that description. */
export type Greeting = "serve" | "reset" | "mute" | number;

export class FaultyServer {
  /** Called for each request. */
  onRequest: () => void = () => {};
  /** New connections are reset. */
  isRefusing = false;
  private _greetings: Greeting[] = [];
  private _toLeave = 0;
  private _answers: SpoiltAnswer[] = [];

  /** The next connections meet this. */
  greet(greeting: Greeting, count: number): void {
    this._greetings = Array.from({ length: count }, () => greeting);
  }

  /** The next connections are closed as soon as they are up. */
  leave(count: number): void {
    this._toLeave = count;
  }

  /** The next requests get this. */
  spoil(answer: SpoiltAnswer, count: number): void {
    this._answers = Array.from({ length: count }, () => answer);
  }

  /** The next connections and requests meet nothing unusual. */
  get isSpent(): boolean {
    return this._greetings.length + this._toLeave + this._answers.length === 0;
  }

  /** A connection was accepted. */
  takeConnection(): Greeting {
    return this.isRefusing ? "reset" : (this._greetings.shift() ?? "serve");
  }

  /** A connection is up: whether it is closed before anything is read. */
  takeSecured(): boolean {
    return this._toLeave > 0 && this._toLeave-- > 0;
  }

  /** A request has come: what is answered in place of the server's own answer. */
  takeRequest(): SpoiltAnswer | undefined {
    this.onRequest();
    return this._answers.shift();
  }
}
