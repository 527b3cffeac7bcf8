/** What a TLS 1.2 server shows at the beginning (RFC 5246 7.3), with certificates that look like ones: nobody here checks signatures. */
import type { Random } from "./random";

/** A certificate (RFC 5280 4.1), DER. */
export function certificate(random: Random, issuer = nameOf("Test CA")): string {
  const dates = ["251127000000Z", "361127000000Z", "20501127000000Z", "261127", "x"];
  const date = (): string => {
    const text = random.pick(dates);
    return der(text.length === 15 ? 0x18 : 0x17, text);
  };
  const names = ["h.example", "*.example", "other.example", "\xff", ""].map((name) => der(0x82, name));
  const generalNames = der(0x30, random.pick(names) + (random.chance(0.3) ? der(0x87, "\x7f\0\0\x01") : ""));
  const extension = der(
    0x30,
    "\x06\x03\x55\x1d\x11" + (random.chance(0.2) ? "\x01\x01\xff" : "") + der(0x04, generalNames),
  );
  const parts = [
    random.chance(0.9) ? der(0xa0, "\x02\x01\x02") : "",
    der(0x02, random.bytes(8)),
    der(0x30, der(0x06, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b")),
    issuer,
    der(0x30, date() + date()),
    random.chance(0.2) ? issuer : nameOf(random.pick(["h.example", "other", "\x1b[2J", "n".repeat(90)])),
    der(0x30, random.bytes(40)),
    random.chance(0.9) ? der(0xa3, der(0x30, extension)) : "",
  ];
  return der(0x30, der(0x30, parts.join("")) + der(0x30, "") + der(0x03, random.bytes(20)));
}

/** ServerHello, certificates and what follows, or an alert; in records that are cut anywhere. */
export function serverFlight(random: Random): string {
  if (random.chance(0.1))
    return record(21, String.fromCharCode(1 + random.below(2), random.pick([40, 70, 42, 112, 0])), random);
  const chain = Array.from({ length: random.pick([0, 1, 1, 2, 4]) }, () => uint24(certificate(random)));
  const messages = [
    message(2, "\x03" + String.fromCharCode(random.pick([3, 3, 3, 2, 1, 4])) + random.bytes(32) + "\0\xc0\x2f\0"),
    message(11, uint24(chain.join(""))),
    random.chance(0.5) ? message(12, random.bytes(100)) : "",
    random.chance(0.3) ? message(13, random.bytes(20)) : "",
    random.chance(0.9) ? message(14, "") : "",
  ];
  const text = messages.join("");
  if (random.chance(0.5)) return record(22, text, random);
  const at = random.below(text.length);
  return record(22, text.slice(0, at), random) + record(22, text.slice(at), random);
}

export function nameOf(commonName: string): string {
  return der(0x30, der(0x31, der(0x30, "\x06\x03\x55\x04\x03" + der(0x0c, commonName))));
}

/** A tag, a length in one to three bytes, the content (X.690 8.1). */
function der(tag: number, content: string): string {
  const { length } = content;
  const size =
    length < 128
      ? String.fromCharCode(length)
      : length < 256
        ? String.fromCharCode(0x81, length)
        : String.fromCharCode(0x82, length >> 8, length & 255);
  return String.fromCharCode(tag) + size + content;
}

function record(type: number, content: string, random: Random): string {
  const length = random.chance(0.97) ? content.length : random.below(65536);
  return String.fromCharCode(type, 3, 3, length >> 8, length & 255) + content;
}

function message(type: number, content: string): string {
  return String.fromCharCode(type) + uint24(content);
}

/** Behind its length in three bytes. */
function uint24(content: string): string {
  return String.fromCharCode(0, content.length >> 8, content.length & 255) + content;
}
