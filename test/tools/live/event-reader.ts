import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";

export interface PageEvent {
  topic: string;
  value: unknown;
}

/** A viewer of the page: reads its event stream as a browser would. */
export class EventReader {
  private _text = "";
  private readonly _events: PageEvent[] = [];

  private constructor(private readonly _response: IncomingMessage) {
    _response.setEncoding("utf8").on("data", (text: string) => this._take(text));
    _response.on("error", () => {}); // The page is closed while it is looked at.
  }

  static async open(url: string): Promise<EventReader> {
    const [response] = (await once(get(`${url}events`, { agent: false }), "response")) as [IncomingMessage];
    return new EventReader(response);
  }

  get status(): number {
    return this._response.statusCode!;
  }

  /** The next event of a topic; events before it are passed over. */
  async next(topic: string): Promise<unknown> {
    for (;;) {
      const event = this._events.shift();
      if (event?.topic === topic) return event.value;
      if (!event) await once(this._response, "data");
    }
  }

  /** Goes away, and waits until that is so. */
  async leave(): Promise<void> {
    this._response.destroy();
    if (!this._response.closed) await once(this._response, "close").catch(() => {});
  }

  private _take(text: string): void {
    const frames = (this._text + text).split("\n\n");
    this._text = frames.pop()!;
    for (const frame of frames) {
      const [, topic, value] = /^event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
      if (topic) this._events.push({ topic, value: JSON.parse(value!) });
    }
  }
}
