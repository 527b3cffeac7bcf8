import { crc32 } from "node:zlib";
import { byteLiteral } from "./byte-literal";

/** Bytes of one write: short enough for a literal, long enough for speed. */
const CHUNK_BYTES = 1024;

/** What the script prints when all files are as they should be. */
export const INSTALLED = "installed";

/** Program text that writes files to Storage, checks them and ends the interpreter; contents are byte strings. */
export function storageScript(files: Record<string, string>): string {
  const lines = ['var s=require("Storage"),bad=[];'];
  for (const [name, content] of Object.entries(files)) lines.push(...writes(name, content), check(name, content));
  lines.push(`print(bad.length?"not written: "+bad.join():${byteLiteral(INSTALLED)});quit();`);
  return lines.join("\n");
}

function writes(name: string, content: string): string[] {
  const lines = [`s.erase(${byteLiteral(name)});`];
  for (let offset = 0; offset < content.length; offset += CHUNK_BYTES) {
    const chunk = byteLiteral(content.slice(offset, offset + CHUNK_BYTES));
    lines.push(`s.write(${byteLiteral(name)},${chunk},${offset},${content.length});`);
  }
  return lines;
}

/** Compares what is read with what was to be written, by its check sum. */
function check(name: string, content: string): string {
  const literal = byteLiteral(name);
  return `if(E.CRC32(s.read(${literal}))!=${crc32(Buffer.from(content, "latin1"))})bad.push(${literal});`;
}
