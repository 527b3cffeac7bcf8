import { crc32 } from "node:zlib";
import { byteLiteral } from "../interpreter/byte-literal";
import type { BesideFile } from "./flash-plan";

/** Bytes that are copied at a time: they pass through RAM. */
const COPY_BYTES = 512;

/** Room that must be left behind a copy's content, for its header. */
const SPARE_BYTES = 99;

/**
 * The expression that makes the files beside the old ones take their place, in one go on the board. Each copy is checked before what it
 * was made from is erased. What it reads is read anew each time, since a compaction moves files.
 */
export function switchCommand(files: readonly BesideFile[]): string {
  const rows = files.map(
    ({ name, besideName, content }) =>
      `[${byteLiteral(besideName)},${byteLiteral(name)},${content.length},${crc32(content)}]`,
  );
  return (
    `(function(l){var s=require("Storage");l.forEach(function(f){var n=f[2],o=0;s.erase(f[1]);` +
    `if(s.getFree()<n+${SPARE_BYTES})s.compact();` +
    `for(;o<n;o+=${COPY_BYTES})s.write(f[1],s.read(f[0],o,${COPY_BYTES}),o,n);` +
    `if(E.CRC32(s.read(f[1]))!=f[3])throw f[1]+" was copied with errors";s.erase(f[0]);});return l.length})` +
    `([${rows.join(",")}])`
  );
}
