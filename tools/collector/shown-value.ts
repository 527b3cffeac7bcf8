const SHOWN_CHARACTERS = 40;

/** Shows a received value in a message: short, and without walking into it, so the depth of hostile JSON does not matter. */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
}

/** Text for a terminal: control characters and all beyond ASCII as escapes, so that no sender can move the cursor. */
export function printable(text: string): string {
  return text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
