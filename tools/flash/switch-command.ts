/**
 * The switch: files beside the old ones take their place, in one go on the board. What it does can be cut short before any change of
 * the flash memory and begun again: a file that is in its place already is passed over, and one that is not whole is written anew.
 */
import { crc32 } from "node:zlib";
import { byteLiteral } from "../interpreter/byte-literal";
import type { BesideFile } from "./flash-plan";

/** Milliseconds for compaction and copies, which erase flash. */
export const SWITCH_MS = 60000;

/** Bytes that are copied at a time: they pass through RAM. */
const COPY_BYTES = 512;

/** Room that must be left behind a copy's content, for its header. */
const SPARE_BYTES = 99;

/** How every start script of ours begins. */
const SCRIPT_HEAD = 'eval("/*qssl switch*/';

/**
 * The expression that makes the files take their place. Each copy is checked before what it was made from is erased. What it reads is read
 * anew each time, since a compaction moves files. It kicks the watchdog, since no timer runs meanwhile.
 * @param script name of the start script, which goes when all is done; undefined for none.
 */
export function switchCommand(files: readonly BesideFile[], script: string | undefined): string {
  const rows = files.map(
    ({ name, besideName, content }) =>
      `[${byteLiteral(besideName)},${byteLiteral(name)},${content.length},${crc32(content)}]`,
  );
  const end = script === undefined ? "" : `s.erase(${byteLiteral(script)});`;
  return (
    `(function(l){var s=require("Storage");function isWhole(n,c){n=s.read(n);return n!==undefined&&E.CRC32(n)==c}` +
    `l.forEach(function(f){var n=f[2],o=0;if(!isWhole(f[0],f[3]))return;if(!isWhole(f[1],f[3])){s.erase(f[1]);` +
    `if(s.getFree()<n+${SPARE_BYTES})s.compact();` +
    `for(;o<n;o+=${COPY_BYTES})E.kickWatchdog(),s.write(f[1],s.read(f[0],o,${COPY_BYTES}),o,n);` +
    `if(!isWhole(f[1],f[3]))throw f[1]+" was copied with errors"}s.erase(f[0])});${end}return l.length})` +
    `([${rows.join(",")}])`
  );
}

/**
 * The start script that ends a switch after a power cut: the interpreter runs it before the boot code. It runs from RAM, since it may
 * have to compact the flash memory that it lies in.
 */
export function switchScript(files: readonly BesideFile[], script: string): string {
  return `${SCRIPT_HEAD}${JSON.stringify(switchCommand(files, script)).slice(1)})`;
}

/** Whether a start script was put there by {@link switchScript}; bytes that a power cut left unwritten are 255. */
export function isSwitchScript(content: string): boolean {
  return [...SCRIPT_HEAD].every((char, at) => content[at] === char || content[at] === "\xff");
}

/** Whether such a script was written to its end, so that it may be run. */
export function isWholeScript(content: string): boolean {
  return isSwitchScript(content) && !content.includes("\xff");
}
