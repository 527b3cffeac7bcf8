import { send } from "../at/at-client";
import type { Done } from "./done";
import type { NetworkStatus } from "./bring-up";

/** Asks the modem what it is (`ATI`). */
export function identify(status: NetworkStatus, done: Done): void {
  send(
    "I",
    (error, lines) => {
      // Three lines: Quectel, <model>, Revision: <revision>; a URC may stand between them.
      status.model = (/\n([A-Z]+\d[^\n]*)/.exec(lines) || "")[1]!;
      done(error);
    },
    { isBare: true },
  );
}
