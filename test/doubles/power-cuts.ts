import type { FlashMemory, FlashOperation } from "../../tools/host/flash-memory";
import type { Random } from "./random";

/** Bytes that flash memory takes at a time. */
const WORD_BYTES = 4;

/** What flash memory holds when the power is cut at an instant of an operation. */
export interface PowerCut {
  /** "before write 40", "12 bytes of write 40". */
  title: string;
  bytes: Buffer;
}

/**
 * All instants of an operation at which a power cut leaves something else: before it, behind each word of a write and within one of
 * them, and with a page erased up to a place, from a place on, or in some of its bits only.
 */
export function powerCuts(flash: FlashMemory, operation: FlashOperation, random: Random): PowerCut[] {
  const before = flash.read(0, flash.size);
  const name = `${operation.kind} ${operation.address}`;
  const changed = (title: string, change: (bytes: Buffer) => void): PowerCut => {
    const bytes = Buffer.from(before);
    change(bytes);
    return { title, bytes };
  };
  const rest =
    operation.kind === "write"
      ? cutWrites(name, operation, random, changed)
      : cutErases(name, operation, random, changed);
  return [{ title: `before ${name}`, bytes: before }, ...rest];
}

type Changed = (title: string, change: (bytes: Buffer) => void) => PowerCut;

function cutWrites(
  name: string,
  { address, bytes }: FlashOperation & { kind: "write" },
  random: Random,
  changed: Changed,
): PowerCut[] {
  const cuts: PowerCut[] = [];
  const program = (memory: Buffer, count: number): void => {
    for (let at = 0; at < count; at++) memory[address + at]! &= bytes[at]!;
  };
  const torn = random.integer(0, bytes.length - 1);
  for (let from = 0, to; from < bytes.length; from = to) {
    to = Math.min(from + WORD_BYTES - ((address + from) % WORD_BYTES), bytes.length);
    const [done, end] = [from, to];
    if (done > 0) cuts.push(changed(`${done} bytes of ${name}`, (memory) => program(memory, done)));
    if (torn < done || torn >= end) continue;
    cuts.push(
      changed(`${done} bytes of ${name}, and bits of the next word`, (memory) => {
        program(memory, done);
        for (let at = done; at < end; at++) memory[address + at]! &= bytes[at]! | random.integer(0, 255);
      }),
    );
  }
  return cuts;
}

function cutErases(
  name: string,
  { address, length }: FlashOperation & { kind: "erase" },
  random: Random,
  changed: Changed,
): PowerCut[] {
  const middle = address + (length >> 1);
  const setBits = (mask: () => number) => (memory: Buffer) => {
    for (let at = address; at < address + length; at++) memory[at]! |= mask();
  };
  return [
    changed(`the first half of ${name}`, (memory) => memory.fill(255, address, middle)),
    changed(`the second half of ${name}`, (memory) => memory.fill(255, middle, address + length)),
    changed(
      `one bit in two of ${name}`,
      setBits(() => random.integer(0, 255)),
    ),
    changed(
      `one byte in 50 of ${name}`,
      setBits(() => (random.integer(0, 49) === 0 ? 255 : 0)),
    ),
    changed(
      `all of ${name} but one byte in 50`,
      setBits(() => (random.integer(0, 49) === 0 ? random.integer(0, 255) : 255)),
    ),
  ];
}
