/** Takes a PEM file apart (RFC 7468): the blocks, their DER, and what is wrong with them. Knows nothing of what is inside. */

/** What stands between a BEGIN and its END line. */
export interface PemBlock {
  /** `CERTIFICATE`, `RSA PRIVATE KEY`. */
  label: string;
  der: Buffer;
  /** Header lines of the old encrypted form (`Proc-Type: 4,ENCRYPTED`): the block has no DER of its own. */
  isEncrypted: boolean;
}

/** The file is damaged; the text says where. It never quotes a line: it may be a key's. */
export class PemError extends Error {}

const BEGIN = /^-----BEGIN ([A-Z0-9 ]+)-----$/;
const END = /^-----END ([A-Z0-9 ]+)-----$/;
const HEADER = /^[A-Za-z-]+:/;
const COLUMNS = 64;
/** Tags of ASN.1: everything in PEM is a SEQUENCE. */
const SEQUENCE = 0x30;

/**
 * The blocks of a text, in order; what stands around them is left aside. Any line end will do.
 * @throws PemError for a block that does not end, is not base64 or not whole.
 */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let open: { label: string; line: number; body: string[] } | undefined;
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.trim();
    const begins = BEGIN.exec(line)?.[1];
    const ends = END.exec(line)?.[1];
    if (begins !== undefined) {
      if (open) throw new PemError(`is truncated: ${open.label} of line ${open.line} has no END line`);
      open = { label: begins, line: index + 1, body: [] };
    } else if (ends !== undefined) {
      if (!open) throw new PemError(`is damaged: line ${index + 1} ends a ${ends} that did not begin`);
      if (open.label !== ends)
        throw new PemError(`is damaged: ${open.label} of line ${open.line} ends as ${ends} in line ${index + 1}`);
      blocks.push(toBlock(open));
      open = undefined;
    } else open?.body.push(line);
  }
  if (open) throw new PemError(`is truncated: ${open.label} of line ${open.line} has no END line`);
  return blocks;
}

/** A block as every modem reads it: lines of 64 characters, LF, nothing around it. */
export function pemText(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(new RegExp(`.{1,${COLUMNS}}`, "g")) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function toBlock({ label, line, body }: { label: string; line: number; body: string[] }): PemBlock {
  const headers = body.filter((text) => HEADER.test(text));
  const isEncrypted = headers.some((text) => /ENCRYPTED/.test(text));
  const base64 = body.filter((text) => !headers.includes(text) && text !== "");
  for (const text of base64)
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new PemError(`is damaged: ${label} of line ${line} is not base64`);
  const characters = base64.join("");
  if (characters === "") throw new PemError(`is damaged: ${label} of line ${line} is empty`);
  const der = Buffer.from(characters, "base64");
  if (!isEncrypted) checkLength(der, `${label} of line ${line}`);
  return { label, der, isEncrypted };
}

/** A text that was cut in the middle can still be base64: the outermost length of DER tells. */
function checkLength(der: Buffer, where: string): void {
  const length = derLength(der);
  // EC PARAMETERS are a bare object identifier.
  if (length === undefined) throw new PemError(`is damaged: ${where} is no ASN.1`);
  if (der.length < length) throw new PemError(`is truncated: ${where} has ${der.length} of ${length} bytes`);
  if (der.length > length) throw new PemError(`is damaged: ${where} has ${der.length - length} bytes too many`);
}

/** Whole length of the ASN.1 value that `der` begins with, undefined when it begins with none. */
export function derLength(der: Buffer): number | undefined {
  const [tag, first] = [der[0], der[1]];
  if (tag === undefined || first === undefined || (tag !== SEQUENCE && tag !== 6)) return undefined;
  if (first < 0x80) return first + 2;
  const count = first & 0x7f;
  if (count === 0 || count > 3 || der.length < 2 + count) return undefined;
  return der.readUIntBE(2, count) + 2 + count;
}
