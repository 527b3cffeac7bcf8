import { send } from "../at/at-client";
import type { AtDone } from "../at/at-command";
import type { Done } from "./done";
import { quoted } from "./text";

/** Remembers over restarts of the board that a PIN was refused: three refusals lock the card. */
export interface PinGuard {
  isRefused(): boolean;
  setRefused(isRefused: boolean): void;
}

/** `+CME ERROR` of a card that is not there, or not yet (3GPP TS 27.007, 9.2.1). */
const NOT_INSERTED = 10;
const BUSY = 14;

/** A SIM that does not show within so many seconds is absent (TCP/IP application note, bring-up chart). */
const PATIENCE_S = 20;

const REFUSED = "PIN refused, not retried: correct pin";

/**
 * Waits for the SIM and unlocks it (`AT+CPIN`). The PIN is sent at most once: before it is sent the guard is told that it
 * was refused, and only the modem's OK takes that back, so a reset in between cannot cost a second try.
 *
 * @param pin 4 to 8 digits, or "" when the card asks for none.
 */
export function unlockSim(pin: string, guard: PinGuard, done: Done): void {
  const command = "+CPIN=" + quoted("pin", pin, 8);
  let tries = 0;
  const fail = (reason: string): void => done(new Error("SIM: " + reason));
  const ask = (): void => send("+CPIN?", onState);
  const onPin: AtDone = (error) => {
    if (error) fail(REFUSED);
    else {
      guard.setRefused(false);
      ask();
    }
  };
  const onState: AtDone = (error, state) => {
    const code = error && error.code;
    // A modem that boots also answers without a state.
    const isComing = error ? code === NOT_INSERTED || code === BUSY : !state || state === "NOT READY";
    if (state === "READY") done();
    else if (isComing && ++tries <= PATIENCE_S) setTimeout(ask, 1000);
    else if (code === NOT_INSERTED) fail("not inserted: check card");
    else if (state !== "SIM PIN") fail((error ? error.message : state) + ": try in a phone");
    else if (!pin || guard.isRefused()) fail(pin ? REFUSED : "needs a PIN: set pin");
    else {
      guard.setRefused(true);
      pin = "";
      send(command, onPin, { isSecret: true });
    }
  };
  ask();
}
