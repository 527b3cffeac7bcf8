/** Which board a `process.env.BOARD` of the interpreter is. */
import { LinkError } from "../link/link-error";

/** What interpreters for a board call themselves, where that is not the board's own name. */
const OTHER_NAMES: Record<string, RegExp> = {
  LINUX: /^(LINUX|RASPBERRYPI)$/,
  PICO: /^PICO(_|$)/,
  ESP32: /^ESP32(_IDF4)?$/,
};

/**
 * The board to make the firmware for.
 * @param asked name of a board, undefined when it is to be found.
 * @param told what the interpreter calls itself.
 * @param boards all there is firmware for.
 * @throws LinkError with a remedy when it is another than was asked for, or unknown.
 */
export function matchBoard(asked: string | undefined, told: string, boards: readonly string[]): string {
  const right = boards.find((board) => OTHER_NAMES[board]?.test(told) ?? board === told);
  if (asked === undefined && right === undefined)
    throw new LinkError(`there is no firmware for ${told}: boards are ${boards.join(", ")}`);
  if (right !== undefined && (asked ?? right) === right) return right;
  const remedy = right === undefined ? "" : `use --board ${right}, or `;
  throw new LinkError(`the board is ${told}, not ${asked}: ${remedy}check --port; nothing was changed`);
}
