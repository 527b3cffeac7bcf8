/** Short forms for the rows of a profile. */
import type { HttpSetting, NamedSetting, SslParameter } from "../profile";

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

/**
 * Settings of AT+QHTTPCFG that every module has (BG96 HTTP(S) manual V1.0, 2.2).
 * @param contexts number of PDP contexts.
 */
export const httpSettings = (contexts: number): readonly HttpSetting[] => [
  {
    ...setting("contextid", "1", contexts > 9 ? /^([1-9]|1[0-6])$/ : new RegExp(`^[1-${contexts}]$`)),
    range: `(1-${contexts})`,
  },
  { ...setting("requestheader", "0", /^[01]$/), range: "(0,1)" },
  { ...setting("responseheader", "0", /^[01]$/), range: "(0,1)" },
  { ...setting("sslctxid", "1", /^[0-5]$/), range: "(0-5)" },
  { ...setting("contenttype", "0", /^[0-3]$/), range: "(0-3)" },
];

/**
 * Newer ones (LTE Standard HTTP(S) note; real answer of a BG770A for the last two). Of `rspout/auto` and `closed/ind` only the
 * factory's value is taken: what the others bring is not simulated.
 */
export const NEWER_HTTP_SETTINGS: readonly HttpSetting[] = [
  { ...setting("rspout/auto", "0", /^0$/), range: "(0,1)" },
  { ...setting("closed/ind", "0", /^0$/), range: "(0,1)" },
  { ...setting("auth", '""', /^"[^":]*:[^"]*"$/), range: '("username:password")' },
  { ...setting("custom_header", '""', /^"[^":]+:[^"]*"$/), range: '("custom_value")' },
];
