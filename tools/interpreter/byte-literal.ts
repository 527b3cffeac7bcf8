/** A byte string as a literal of program text, all in printable ASCII. */
export function byteLiteral(text: string): string {
  return `"${text.replace(/[^ !#-[\]-~]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`)}"`;
}
