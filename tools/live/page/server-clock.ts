/** The server's time, of which all times on the page are; the browser's clock may be another one. */

let offsetMs = 0;

/** The server has just told its time. */
export function onServerTime(ms: number): void {
  offsetMs = ms - Date.now();
}

/** Milliseconds since 1970. */
export const serverNow = (): number => Date.now() + offsetMs;
