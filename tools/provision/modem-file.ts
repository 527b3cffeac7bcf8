/** Files as the modem knows them: their names, their checksums and its list. */
import { crc32 } from "node:zlib";

/** A file for the modem. */
export interface ModemFile {
  name: string;
  /** PEM text, ASCII. */
  content: string;
}

/** The name made from the content, as the firmware makes it (`pemName` in `modules/quectel/file-store.ts`). */
export function hashedFile(content: string): ModemFile {
  return { name: `${crc32(content).toString(16)}.pem`, content };
}

/** The files that are provisioned, the CA's first. */
export interface ModemFiles {
  ca: ModemFile;
  cert?: ModemFile;
  key?: ModemFile;
}

/** Credentials as files for the modem. */
export function modemFiles({ ca, cert, key }: { ca: string; cert?: string; key?: string }): ModemFiles {
  return {
    ca: hashedFile(ca),
    ...(cert === undefined ? {} : { cert: hashedFile(cert) }),
    ...(key === undefined ? {} : { key: hashedFile(key) }),
  };
}

/** Their names. */
export function namesOf({ ca, cert, key }: ModemFiles): { ca: string; cert?: string; key?: string } {
  return { ca: ca.name, ...(cert ? { cert: cert.name } : {}), ...(key ? { key: key.name } : {}) };
}

/** Checksum of `AT+QFUPL` and `AT+QFDWL`: XOR over big-endian words of 16 bits, an odd last byte is a high byte (FILE application note). */
export function modemChecksum(content: string): number {
  let sum = 0;
  for (let index = 0; index < content.length; index++) sum ^= content.charCodeAt(index) << (index % 2 === 0 ? 8 : 0);
  return sum;
}

/** `<size>,<checksum>` of an upload or a download names this content; the checksum is hexadecimal without leading zeros, in either case. */
export function isWholeAnswer(answer: string, content: string): boolean {
  const [size, sum] = answer.split(",");
  return Number(size) === content.length && parseInt(sum ?? "", 16) === modemChecksum(content);
}

/** Sizes by bare name, of the lines of `AT+QFLST`. */
export function parseFileList(lines: string): Map<string, number> {
  const found = lines.matchAll(/^"(?:UFS:)?([^"]*)",(\d+)\s*$/gm);
  return new Map([...found].map(([, name, size]) => [name!, Number(size)]));
}
