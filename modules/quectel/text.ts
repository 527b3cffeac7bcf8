/**
 * The guard between what comes from outside and the AT command line: the only place where a string is put between quotes, and
 * where a number is judged.
 */

/**
 * Printable ASCII without quotes: no other text can end its parameter and add a command of its own. A pattern that is made when it is
 * used takes no memory meanwhile.
 */
export function isPlain(text: string): boolean {
  return /^[ !#-~]*$/.test(text);
}

/**
 * @param field name of the parameter for the error, as the user knows it (`apn`, `server.url`).
 * @param maxLength longest text the command takes, bytes.
 * @returns `text` between quotes.
 * @throws Error naming the field, not its value which may be secret, when the text is too long or holds a character that a command line cannot carry.
 */
export function quoted(field: string, text: string, maxLength: number): string {
  if (text.length > maxLength || !isPlain(text))
    throw new Error(field + ": at most " + maxLength + " printable ASCII, no quotes");
  return '"' + text + '"';
}

/**
 * @param value a number, or a text that spells one, in decimal digits and nothing else: such a text may go into a command as it is.
 * @returns the number when it is whole and from `min` to `max`.
 * @throws Error naming the field, the value and the range.
 */
export function integer(field: string, value: number | string, min: number, max: number): number {
  // As texts: an empty one or null would pass for 0 as a number, and one with a line end for what it begins with.
  if ("" + ((value as number) | 0) !== "" + value || (value as number) < min || (value as number) > max)
    throw new Error(field + ": " + value + " is not " + min + "-" + max);
  return +value;
}

/**
 * The interpreter throws where a text of 70 digits is to become a number: whoever waits for what comes next would wait for ever.
 * @param text as the modem said it, undefined when it said less than expected.
 * @returns the whole number that it begins with, NaN when there is none.
 */
export function firstNumber(text: string | undefined): number {
  return parseInt(("" + text).substr(0, 20));
}
