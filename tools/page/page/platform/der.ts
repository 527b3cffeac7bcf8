/** Values of ASN.1 in DER: taken apart, and put together. */

export const enum Tag {
  Integer = 0x02,
  BitString = 0x03,
  OctetString = 0x04,
  ObjectIdentifier = 0x06,
  Sequence = 0x30,
  Context0 = 0xa0,
  Context1 = 0xa1,
}

export interface DerValue {
  tag: number;
  content: Buffer;
  /** With tag and length. */
  whole: Buffer;
}

/** The values that bytes consist of. @throws Error when they are no whole values. */
export function derValues(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const value = valueAt(bytes, at);
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

/** The values inside the one sequence that bytes are. @throws Error when they are none. */
export function sequenceOf(bytes: Buffer): DerValue[] {
  const values = derValues(bytes);
  if (values.length !== 1 || values[0]!.tag !== (Tag.Sequence as number)) throw new Error("no sequence");
  return derValues(values[0]!.content);
}

/** One value. @param parts of its content. */
export function derValue(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest >>= 8) length.unshift(rest & 255);
  const head = content.length < 128 ? [tag, content.length] : [tag, 128 | length.length, ...length];
  return Buffer.concat([Buffer.from(head), content]);
}

function valueAt(bytes: Buffer, at: number): DerValue {
  const tag = bytes[at]!;
  const first = bytes[at + 1] ?? 0x80;
  const count = first < 128 ? 0 : first & 127;
  if (first === 0x80 || count > 3 || at + 2 + count > bytes.length) throw new Error("no DER");
  const length = count === 0 ? first : bytes.readUIntBE(at + 2, count);
  const begin = at + 2 + count;
  if (begin + length > bytes.length) throw new Error("DER is cut short");
  return { tag, content: bytes.subarray(begin, begin + length), whole: bytes.subarray(at, begin + length) };
}
