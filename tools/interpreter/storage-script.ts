import { crc32 } from "node:zlib";
import { byteLiteral } from "./byte-literal";

/** Bytes of one write: short enough for a literal, long enough for speed. */
const CHUNK_BYTES = 1024;

/** Bytes that one script writes: the script itself must fit into the variables of the smallest interpreter. */
const SCRIPT_BYTES = 8 * CHUNK_BYTES;

/** Line in which a script tells what could not be written; nothing behind it when all is as it should be. */
export const VERDICT = /verdict:([^\r\n]*)/;

/**
 * Program texts that write files to Storage, to be run one after the other; each checks what it can and ends the interpreter.
 * Contents are byte strings.
 */
export function storageScripts(files: Record<string, string>): string[] {
  return Object.entries(files).flatMap(([name, content]) => fileScripts(name, content));
}

/** The scripts of one file: the first erases it, the last compares the check sum of what is read with what was to be written. */
function fileScripts(name: string, content: string): string[] {
  const scripts: string[] = [];
  for (let from = 0; from === 0 || from < content.length; from += SCRIPT_BYTES) {
    const lines = writeLines(content, from);
    if (from === 0) lines.unshift(`s.erase(f);`);
    if (from + SCRIPT_BYTES >= content.length) lines.push(checkLine(content));
    const body = `try{${lines.join("\n")}}catch(e){bad=f+": "+e}`;
    scripts.push(`var s=require("Storage"),f=${byteLiteral(name)},bad="";\n${body}\nprint("verdict:"+bad);quit();`);
  }
  return scripts;
}

function writeLines(content: string, from: number): string[] {
  const lines: string[] = [];
  const end = Math.min(from + SCRIPT_BYTES, content.length);
  for (let offset = from; offset < end; offset += CHUNK_BYTES) {
    const chunk = byteLiteral(content.slice(offset, Math.min(offset + CHUNK_BYTES, end)));
    lines.push(`s.write(f,${chunk},${offset},${content.length});`);
  }
  return lines;
}

function checkLine(content: string): string {
  return `if(E.CRC32(s.read(f))!=${crc32(Buffer.from(content, "latin1"))})throw "read back differently"`;
}
