/** Short forms for the rows of a profile. */
import type { NamedSetting, SslParameter } from "../profile";

export const integer = (name: string, minimum: number, maximum: number, initial: number): SslParameter => ({
  kind: "integer",
  name,
  minimum,
  maximum,
  initial,
});

export const path = (name: string): SslParameter => ({ kind: "path", name });

/** @param pattern fits the values as written after the name, joined by commas. */
export const setting = (name: string, initial: string, pattern: RegExp): NamedSetting => ({ name, initial, pattern });

/** `transpktsize` and `transwaittm`, which every module has (reference §3.2). */
export const TRANSPARENT_SETTINGS: readonly NamedSetting[] = [
  setting("transpktsize", "1024", /^([1-9]\d{0,2}|1[0-3]\d\d|14[0-5]\d|1460)$/),
  setting("transwaittm", "2", /^(1?\d|20)$/),
];
