/**
 * Server-Sent Events to any number of viewers. Remembers the state of each topic, so that a viewer who comes late or reloads
 * sees what the others see. Knows nothing of what the topics mean.
 */
import type { ServerResponse } from "node:http";
import { RecentMap } from "../collector/recent-map";

/** Values kept per topic, for topics with a key. */
const MAX_KEYS = 500;
/** Items kept per topic that is appended to. */
const MAX_ITEMS = 400;
const MAX_VIEWERS = 32;
/** A viewer that has this many bytes unread is dropped; its browser comes back by itself. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;
/** Comments keep proxies from closing a silent stream, and show which viewers are gone. */
const HEARTBEAT_MS = 15000;

export class EventHub {
  private readonly _viewers = new Set<ServerResponse>();
  private readonly _latest = new Map<string, RecentMap<string, unknown>>();
  private readonly _items = new Map<string, unknown[]>();
  private readonly _histories = new Map<string, () => readonly unknown[]>();
  private _heartbeat: NodeJS.Timeout | undefined;

  get viewers(): number {
    return this._viewers.size;
  }

  /** Sends the new value of a topic; a later viewer is sent the last value of each `key`. */
  push(topic: string, value: unknown, key: string): void {
    const values = this._latest.get(topic) ?? new RecentMap<string, unknown>(MAX_KEYS);
    values.set(key, value);
    this._latest.set(topic, values);
    this._broadcast(frame(topic, value));
  }

  /** Sends items of a topic that is a sequence; a later viewer is sent the last of them, in one event. */
  append(topic: string, items: readonly unknown[]): void {
    if (items.length === 0) return;
    this._items.set(topic, [...(this._items.get(topic) ?? []), ...items].slice(-MAX_ITEMS));
    this._broadcast(frame(topic, items));
  }

  /** Sends a value of a topic that somebody else remembers, see {@link remember}. */
  tell(topic: string, value: unknown): void {
    this._broadcast(frame(topic, value));
  }

  /** @param all gives the values of a topic that a later viewer is sent, each in one event. */
  remember(topic: string, all: () => readonly unknown[]): void {
    this._histories.set(topic, all);
  }

  /** How many values and items are kept. */
  get kept(): number {
    const values = [...this._latest.values()].reduce((sum, { size }) => sum + size, 0);
    return [...this._items.values()].reduce((sum, { length }) => sum + length, values);
  }

  /** Takes a viewer in and sends it the state; false when there are too many. */
  join(response: ServerResponse): boolean {
    if (this._viewers.size >= MAX_VIEWERS) return false;
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(this._replay());
    this._viewers.add(response);
    response.once("close", () => this._leave(response));
    this._heartbeat ??= setInterval(() => this._broadcast(":\n\n"), HEARTBEAT_MS).unref();
    return true;
  }

  /** Ends the streams of all viewers. */
  close(): void {
    for (const viewer of [...this._viewers]) viewer.destroy();
  }

  private _leave(response: ServerResponse): void {
    this._viewers.delete(response);
    if (this._viewers.size > 0) return;
    clearInterval(this._heartbeat);
    this._heartbeat = undefined;
  }

  /** Begins with `hello`, on which a page clears itself: after a reconnect all of the state comes again. */
  private _replay(): string {
    const latest = [...this._latest].flatMap(([topic, values]) =>
      values.entries().map(([, value]) => frame(topic, value)),
    );
    const items = [...this._items].map(([topic, list]) => frame(topic, list));
    const histories = [...this._histories].flatMap(([topic, all]) => all().map((value) => frame(topic, value)));
    // `ready` ends it: what comes behind it is new.
    return [frame("hello", { atMs: Date.now() }), ...latest, ...histories, ...items, frame("ready", {})].join("");
  }

  private _broadcast(text: string): void {
    for (const viewer of [...this._viewers]) {
      if (viewer.writableLength > MAX_UNREAD_BYTES) viewer.destroy();
      else viewer.write(text);
    }
  }
}

/** JSON has no raw line ends, so the data is always one line. */
function frame(topic: string, value: unknown): string {
  return `event: ${topic}\ndata: ${JSON.stringify(value)}\n\n`;
}
