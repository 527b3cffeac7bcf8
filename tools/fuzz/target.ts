import type { Device } from "./device";
import type { Input } from "./input";
import type { Random } from "./random";

/** One part of the device code, and what must be so whatever it is given. */
export interface Target {
  name: string;
  /** What it is, for the table. */
  title: string;
  /** Of the inputs of all targets so many parts. */
  share: number;
  /** The device is told to measure also what functions hold. */
  isDeep?: boolean;
  /** An input that is made as real ones are, with faults. */
  generate(random: Random): Input;
  /** A life of the device. @returns tries one input and what must work after it. @throws Error in words when something is wrong. */
  start(device: Device): (input: Input) => void;
}

/** What must be so is not. */
export function mustBe(isSo: boolean, otherwise: () => string): asserts isSo {
  if (!isSo) throw new Error(otherwise());
}
