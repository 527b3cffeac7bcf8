/** Messages that came while `recv/mode` is 1: five places, each read by its number; a further one takes the place of the oldest. */

export interface MqttMessage {
  /** 0 with QoS 0. */
  messageId: number;
  topic: string;
  payload: Buffer;
}

const PLACES = 5;

export class MqttInbox {
  private readonly _places: (MqttMessage | undefined)[] = Array.from({ length: PLACES });
  private _next = 0;

  static readonly places = PLACES;

  /** @returns the place. */
  put(message: MqttMessage): number {
    const place = this._next;
    this._places[place] = message;
    this._next = (place + 1) % PLACES;
    return place;
  }

  /** Takes a message out of its place; undefined: there is none. */
  take(place: number): MqttMessage | undefined {
    const message = this._places[place];
    this._places[place] = undefined;
    return message;
  }

  /** For each place 1 when there is a message in it. */
  get states(): number[] {
    return this._places.map((message) => (message ? 1 : 0));
  }

  clear(): void {
    this._places.fill(undefined);
    this._next = 0;
  }
}
