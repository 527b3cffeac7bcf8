/** Short forms for the rows of a profile. */
import type { NamedSetting, RangedSetting, SslParameter } from "../profile";

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

const ranged = (name: string, initial: string, pattern: RegExp, range: string): RangedSetting => ({
  ...setting(name, initial, pattern),
  range,
});

/** The id of a PDP context, 1 to `contexts`, which are 9 or 10 to 16. */
function contextSetting(name: string, contexts: number): RangedSetting {
  const pattern = contexts > 9 ? `^([1-9]|1[0-${contexts - 10}])$` : `^[1-${contexts}]$`;
  return ranged(name, "1", new RegExp(pattern), `(1-${contexts})`);
}

/** Settings of AT+QHTTPCFG that every module has (BG96 HTTP(S) manual V1.0, 2.2). @param contexts number of PDP contexts. */
export const httpSettings = (contexts: number): readonly RangedSetting[] => [
  contextSetting("contextid", contexts),
  ranged("requestheader", "0", /^[01]$/, "(0,1)"),
  ranged("responseheader", "0", /^[01]$/, "(0,1)"),
  ranged("sslctxid", "1", /^[0-5]$/, "(0-5)"),
  ranged("contenttype", "0", /^[0-3]$/, "(0-3)"),
];

/**
 * Newer ones (LTE Standard HTTP(S) note; the answer of a BG770A to the test form has the last two). Of `rspout/auto` and `closed/ind`
 * only the factory's value is taken: what the others bring is not simulated.
 */
export const NEWER_HTTP_SETTINGS: readonly RangedSetting[] = [
  ranged("rspout/auto", "0", /^0$/, "(0,1)"),
  ranged("closed/ind", "0", /^0$/, "(0,1)"),
  ranged("auth", '""', /^"[^":]*:[^"]*"$/, '("username:password")'),
  ranged("custom_header", '""', /^"[^":]+:[^"]*"$/, '("custom_value")'),
];

/** Settings of AT+QMTCFG that every module has (MQTT application note). @param contexts number of PDP contexts. */
export const mqttSettings = (contexts: number): readonly RangedSetting[] => [
  ranged("version", "3", /^[34]$/, "(3,4)"),
  contextSetting("pdpcid", contexts),
  ranged("ssl", "0", /^(0(,[0-5])?|1(,[0-5])?)$/, "(0,1),(0-5)"),
  ranged("keepalive", "120", /^([0-9]{1,3}|[12]\d{3}|3[0-5]\d{2}|3600)$/, "(0-3600)"),
  ranged("session", "1", /^[01]$/, "(0,1)"),
  ranged("timeout", "5,3,0", /^([1-9]|[1-5]\d|60),(\d|10),[01]$/, "(1-60),(0-10),(0,1)"),
  ranged("will", "0", /^(0|1,[0-2],[01],"[^"]+","[^"]*")$/, "(0,1),(0-2),(0,1),<will_topic>,<will_msg>"),
];

/** How messages arrive (EC2x MQTT note V1.1). */
export const MQTT_RECEIVE_SETTING = ranged("recv/mode", "0,0", /^[01],[01]$/, "(0,1),(0,1)");
