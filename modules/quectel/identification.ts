import { send } from "../at/at-client";
import type { Done } from "./done";
import type { NetworkStatus } from "./bring-up";

/** Asks the modem what it is (`ATI`). */
export function identify(status: NetworkStatus, done: Done): void {
  send(
    "I",
    (error, lines) => {
      // Three lines: Quectel, <model>, Revision: <revision>.
      status.model = lines.split("\n")[1]!;
      done(error);
    },
    { isBare: true },
  );
}
