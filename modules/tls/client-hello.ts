/**
 * The first message of a TLS 1.2 connection (RFC 5246 7.4.1.2), as the modem would send it: what it offers decides what the
 * server answers. Owns the bytes only.
 */

/**
 * What `all` stands for, base64 of codes: ECDHE with AES in GCM and CBC (C030 C02F C028 C027 C014 C013 C024 C023 C00A C009), RSA
 * with AES and 3DES (003D 0035 002F 000A), and 00FF, without which some servers refuse (RFC 5746 3.3). The suites of EC2x and
 * EG91x but for those that no server speaks any more.
 */
const ALL_SUITES = "wDDAL8AowCfAFMATwCTAI8AKwAkAPQA1AC8ACg==";

/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 3.3), without which some servers refuse. */
const SAFE_RENEGOTIATION = "\0\xff";

/**
 * Base64 of supported_groups secp256r1, secp384r1, secp521r1 (RFC 8422 5.1.1), ec_point_formats uncompressed (5.1.2) and
 * signature_algorithms RSA and ECDSA with SHA-256, -384, -512 and RSA with SHA-1 (RFC 5246 7.4.1.4.1).
 */
const EXTENSIONS = "AAoACAAGABcAGAAZAAsAAgEAAA0AEAAOBAEEAwUBBQMGAQYDAgE=";

/**
 * @param host name for SNI (RFC 6066 3), at most 255 bytes; "" sends none.
 * @param version `<sslversion>`: 3, 4 or undefined for TLS 1.2, 1 for TLS 1.0.
 * @param cipherSuites one as `0xhhhh`; whatever else stands for all.
 * @returns one whole record, a byte string.
 */
export function clientHello(host: string, version: number | undefined, cipherSuites: string | undefined): string {
  const code = +cipherSuites!;
  const suites = vector((code < 65535 ? uint16(code) : atob(ALL_SUITES)) + SAFE_RENEGOTIATION);
  const extensions = vector((host && "\0\0" + vector(vector("\0" + vector(host)))) + atob(EXTENSIONS));
  let random = "";
  while (random.length < 32) random += uint16(Math.random() * 65536);
  const body = uint16(768 + Math.min(version ?? 3, 3)) + random + "\0" + suites + "\x01\0" + extensions;
  return "\x16\x03\x01" + vector("\x01\0" + vector(body));
}

/** `content` behind its length in two bytes (RFC 5246 4.3). */
function vector(content: string): string {
  return uint16(content.length) + content;
}

function uint16(value: number): string {
  return String.fromCharCode(value >> 8, value & 255);
}
