import { clientHello } from "../../../modules/tls/client-hello";
import { OPENSSL_CIPHERS } from "../../../tools/simulator/cipher-suites";

interface Hello {
  version: number;
  random: string;
  sessionId: string;
  suites: number[];
  compression: string;
  extensions: Map<number, Buffer>;
}

/** Takes vectors of RFC 5246 4.3 off the front. */
class VectorReader {
  private _at = 0;
  constructor(private readonly _bytes: Buffer) {}

  number(length: number): number {
    this._at += length;
    return this._bytes.readUIntBE(this._at - length, length);
  }

  bytes(length: number): Buffer {
    this._at += length;
    expect(this._at).toBeLessThanOrEqual(this._bytes.length);
    return this._bytes.subarray(this._at - length, this._at);
  }

  vector(lengthBytes: number): Buffer {
    return this.bytes(this.number(lengthBytes));
  }

  get isEmpty(): boolean {
    return this._at === this._bytes.length;
  }
}

/** Reads a record with one ClientHello; fails when a length does not fit. */
function parse(text: string): Hello {
  const record = new VectorReader(Buffer.from(text, "latin1"));
  expect([record.number(1), record.number(2)]).toEqual([22, 0x0301]);
  const handshake = new VectorReader(record.vector(2));
  expect(record.isEmpty).toBe(true);
  expect(handshake.number(1)).toBe(1);
  const body = new VectorReader(handshake.vector(3));
  expect(handshake.isEmpty).toBe(true);
  const [version, random, sessionId] = [body.number(2), body.bytes(32), body.vector(1)];
  const suites = new VectorReader(body.vector(2));
  const codes: number[] = [];
  while (!suites.isEmpty) codes.push(suites.number(2));
  const compression = body.vector(1);
  const list = new VectorReader(body.vector(2));
  expect(body.isEmpty).toBe(true);
  const extensions = new Map<number, Buffer>();
  while (!list.isEmpty) extensions.set(list.number(2), list.vector(2));
  const texts = {
    random: random.toString("hex"),
    sessionId: sessionId.toString(),
    compression: compression.toString("hex"),
  };
  return { version, suites: codes, extensions, ...texts };
}

const SCSV = 0x00ff;

describe("the ClientHello", () => {
  it("offers TLS 1.2, no session and no compression", () => {
    expect(parse(clientHello("server.example", 3, "all"))).toMatchObject({
      version: 0x0303,
      sessionId: "",
      compression: "00",
    });
    expect(parse(clientHello("server.example", undefined, undefined)).version).toBe(0x0303);
  });

  it.each([
    [0, 0x0300],
    [1, 0x0301],
    [2, 0x0302],
    [4, 0x0303],
  ])("offers with sslversion %i the version %i", (sslversion, version) => {
    expect(parse(clientHello("server.example", sslversion, "all")).version).toBe(version);
  });

  it("offers all suites that modems and servers have in common, as OpenSSL knows them", () => {
    for (const all of ["all", "0XFFFF", "0xffff", undefined]) {
      const { suites } = parse(clientHello("server.example", 3, all));
      expect(suites.filter((code) => code !== SCSV).map((code) => OPENSSL_CIPHERS[code])).toEqual([
        ...["ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256"],
        ...["ECDHE-RSA-AES256-SHA384", "ECDHE-RSA-AES128-SHA256", "ECDHE-RSA-AES256-SHA", "ECDHE-RSA-AES128-SHA"],
        ...["ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-SHA256"],
        ...["ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-SHA"],
        ...["AES256-SHA256", "AES256-SHA", "AES128-SHA", "DES-CBC3-SHA"],
      ]);
      expect(suites.at(-1)).toBe(SCSV);
    }
  });

  it.each([
    ["0x0035", 0x0035],
    ["0XC02F", 0xc02f],
  ])("offers %s and no other suite", (text, code) => {
    expect(parse(clientHello("server.example", 3, text)).suites).toEqual([code, SCSV]);
  });

  it("sends the name, and none when it is empty", () => {
    const name = parse(clientHello("server.example", 3, "all")).extensions.get(0)!;
    expect(name.toString("hex")).toBe("0011" + "00" + "000e" + Buffer.from("server.example").toString("hex"));
    expect(parse(clientHello("", 3, "all")).extensions.has(0)).toBe(false);
  });

  it("names curves and signatures that modems have", () => {
    const { extensions } = parse(clientHello("", 3, "all"));
    const hex = [...extensions].map(([type, data]) => [type, data.toString("hex")]);
    expect(hex).toEqual([
      [10, "0006001700180019"],
      [11, "0100"],
      [13, "000e0401040305010503060106030201"],
    ]);
  });

  it("has other random bytes each time", () => {
    const randoms = Array.from({ length: 20 }, () => parse(clientHello("", 3, "all")).random);
    expect(new Set(randoms).size).toBe(20);
    expect(new Set(randoms.join("").match(/../g)).size).toBeGreaterThan(200);
  });
});
