/** What may be spent in a day, UTC, on a network or server that is not there. */
import { State, state } from "./journal";

const DAY_S = 86400;

let cyclesPerDay = 0;
let bytesPerDay = 0;
let spentBytes = 0;

/** @param power `power` of the configuration. */
export function startBudget(power: { cyclesPerDay: number; kBytesPerDay: number }): void {
  cyclesPerDay = power.cyclesPerDay;
  bytesPerDay = power.kBytesPerDay * 1024;
}

/** Takes a power cycle of the modem out of the day's. @returns false when none is left. */
export function takePowerCycle(): boolean {
  beginDay();
  return state[State.Cycles]!++ < cyclesPerDay;
}

/**
 * Takes what a failed upload cost out of the day's.
 * @returns seconds until there is more, 0 when some is left.
 */
export function takeBytes(bytes: number): number {
  beginDay();
  return (spentBytes += bytes) > bytesPerDay ? DAY_S - (getTime() % DAY_S) : 0;
}

function beginDay(): void {
  const today = Math.floor(getTime() / DAY_S);
  if (state[State.Day] === today) return;
  state[State.Day] = today;
  state[State.Cycles] = spentBytes = 0;
}
