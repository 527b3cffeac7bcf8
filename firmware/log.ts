/** What is printed: lines with the level's letter and the time of day, UTC. */

let isQuiet = false;

/** @param isOnlyErrors leaves out what is no error. */
export function setLog(isOnlyErrors: boolean): void {
  isQuiet = isOnlyErrors;
}

export function logError(text: string): void {
  write("E ", text);
}

export function logInfo(text: string): void {
  if (!isQuiet) write("I ", text);
}

function write(level: string, text: string): void {
  const seconds = Math.floor(getTime()) % 86400;
  // Digits 1hh0mm0ss. A Date would take nine variables for good.
  const time = "" + (1e8 + Math.floor(seconds / 3600) * 1e6 + (Math.floor(seconds / 60) % 60) * 1e3 + (seconds % 60));
  print(level + time.substr(1, 2) + ":" + time.substr(4, 2) + ":" + time.substr(7) + " " + text);
}
