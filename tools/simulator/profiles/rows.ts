/** Short forms for the rows of a profile. */
import type { NamedSetting, SslParameter } from "../profile";

export const integer = (name: string, minimum: number, maximum: number, initial: number): SslParameter => ({
  kind: "integer",
  name,
  minimum,
  maximum,
  initial,
});

/** 0 or 1, and 0 after power on. */
export const toggle = (name: string): SslParameter => integer(name, 0, 1, 0);

export const cipher: SslParameter = { kind: "cipher", name: "ciphersuite" };

/** @param shown what AT+QSSLCFG=? says of the value. */
export const path = (name: string, shown = `<${name}path>`): SslParameter => ({ kind: "path", name, shown });

/** A path that a password may follow. */
export const keyPath = (name: string, shown: string): SslParameter => ({
  kind: "path",
  name,
  shown,
  takesPassword: true,
});

/** @param shown what AT+QSSLCFG=? says of the values, one for each. */
export const text = (name: string, ...shown: string[]): SslParameter => ({
  kind: "text",
  name,
  count: shown.length,
  shown: shown.join(","),
});

/** @param pattern fits the values as written after the name, joined by commas. */
export const setting = (name: string, initial: string, pattern: RegExp): NamedSetting => ({ name, initial, pattern });

/** `transpktsize` and `transwaittm`, which every module has. */
export const TRANSPARENT_SETTINGS: readonly NamedSetting[] = [
  setting("transpktsize", "1024", /^([1-9]\d{0,2}|1[0-3]\d\d|14[0-5]\d|1460)$/),
  setting("transwaittm", "2", /^(1?\d|20)$/),
];

/** What changes how data is shown: only the usual form is simulated, so that another one is refused. */
export const SHOWN_AS_USUAL: readonly NamedSetting[] = [
  setting("dataformat", "0,0", /^0,0$/),
  setting("viewmode", "0", /^0$/),
];

/** Three masks of bands, in hexadecimal. */
export const bands = (initial: string): NamedSetting =>
  setting("band", initial, /^(0x)?[0-9a-f]+(,(0x)?[0-9a-f]+){1,2}(,[01])?$/i);
