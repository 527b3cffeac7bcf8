/**
 * The guard between what comes from outside and the AT command line: the only place where a string is put between quotes.
 */

/** True for printable ASCII without quotes: no other text can end its parameter and add a command of its own. */
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
    throw new Error(field + ": at most " + maxLength + " ASCII characters, no quotes, CR, LF");
  return '"' + text + '"';
}
