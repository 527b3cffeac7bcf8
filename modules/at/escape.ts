/** Leaves data mode, in silence before and behind it; some modems want a little more than the 1 s of the manuals. */
export const ESCAPE = "+++";
export const ESCAPE_GUARD_MS = 1100;
