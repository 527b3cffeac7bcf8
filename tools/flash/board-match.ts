/** Which board a `process.env.BOARD` of the interpreter is. */

/** What interpreters for a board call themselves, where that is not the board's own name. */
const OTHER_NAMES: Record<string, RegExp> = {
  LINUX: /^(LINUX|RASPBERRYPI)$/,
  PICO: /^PICO(_|$)/,
  ESP32: /^ESP32(_IDF4)?$/,
};

/** Whether an interpreter that calls itself `told` is for `board`, upper case. */
export function isBoard(board: string, told: string): boolean {
  return OTHER_NAMES[board]?.test(told) ?? board === told;
}

/** The board of an interpreter that calls itself `told`, undefined when it is none of `boards`. */
export function boardOf(told: string, boards: readonly string[]): string | undefined {
  return boards.find((board) => isBoard(board, told));
}
