/**
 * `indexOf` of Espruino 2v29: a pattern that the end of the text cuts off counts as found there (`"abc\r".indexOf("\r\n")` is
 * 3), and a start beyond the last possible place is moved back to just behind it.
 */
export function espruinoIndexOf(text: string, pattern: string, start = 0): number {
  if (pattern.length > text.length) return -1;
  const from = firstPlace(text.length, pattern, start);
  const whole = text.indexOf(pattern, from);
  if (whole >= 0) return whole < text.length ? whole : -1;
  return cutOff(text.slice(1 - pattern.length || text.length), text.length, pattern, from);
}

/** The same in bytes that are looked at as a byte string. */
export function espruinoIndexOfBytes(bytes: Buffer, pattern: string, start = 0): number {
  if (pattern.length > bytes.length) return -1;
  const from = firstPlace(bytes.length, pattern, start);
  const whole = bytes.indexOf(pattern, from, "latin1");
  if (whole >= 0) return whole < bytes.length ? whole : -1;
  return cutOff(bytes.toString("latin1", bytes.length - pattern.length + 1), bytes.length, pattern, from);
}

function firstPlace(length: number, pattern: string, start: number): number {
  return Math.min(Math.max(0, start), length - pattern.length + 1);
}

/** @param tail the last characters of a text of this length, in which the pattern may be cut off. */
function cutOff(tail: string, length: number, pattern: string, from: number): number {
  for (let index = Math.max(from, length - tail.length); index < length; index++) {
    if (pattern.startsWith(tail.slice(index - length))) return index;
  }
  return -1;
}

/**
 * `split` of Espruino 2v29 by a text that is not empty: a separator may begin within the one before it, and then all that is left is a piece; a text that
 * is shorter than the separator by two characters or more has no piece.
 */
export function espruinoSplit(text: string, separator: string): string[] {
  if (text.length + 1 < separator.length) return [];
  const pieces: string[] = [];
  let last = 0;
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + 1)) {
    pieces.push(text.slice(last, at < last ? undefined : at));
    last = at + separator.length;
  }
  return [...pieces, text.slice(last)];
}
