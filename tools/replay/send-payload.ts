/** Tells the payload of sends from the commands in what a host writes. */
import type { Shown } from "../simulator/secret-mask";

const SEND = /AT\+(?:QSSL|QI)SEND=\d+,(\d+)\r/i;
/** The modem takes no payload, or has it. */
const SEND_END = /ERROR|RDY|SEND/;

export class SendPayload {
  private _dueBytes = 0;

  /** @returns a piece of the host's in order: commands as they are, payload as the number of its bytes. */
  split(shown: Shown): { content: Shown; isPayload: boolean }[] {
    const length = typeof shown === "number" ? shown : shown.length;
    const payload = Math.min(this._dueBytes, length);
    this._dueBytes -= payload;
    const parts = payload > 0 ? [{ content: payload, isPayload: true }] : [];
    if (payload === length) return parts;
    return [...parts, ...this._commands(typeof shown === "number" ? shown - payload : shown.slice(payload))];
  }

  /** The modem said something. */
  onModem(shown: Shown): void {
    if (typeof shown === "string" && SEND_END.test(shown)) this._dueBytes = 0;
  }

  private _commands(shown: Shown): { content: Shown; isPayload: boolean }[] {
    const send = typeof shown === "string" ? SEND.exec(shown) : null;
    if (!send || typeof shown === "number") return [{ content: shown, isPayload: false }];
    const end = send.index + send[0].length;
    this._dueBytes = Number(send[1]);
    const command = { content: shown.slice(0, end), isPayload: false };
    return end === shown.length ? [command] : [command, ...this.split(shown.slice(end))];
  }
}
