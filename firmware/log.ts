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
  print(level + new Date().toISOString().substr(11, 8) + " " + text);
}
