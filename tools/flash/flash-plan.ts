/**
 * What has to be done so that a board holds the wanted files. Pure: knows the board's files by size and check sum only.
 */
import { crc32 } from "node:zlib";
import type { FileSum } from "../link/board-link";
import type { Room } from "./board-room";
import { switchScript } from "./switch-command";

/** A file that a board is to hold. */
export interface BoardFile {
  name: string;
  content: Buffer;
  /** Left out where there is no room for it. */
  isOptional?: boolean;
}

/** A file that is written beside the old one, and takes its place when all are there. */
export interface BesideFile extends BoardFile {
  /** Name until then. */
  besideName: string;
}

export interface FlashPlan {
  /** New on the board: nothing old depends on them. */
  direct: BoardFile[];
  beside: BesideFile[];
  /** Name of the start script that ends a switch after a power cut; undefined where none is needed, or none can be had. */
  script: string | undefined;
  /** Names of what is left out for lack of room. */
  omitted: string[];
  /** There is no room for old and new: the old files are erased first. */
  isInPlace: boolean;
  /** The room of erased files is needed. */
  isCompacted: boolean;
}

/** Names of files beside the old ones, the board's boot code first. */
export const BESIDE_NAME = /^qssl\.new\d+$/;

/** Bytes of Storage that a file takes beyond its content: the header, and what alignment may cost. */
const FILE_OVERHEAD = 40;

/** The files that the board does not hold yet. */
export function missingFiles(files: readonly BoardFile[], sums: ReadonlyMap<string, FileSum>): BoardFile[] {
  return files.filter(({ name, content }) => {
    const sum = sums.get(name);
    return sum?.crc !== crc32(content) || sum.sizeBytes !== content.length;
  });
}

/**
 * @param missing what {@link missingFiles} gave.
 * @param sums of the files on the board, by name.
 * @param freeScript name that a start script may have, undefined when the board uses all of them itself.
 * @param reserve bytes that are left free for what the firmware makes, if need be by leaving out what is optional.
 * @returns undefined when even in place there is no room.
 */
export function planFlash(
  missing: readonly BoardFile[],
  sums: ReadonlyMap<string, FileSum>,
  room: Room,
  freeScript?: string,
  reserve = 0,
): FlashPlan | undefined {
  const needed = missing.filter(({ isOptional }) => !isOptional);
  for (const files of [missing, needed]) {
    const isLeft = files === needed || roomAfter(files, sums, room) >= reserve;
    if (isLeft && bytesBeside(files, sums) <= room.free + room.trash)
      return guarded(plan(missing, files, sums, room, false), sums, room, freeScript);
  }
  const old = sumOf(needed, ({ name }) => storedBytes(sums.get(name)?.sizeBytes));
  const isPossible = sumOf(needed, ({ content }) => storedBytes(content.length)) <= room.free + room.trash + old;
  return isPossible ? plan(missing, needed, sums, room, true) : undefined;
}

function plan(
  missing: readonly BoardFile[],
  files: readonly BoardFile[],
  sums: ReadonlyMap<string, FileSum>,
  room: Room,
  isInPlace: boolean,
): FlashPlan {
  const isNew = ({ name }: BoardFile): boolean => isInPlace || !sums.has(name);
  return {
    direct: files.filter(isNew),
    beside: files
      .filter((file) => !isNew(file))
      .map((file) => ({ ...file, besideName: besideName(missing.indexOf(file)) })),
    script: undefined,
    omitted: missing.filter((file) => !files.includes(file)).map(({ name }) => name),
    isInPlace,
    isCompacted: isInPlace || bytesBeside(files, sums) > room.free,
  };
}

/** The plan with a start script, where there is something to switch and room for it. */
function guarded(
  plan: FlashPlan,
  sums: ReadonlyMap<string, FileSum>,
  room: Room,
  script: string | undefined,
): FlashPlan {
  if (script === undefined || plan.beside.length === 0) return plan;
  const bytes =
    bytesBeside([...plan.direct, ...plan.beside], sums) + storedBytes(switchScript(plan.beside, script).length);
  if (bytes > room.free + room.trash) return plan;
  return { ...plan, script, isCompacted: bytes > room.free };
}

function besideName(index: number): string {
  return `qssl.new${index}`;
}

/** Bytes that are needed while the old files are still there; while they are replaced a larger one needs the difference once more. */
function bytesBeside(files: readonly BoardFile[], sums: ReadonlyMap<string, FileSum>): number {
  return sumOf(files, ({ name, content }) => {
    const old = sums.get(name);
    const growth = old ? Math.max(0, content.length - old.sizeBytes) : 0;
    return storedBytes(content.length) + growth;
  });
}

/** Bytes that are left when the files are in place of the old ones. */
function roomAfter(files: readonly BoardFile[], sums: ReadonlyMap<string, FileSum>, { free, trash }: Room): number {
  const grown = ({ name, content }: BoardFile): number =>
    storedBytes(content.length) - storedBytes(sums.get(name)?.sizeBytes);
  return free + trash - sumOf(files, grown);
}

/** Bytes that a file takes in Storage. */
function storedBytes(size: number | undefined): number {
  return size === undefined ? 0 : size + FILE_OVERHEAD;
}

function sumOf<T>(items: readonly T[], bytes: (item: T) => number): number {
  return items.reduce((sum, item) => sum + bytes(item), 0);
}
