/** Numbers in byte strings: short names for what the explainer does everywhere. */

/** The byte at `at`, NaN behind the end. */
export function byteAt(bytes: string, at: number): number {
  return bytes.charCodeAt(at);
}

/** The two bytes at `at`, high byte first. */
export function uint16At(bytes: string, at: number): number {
  return byteAt(bytes, at) * 256 + byteAt(bytes, at + 1);
}
