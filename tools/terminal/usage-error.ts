/** A command line, or a file that it names, cannot be followed: exit code 2. The message names it and says what to do. */
export class UsageError extends Error {}
