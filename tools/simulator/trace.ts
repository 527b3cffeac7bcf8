/** Prints the dialogue for people: one line for each burst in one direction, control characters visible. */

/** @param print gets one line, without line end. */
export function dialogueTrace(print: (line: string) => void): (direction: "rx" | "tx", bytes: Buffer) => void {
  return (direction, bytes) => {
    const text = JSON.stringify(bytes.toString("latin1")).slice(1, -1);
    print(`${direction === "rx" ? "->" : "<-"} ${text}`);
  };
}
