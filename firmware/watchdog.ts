import { isStuck } from "./backoff";

/** Below the 26 s that the watchdog of an STM32 can have at the least. */
const LIMIT_S = 25;
const KICK_S = 5;

/**
 * Starts the chip's watchdog. It is kicked only while what was planned happens: an interpreter that hangs, a timer that was lost, and a
 * state without a way out end in a restart. On Linux, which has none, the program is started again.
 */
export function startWatchdog(): void {
  E.enableWatchdog(LIMIT_S, false);
  setInterval(() => {
    if (isStuck(KICK_S)) load();
    else E.kickWatchdog();
  }, KICK_S * 1e3);
}
