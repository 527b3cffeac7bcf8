import { send } from "../at/at-client";
import type { Done } from "./done";

/** Name of the modem, from `ATI`; "" before it was asked. */
export let model = "";

/** Asks the modem what it is. */
export function identify(done: Done): void {
  send(
    "I",
    (error, lines) => {
      // Three lines: Quectel, <model>, Revision: <revision>.
      model = lines.split("\n")[1]!;
      done(error);
    },
    { isBare: true },
  );
}
