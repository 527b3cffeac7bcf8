/** What is printed: lines with the level's letter and the time, seconds since 1970. */

let isQuiet = false;

/** @param isOnlyErrors leaves out what is no error. */
export function setLog(isOnlyErrors: boolean): void {
  isQuiet = isOnlyErrors;
}

export function logError(text: string): void {
  print("E " + getTime().toFixed(1) + " " + text);
}

export function logInfo(text: string): void {
  if (!isQuiet) print("I " + getTime().toFixed(1) + " " + text);
}
