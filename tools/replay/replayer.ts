/**
 * Plays the modem's side of a record to a host, and compares what the host writes with what it wrote then. Each burst of the modem
 * comes when the host has written all that it had written before it, so long after that as it did then.
 */
import type { BytePort } from "../byte-port";
import type { Clock, TimerHandle } from "../clock";
import { secretMask, type Shown } from "../simulator/secret-mask";
import { emptyAnswer, withoutEmptyReads } from "./empty-reads";
import { HostText, shownText } from "./host-text";
import type { LineLog, LogEntry } from "./line-log";

export type Verdict =
  | { isSame: true; entries: number; seconds: number }
  | {
      isSame: false;
      /** Where the record and the host part. */
      entry: LogEntry;
      recorded: string;
      /** What the host wrote instead; empty: nothing. */
      written: string;
      /** What went over the line before, the last is the latest. */
      before: string[];
    };

/** Bytes in place of those that were kept secret. */
const FILLER = "x";

/** A host may take twice as long as then, and so much more, milliseconds: back-offs are drawn by lot. */
const PATIENCE_MS = 60_000;

/** What the driver writes to find the step (`AT+CMEE?`), and to leave data mode; and what a modem answers. */
const PROBE = /^( *\rAT\+CMEE\?\r|\+\+\+)$/;
const ESCAPE = "+++";
const PROBE_ANSWER = "\r\n+CMEE: 1\r\n\r\nOK\r\n";

/** From a read that found nothing, or a probe, to its answer. */
const ANSWER_MS = 5;

/** Lines of the dialogue that a verdict shows. */
const SHOWN_BEFORE = 6;

export class Replayer implements BytePort {
  /** Set when all is said. */
  verdict: Verdict | undefined;
  private readonly _entries: readonly LogEntry[];
  private _index = 0;
  private _receiver: (bytes: Buffer) => void = () => {};
  private _timer: TimerHandle | undefined;
  /** What the host wrote and was not compared yet. */
  private _written = "";
  private readonly _before: string[] = [];
  /** The host's first entry, then: what came before it waited in the port until the host was there. */
  private readonly _firstMs: number;
  /** The latest entry that is done: when it was then, and now. */
  private _thenMs: number;
  private _nowMs: number;
  private readonly _then: HostText;
  private readonly _now: HostText;
  private readonly _isTrace: boolean;
  private readonly _mask = secretMask((direction, shown) => {
    if (direction === "rx" && !this._answerRead(shown) && !this._takeProbe(shown))
      this._written += this._now.take(shown);
  });

  /** @param log a record; events and reads that found nothing are left out. */
  constructor(
    private readonly _clock: Clock,
    { entries, isTrace = false }: Pick<LineLog, "entries" | "isTrace">,
  ) {
    this._entries = withoutEmptyReads(entries.filter(({ mark }) => mark !== "!"));
    this._isTrace = isTrace;
    [this._then, this._now] = [new HostText(isTrace), new HostText(isTrace)];
    // A trace begins with the board itself.
    this._firstMs = isTrace ? 0 : (this._entries.find(({ mark }) => mark === ">")?.ms ?? 0);
    this._thenMs = this._firstMs;
    this._nowMs = _clock.now();
  }

  /** The host is there. */
  start(): void {
    this._nowMs = this._clock.now();
    this._go();
  }

  /** Called by the host. */
  write(bytes: Buffer): void {
    if (this.verdict) return;
    this._mask("rx", bytes);
    // Not within the host's call: it may still be busy with what it does next.
    this._clock.setTimeout(() => this._go(), 0);
  }

  onData(receiver: (bytes: Buffer) => void): void {
    this._receiver = receiver;
  }

  /** Answers a read that the record does not have now. */
  private _answerRead(shown: Shown): boolean {
    const answer = typeof shown === "string" ? emptyAnswer(shown) : undefined;
    const next = this._entries.slice(this._index).find(({ mark }) => mark === ">");
    if (answer === undefined || this._written !== "" || next?.content === shown) return false;
    this._clock.setTimeout(() => this._receiver(Buffer.from(answer, "latin1")), ANSWER_MS);
    return true;
  }

  /**
   * What a board writes in search of the step with its modem is in no trace, only what the modem answered. Where the trace has gone on
   * to a command already the modem answered, so this one is answered too.
   */
  private _takeProbe(shown: Shown): boolean {
    if (!this._isTrace || typeof shown !== "string" || !PROBE.test(shown)) return false;
    if (shown !== ESCAPE && this._entries[this._index]?.mark === ">")
      this._clock.setTimeout(() => this._receiver(Buffer.from(PROBE_ANSWER, "latin1")), ANSWER_MS);
    return true;
  }

  /** Passes over every entry that can be done now, and waits for the next. */
  private _go(): void {
    for (;;) {
      const entry = this._entries[this._index];
      if (this.verdict) return;
      if (!entry) return this._end();
      const isDone = entry.mark === ">" ? this._compare(entry) : this._say(entry);
      if (!isDone) return;
    }
  }

  /** An entry of the modem's. */
  private _say(entry: LogEntry): boolean {
    const dueMs = this._nowMs + entry.ms - this._thenMs;
    if (dueMs > this._clock.now()) {
      this._wait(dueMs - this._clock.now(), () => this._go());
      return false;
    }
    const { content } = entry;
    const text = typeof content === "number" ? FILLER.repeat(content) : content;
    this._done(entry, shownText(text));
    this._then.onModem(content);
    this._now.onModem(content);
    this._mask("tx", Buffer.from(text, "latin1"));
    this._receiver(Buffer.from(text, "latin1"));
    return true;
  }

  /** An entry of the host's. */
  private _compare(entry: LogEntry): boolean {
    const recorded = this._expected(entry);
    const written = this._written.slice(0, recorded.length);
    if (written === recorded) {
      this._written = this._written.slice(recorded.length);
      this._expectation = undefined;
      this._done(entry, shownText(recorded));
      return true;
    }
    if (!recorded.startsWith(written)) this._part(entry, recorded);
    else this._wait(this._patienceMs(entry), () => this._part(entry, recorded));
    return false;
  }

  /** Counts from the entry before, so that what the host writes besides does not put it off. */
  private _patienceMs(entry: LogEntry): number {
    return this._nowMs + 2 * (entry.ms - this._thenMs) + PATIENCE_MS - this._clock.now();
  }

  /** Asked again while the host has not written all of it. */
  private _expected(entry: LogEntry): string {
    return (this._expectation ??= this._then.take(entry.content));
  }

  private _expectation: string | undefined;

  private _done(entry: LogEntry, shown: string): void {
    this._clock.clearTimeout(this._timer);
    this._index++;
    this._thenMs = Math.max(entry.ms, this._firstMs);
    this._nowMs = this._clock.now();
    if (shown !== "") this._before.push(`${entry.mark} ${shown}`);
    if (this._before.length > SHOWN_BEFORE) this._before.shift();
  }

  private _wait(ms: number, action: () => void): void {
    this._clock.clearTimeout(this._timer);
    this._timer = this._clock.setTimeout(action, Math.max(0, ms));
  }

  private _part(entry: LogEntry, recorded: string): void {
    const end = this._written.indexOf("\r") + 1;
    const written = shownText(end > 0 ? this._written.slice(0, end) : this._written);
    this.verdict = { isSame: false, entry, recorded: shownText(recorded), written, before: [...this._before] };
    this._clock.clearTimeout(this._timer);
  }

  private _end(): void {
    this.verdict = { isSame: true, entries: this._index, seconds: this._thenMs / 1000 };
    this._clock.clearTimeout(this._timer);
  }
}
