import type { AtClient } from "../at/at-client";
import type { AtError } from "../at/at-error";
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

/**
 * Waits for the SIM and unlocks it (`AT+CPIN`). The PIN is sent at most once: before it is sent the guard is told that it
 * was refused, and only the modem's OK takes that back, so a reset in between cannot cost a second try.
 *
 * @param pin 4 to 8 digits, or "" when the card asks for none.
 * @param limitMs how long a card that is absent or busy is waited for (manual: 20 s).
 */
export function unlockSim(at: AtClient, pin: string, guard: PinGuard, limitMs: number, done: Done): void {
  const retry = (nextPin: string): void => {
    setTimeout(() => unlockSim(at, nextPin, guard, limitMs - 1000, done), 1000);
  };
  const fail = (reason: string): void => done(new Error("SIM: " + reason));
  const onPin = (error: AtError | null): void => {
    if (error) return fail("PIN refused (" + error.message + "): correct pin; it is not tried again");
    guard.setRefused(false);
    retry("");
  };
  at.send("+CPIN?", (error, state) => {
    const isComing =
      limitMs > 0 && (error ? error.code === NOT_INSERTED || error.code === BUSY : state === "NOT READY");
    if (state === "READY") done();
    else if (isComing) retry(pin);
    else if (error) fail(error.code === NOT_INSERTED ? "not inserted: check card and holder" : error.message);
    else if (state !== "SIM PIN") fail(state + ": unlock the card in a phone");
    else if (!pin) fail("asks for a PIN: set pin");
    else if (guard.isRefused()) fail("this PIN was refused before and is not tried again: correct pin");
    else {
      guard.setRefused(true);
      at.send("+CPIN=" + quoted("pin", pin, 8), onPin, { isSecret: true });
    }
  });
}
