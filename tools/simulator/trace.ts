/** Prints the dialogue for people: one line for each burst in one direction, control characters visible, without secrets. */
import { type Direction, secretMask } from "./secret-mask";

/** @param print gets one line, without line end. */
export function dialogueTrace(print: (line: string) => void): (direction: Direction, bytes: Buffer) => void {
  return secretMask((direction, shown) => {
    const text = typeof shown === "number" ? `<${shown} bytes>` : JSON.stringify(shown).slice(1, -1);
    print(`${direction === "rx" ? "->" : "<-"} ${text}`);
  });
}
