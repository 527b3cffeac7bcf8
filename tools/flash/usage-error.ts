/** A command line or a file it names cannot be followed; the message names it and says what to do. */
export class UsageError extends Error {}
