import fc from "fast-check";
import { flightReader } from "../../../modules/tls/server-flight";
import {
  alert,
  certificateList,
  certificateRequest,
  flight,
  helloDone,
  keyExchange,
  message,
  record,
  serverHello,
} from "./plain-modem";

type Told = [part: number, bytes: string][];

/** What is told when the stream comes in these pieces. */
function read(...chunks: string[]): Told {
  const told: Told = [];
  const feed = flightReader((part, bytes) => told.push([part, bytes]));
  for (const chunk of chunks) feed(chunk);
  return told;
}

const LIST = 11;
const CERTIFICATE = 0;
const leaf = "\x30" + "leaf".repeat(300);
const issuer = "\x30" + "issuer".repeat(200);

const whole: Told = [
  [2, "\x03\x03"],
  [LIST, expect.any(String) as string],
  [CERTIFICATE, leaf],
  [CERTIFICATE, issuer],
  [12, "kk"],
  [13, "\x02\x01"],
  [14, ""],
];

/** The same messages in one record, in a record each, and cut into records of 100 bytes. */
const messages = [serverHello(), certificateList([leaf, issuer]), keyExchange, certificateRequest, helloDone];
const streams = {
  "one record": flight([leaf, issuer], { isAsking: true }),
  "a record for each message": messages.map((text) => record(text)).join(""),
  "records of 100 bytes": messages.join("").replace(/[^]{1,100}/g, (part) => record(part)),
  "records with empty ones between them": messages.map((text) => record("") + record(text)).join(record("")),
};

describe.each(Object.entries(streams))("a flight in %s", (_, stream) => {
  it("is read in one piece", () => {
    expect(read(stream)).toEqual(whole);
  });

  it("is read byte by byte", () => {
    expect(read(...stream)).toEqual(whole);
  });

  it("is read in two pieces, wherever it is cut", () => {
    for (let at = 1; at < stream.length; at++) expect(read(stream.slice(0, at), stream.slice(at))).toEqual(whole);
  });

  it("is read in pieces of any size", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sizes, (lengths) => {
        const chunks: string[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const length = lengths[turn % lengths.length]!;
          chunks.push(stream.substr(at, length));
          at += length;
        }
        expect(read(...chunks)).toEqual(whole);
      }),
    );
  });
});

describe("alerts", () => {
  it("are told by level and description, byte by byte too", () => {
    expect(read(alert(40))).toEqual([[21, "\x02\x28"]]);
    expect(read(...alert(40))).toEqual([[21, "\x02\x28"]]);
  });

  it("may come before the flight", () => {
    expect(read(alert(112, 1) + flight([leaf, issuer], { isAsking: true }))).toEqual([[21, "\x01\x70"], ...whole]);
  });
});

describe("what is no TLS", () => {
  it.each(["HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail.example ESMTP\r\n", "\0", "\x17\x03\x03"])(
    "is told at its first byte: %j",
    (text) => {
      expect(read(text[0]!)).toEqual([[-1, ""]]);
      expect(read(text)[0]).toEqual([-1, ""]);
    },
  );
});

describe("hostile bytes", () => {
  it("hand over no more than the first 4096 bytes of a certificate, and find the next one", () => {
    const long = "\x30" + "x".repeat(60000);
    const records = (certificateList([long, leaf]) + helloDone).replace(/[^]{1,16384}/g, (part) => record(part));
    expect(read(records)).toEqual([
      [LIST, expect.any(String)],
      [CERTIFICATE, long.slice(0, 4096)],
      [CERTIFICATE, leaf],
      [14, ""],
    ]);
  });

  it("neither throw nor stop the reader, and yield at most one part for three bytes", () => {
    const start = fc.constantFrom(
      "",
      "\x16\x03\x03\x40\x00",
      "\x16\x03\x03\xff\xff\x0b\0\xff\xff\0\xff\xfc",
      "\x15\x03\x03\0\0",
    );
    const noise = fc.uint8Array({ maxLength: 3000 }).map((data) => Buffer.from(data).toString("latin1"));
    fc.assert(
      fc.property(start, noise, (head, tail) => {
        const told = read(head, tail, tail);
        expect(told.length).toBeLessThanOrEqual(2 * tail.length + head.length);
        for (const [, bytes] of told) expect(bytes.length).toBeLessThanOrEqual(4096);
      }),
    );
  });

  it("go on behind a ServerHello that is too short", () => {
    expect(read(record(message(2, "\x03") + helloDone))).toEqual([
      [2, "\x03"],
      [14, ""],
    ]);
  });
});
