/** The way to a board failed: the text says what, and what to do. */
export class LinkError extends Error {}
