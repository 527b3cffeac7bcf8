/**
 * The guard between text from outside and the AT command line: the only place where a string is put between quotes.
 * A quote, CR, LF or any other control character could end the parameter and add a command of its own.
 */

/**
 * @param field name of the parameter for the error, as the user knows it (`apn`, `server.url`).
 * @param maxLength longest text the command takes, bytes.
 * @returns `text` between quotes.
 * @throws Error naming the field when the text is too long or holds a character that a command line cannot carry.
 */
export function quoted(field: string, text: string, maxLength: number): string {
  if (text.length > maxLength) throw new Error(field + ": " + text.length + " characters, at most " + maxLength);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code > 126 || code === 34)
      throw new Error(
        field + ": character " + i + " (code " + code + ") is not allowed: use ASCII without quotes, CR, LF",
      );
  }
  return '"' + text + '"';
}

/**
 * @returns `value` when it is a whole number from `min` to `max`.
 * @throws Error naming the field and its range.
 */
export function ranged(field: string, value: number, min: number, max: number): number {
  if ((value | 0) !== value || value < min || value > max)
    throw new Error(field + ": " + value + " is out of range " + min + "-" + max);
  return value;
}
