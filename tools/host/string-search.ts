/**
 * `indexOf` of Espruino 2v29: a pattern that the end of the text cuts off counts as found there (`"abc\r".indexOf("\r\n")` is
 * 3), and a start beyond the last possible place is moved back to just behind it.
 */
export function espruinoIndexOf(text: string, pattern: string, start = 0): number {
  if (pattern.length > text.length) return -1;
  const from = Math.min(Math.max(0, start), text.length - pattern.length + 1);
  const whole = text.indexOf(pattern, from);
  if (whole >= 0) return whole < text.length ? whole : -1;
  for (let index = Math.max(from, text.length - pattern.length + 1); index < text.length; index++) {
    if (pattern.startsWith(text.slice(index))) return index;
  }
  return -1;
}
