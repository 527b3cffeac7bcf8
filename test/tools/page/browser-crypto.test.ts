/** What stands in for Node's certificates and keys in the browser judges as Node's does. */
import * as nodeCrypto from "node:crypto";
import * as nodeZlib from "node:zlib";
import { type Certificate, issue, issueSelfSigned, makeAuthority } from "../../../tools/certificates/certificates";
import * as browserCrypto from "../../../tools/page/page/platform/node-crypto";
import { crc32 } from "../../../tools/page/page/platform/node-zlib";
import type * as Credentials from "../../../tools/provision/credentials";

const LABELS = { ca: "CA", cert: "certificate", key: "key" };
const DAY_MS = 86400e3;

/** The judge of the command line, with the browser's certificates in place of Node's. */
function judgeInBrowser(): typeof Credentials {
  let judge: typeof Credentials | undefined;
  jest.isolateModules(() => {
    jest.doMock("node:crypto", () => browserCrypto);
    judge = jest.requireActual<typeof Credentials>("../../../tools/provision/credentials");
    jest.dontMock("node:crypto");
  });
  return judge!;
}

describe("certificates and keys in the browser", () => {
  const inBrowser = judgeInBrowser();
  const inNode = jest.requireActual<typeof Credentials>("../../../tools/provision/credentials");
  let ca: Certificate, other: Certificate, client: Certificate, ec: Certificate, server: Certificate;

  beforeAll(async () => {
    ca = await makeAuthority({ commonName: "Test CA" });
    other = await makeAuthority({ commonName: "Other CA" });
    client = await issue(ca, { commonName: "device ü", usage: "client" });
    ec = await issue(ca, { commonName: "ec-device", usage: "client", keyType: "EC" });
    server = await issue(ca, { commonName: "a server", usage: "server" });
  });

  const pkcs8 = (pem: string): string =>
    nodeCrypto.createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }) as string;
  const made = (type: "ed25519" | "x25519"): string =>
    nodeCrypto.generateKeyPairSync(type as "ed25519").privateKey.export({ type: "pkcs8", format: "pem" }) as string;

  /** What a judge makes of files: the texts for the modem, or what it says. */
  function outcome({ judgeCredentials }: typeof Credentials, pems: string[], nowMs: number): unknown {
    const [caFile, cert, key] = pems.map((text, index) => ({ path: `file${index}.pem`, bytes: Buffer.from(text) }));
    try {
      return judgeCredentials({ ca: caFile!, ...(cert ? { cert } : {}), ...(key ? { key } : {}) }, LABELS, nowMs);
    } catch (error) {
      return (error as Error).message;
    }
  }

  it.each<[string, () => string[], RegExp | undefined]>([
    ["a CA", () => [ca.certPem], undefined],
    ["more than one", () => [ca.certPem + other.certPem], undefined],
    ["an RSA pair", () => [ca.certPem, client.certPem, client.keyPem], undefined],
    ["an RSA key in PKCS#8", () => [ca.certPem, client.certPem, pkcs8(client.keyPem)], undefined],
    ["an EC pair", () => [ca.certPem, ec.certPem, ec.keyPem], undefined],
    ["an EC key in PKCS#8", () => [ca.certPem, ec.certPem, pkcs8(ec.keyPem)], undefined],
    ["a chain", () => [ca.certPem, client.certPem + ca.certPem, client.keyPem], undefined],
    ["a chain of somebody else", () => [ca.certPem, client.certPem + other.certPem, client.keyPem], /did not issue/],
    ["a key of another kind", () => [ca.certPem, client.certPem, ec.keyPem], /does not belong to/],
    ["a key of another certificate", () => [ca.certPem, client.certPem, server.keyPem], /does not belong to/],
    ["no CA", () => [client.certPem], /is no CA: give the certificate of its issuer, CN=Test CA/],
    ["a server's certificate", () => [ca.certPem, server.certPem, server.keyPem], /is not for clients/],
    ["an Ed25519 key", () => [ca.certPem, client.certPem, made("ed25519")], /is ed25519, which modems do not know/],
    ["an X25519 key", () => [ca.certPem, client.certPem, made("x25519")], /is x25519, which modems do not know/],
    [
      "no certificate inside",
      () => ["-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----"],
      /no certificate inside/,
    ],
    [
      "no key inside",
      () => [ca.certPem, client.certPem, "-----BEGIN RSA PRIVATE KEY-----\nMAMCAQE=\n-----END RSA PRIVATE KEY-----"],
      /no private key inside/,
    ],
  ])("%s is judged as on the command line", (_, pems, refusal) => {
    const browser = outcome(inBrowser, pems(), Date.now());
    expect(browser).toEqual(outcome(inNode, pems(), Date.now()));
    if (refusal) expect(browser).toMatch(refusal);
    else expect(browser).toMatchObject({ ca: expect.stringContaining("BEGIN CERTIFICATE") });
  });

  it("dates count as on the command line", async () => {
    const soon = await issueSelfSigned({
      commonName: "soon",
      usage: "server",
      notAfter: new Date(Date.now() + 5 * DAY_MS),
    });
    for (const days of [-3, 0, 6]) {
      const nowMs = Date.now() + days * DAY_MS;
      expect(outcome(inBrowser, [soon.certPem], nowMs)).toEqual(outcome(inNode, [soon.certPem], nowMs));
    }
  });

  it("CRC-32 is that of zlib, of bytes and of texts", () => {
    for (const data of ["", "123456789", "ü", Buffer.from([0, 255, 1, 254])])
      expect(crc32(data)).toBe(nodeZlib.crc32(data));
  });

  it("random numbers are below their limit, and all of them come", () => {
    const drawn = new Set(Array.from({ length: 2000 }, () => browserCrypto.randomInt(26)));
    expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: 26 }, (_, index) => index));
  });
});
