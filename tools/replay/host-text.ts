/**
 * What a host writes, as far as it can be the same in two runs: readings and times are not, so the payload of a send is left out and
 * its length is a star. Bytes that are kept secret become one character each, which no byte string has.
 */
import type { Shown } from "../simulator/secret-mask";
import { SendPayload } from "./send-payload";

const SECRET = "\ue000";
const SEND_LENGTH = /(AT\+(?:QSSL|QI)SEND=\d+),\d+\r/gi;

/** Parameters that a board's own trace does not show. */
const SECRET_PARAMETERS = /(AT\+(?:CPIN|QICSGP))=[^\r]*\r/gi;

export class HostText {
  private readonly _payload = new SendPayload();

  /** @param _isTrace as a board's own trace has it. */
  constructor(private readonly _isTrace = false) {}

  /** @returns what counts of a piece of the host's. */
  take(shown: Shown): string {
    const parts = this._payload.split(shown).map(({ content, isPayload }) => {
      if (isPayload) return "";
      if (typeof content === "number") return SECRET.repeat(content);
      const text = content.replace(SEND_LENGTH, "$1,*\r");
      return this._isTrace ? text.replace(SECRET_PARAMETERS, "$1\r") : text;
    });
    return parts.join("");
  }

  /** The modem said something. */
  onModem(shown: Shown): void {
    this._payload.onModem(shown);
  }
}

/** For people. */
export function shownText(text: string): string {
  return JSON.stringify(text.replace(/\ue000+/g, (secret) => `<${secret.length} bytes>`)).slice(1, -1);
}
