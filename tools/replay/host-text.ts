/**
 * What a host writes, as far as it can be the same in two runs: readings and times are not, so the payload of a send is left out and
 * its length is a star. Bytes that are kept secret become one character each, which no byte string has.
 */
import type { Shown } from "../simulator/secret-mask";

const SECRET = "\ue000";
const SEND = /(AT\+(?:QSSL|QI)SEND=\d+),(\d+)\r/i;
/** The modem takes no payload, or has it. */
const SEND_END = /ERROR|RDY|SEND/;

export class HostText {
  private _dueBytes = 0;

  /** @returns what counts of a piece of the host's. */
  take(shown: Shown): string {
    if (typeof shown === "number") return SECRET.repeat(shown);
    const skipped = Math.min(this._dueBytes, shown.length);
    this._dueBytes -= skipped;
    const text = shown.slice(skipped);
    const send = SEND.exec(text);
    if (!send) return text;
    const end = send.index + send[0].length;
    this._dueBytes = Number(send[2]);
    return `${text.slice(0, send.index)}${send[1]},*\r${this.take(text.slice(end))}`;
  }

  /** The modem said something. */
  onModem(shown: Shown): void {
    if (typeof shown === "string" && SEND_END.test(shown)) this._dueBytes = 0;
  }
}

/** For people. */
export function shownText(text: string): string {
  return JSON.stringify(text.replace(/\ue000+/g, (secret) => `<${secret.length} bytes>`)).slice(1, -1);
}
