import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Certificate, issue, issueSelfSigned, makeAuthority } from "../../../tools/certificates/certificates";
import { type CredentialPaths, readCredentials } from "../../../tools/provision/credential-files";
import type { Credentials } from "../../../tools/provision/credentials";
import { UsageError } from "../../../tools/terminal/usage-error";
import { scratchDirectory } from "../interpreter/scratch-directory";

const NOW = Date.now();
const DAY_MS = 86400e3;

describe("readCredentials", () => {
  const directory = scratchDirectory();
  let ca: Certificate;
  let client: Certificate;
  let other: Certificate;
  let ec: Certificate;

  beforeAll(async () => {
    ca = await makeAuthority({ commonName: "Test CA" });
    client = await issue(ca, { commonName: "device", usage: "client" });
    other = await issue(ca, { commonName: "other", usage: "client" });
    ec = await issue(ca, { commonName: "ec-device", usage: "client", keyType: "EC" });
  });

  function file(name: string, content: string | Buffer): string {
    const full = path.join(directory(), name);
    writeFileSync(full, content);
    return full;
  }

  const read = (paths: CredentialPaths): Credentials => readCredentials(paths, NOW);
  const readCa = (content: string | Buffer): Credentials => read({ ca: file("ca.pem", content) });
  const readPair = (cert: string | Buffer, key: string | Buffer): Credentials =>
    read({ ca: file("ca.pem", ca.certPem), cert: file("cert.pem", cert), key: file("key.pem", key) });

  /** The error's text, the folder left out. */
  function failure(run: () => unknown): string {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      return (error as Error).message.replaceAll(`${directory()}/`, "");
    }
    throw new Error("nothing was wrong");
  }

  it("takes a CA, a client certificate and its key", () => {
    expect(readPair(client.certPem, client.keyPem)).toEqual({
      ca: ca.certPem,
      cert: client.certPem,
      key: client.keyPem,
      warnings: [],
    });
  });

  it.each<[string, (pem: string) => string]>([
    ["CRLF line ends", (pem) => pem.replaceAll("\n", "\r\n")],
    ["CR line ends", (pem) => pem.replaceAll("\n", "\r")],
    ["no line end at the end", (pem) => pem.trimEnd()],
    ["a text around the block", (pem) => `subject=CN=Test\n\n${pem}\nnothing more\n`],
    ["a UTF-8 byte order mark", (pem) => `\xef\xbb\xbf${pem}`],
    ["blanks around the lines", (pem) => pem.replace(/^(.*)$/gm, "  $1 ")],
    ["one long line", (pem) => pem.replace(/(?<!-)\n(?!-)/g, "")],
    ["the label X509 CERTIFICATE", (pem) => pem.replaceAll(" CERTIFICATE", " X509 CERTIFICATE")],
  ])("gives the modem the same bytes for a file with %s", (_, change) => {
    expect(readCa(Buffer.from(change(ca.certPem), "latin1")).ca).toBe(ca.certPem);
  });

  it("takes a key in any form and gives it in the traditional one", () => {
    for (const { certPem, keyPem } of [client, ec]) {
      const pkcs8 = createPrivateKey(keyPem).export({ type: "pkcs8", format: "pem" }) as string;
      expect(readPair(certPem, pkcs8).key).toBe(keyPem);
    }
    const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    expect(readPair(ec.certPem, parameters + ec.keyPem).key).toBe(ec.keyPem);
  });

  it("takes a chain that begins with the device's certificate, and more than one CA", async () => {
    const second = await makeAuthority({ commonName: "Second CA" });
    expect(readCa(ca.certPem + second.certPem).ca).toBe(ca.certPem + second.certPem);
    expect(readPair(client.certPem + ca.certPem, client.keyPem).cert).toBe(client.certPem + ca.certPem);
  });

  it.each<[string, () => string | Buffer, RegExp]>([
    ["empty", () => "", /^--ca ca.pem is empty$/],
    ["not PEM", () => "hello", /^--ca ca.pem is no PEM file: it has no BEGIN line$/],
    ["binary nonsense", () => Buffer.from([0x30, 0x85, 1, 2, 3, 4, 5, 6]), /is no PEM file/],
    [
      "DER",
      () => new X509Certificate(ca.certPem).raw,
      /is DER, not PEM: convert it by openssl x509 -inform der -in \S+ -out/,
    ],
    ["truncated DER", () => new X509Certificate(ca.certPem).raw.subarray(0, 300), /is DER, not PEM, and truncated/],
    ["UTF-16", () => Buffer.from(`\ufeff${ca.certPem}`, "utf16le"), /is UTF-16 text: save it as ASCII/],
    ["cut before END", () => ca.certPem.slice(0, 600), /is truncated: CERTIFICATE of line 1 has no END line/],
    [
      "cut in the middle with its END",
      () => ca.certPem.replace(/(.*\n){5}(?=-----END)/, ""),
      /is truncated: CERTIFICATE of line 1 has \d+ of \d+ bytes/,
    ],
    ["without its beginning", () => ca.certPem.slice(100), /is truncated: its beginning is missing/],
    ["damaged", () => ca.certPem.replace("MII", "M*I"), /is damaged: CERTIFICATE of line 1 is not base64/],
    [
      "two cut into one",
      () => ca.certPem.slice(0, 200) + "\n" + ca.certPem,
      /is truncated: CERTIFICATE of line 1 has no END line/,
    ],
    [
      "another thing inside",
      () => "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----",
      /is no certificate inside/,
    ],
    [
      "empty inside",
      () => "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
      /is damaged: CERTIFICATE of line 1 is empty/,
    ],
    ["bytes too many", () => "-----BEGIN CERTIFICATE-----\nMAMCAQEA\n-----END CERTIFICATE-----", /1 bytes too many/],
    ["the wrong END", () => ca.certPem.replace("END CERT", "END X509 CERT"), /ends as X509 CERTIFICATE/],
    ["a key", () => client.keyPem, /^--ca ca.pem holds a private key, a certificate is needed/],
    ["certificate and key", () => client.certPem + client.keyPem, /holds a private key, a certificate is needed/],
    [
      "a leaf",
      () => client.certPem,
      /^--ca ca.pem: CN=device is no CA: give the certificate of its issuer, CN=Test CA$/,
    ],
    ["a chain with a leaf", () => client.certPem + ca.certPem, /certificate 1 of 2, CN=device, is no CA/],
    [
      "a request",
      () => "-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQE=\n-----END CERTIFICATE REQUEST-----",
      /is a request for a certificate/,
    ],
    [
      "PKCS#7",
      () => "-----BEGIN PKCS7-----\nMAMCAQE=\n-----END PKCS7-----",
      /is PKCS#7: convert it by openssl pkcs7 -print_certs/,
    ],
    [
      "OpenSSL's own form",
      () => "-----BEGIN TRUSTED CERTIFICATE-----\nMAMCAQE=\n-----END TRUSTED CERTIFICATE-----",
      /convert it by openssl x509/,
    ],
    [
      "a public key",
      () => "-----BEGIN PUBLIC KEY-----\nMAMCAQE=\n-----END PUBLIC KEY-----",
      /holds PUBLIC KEY, a certificate is needed/,
    ],
    ["a whole trust store", () => ca.certPem.repeat(20), /has \d+ bytes, at most 16384 are taken/],
  ])("refuses a CA file that is %s", (_, content, text) => {
    expect(failure(() => readCa(content()))).toMatch(text);
  });

  it.each<[string, () => string | Buffer, RegExp]>([
    ["a certificate", () => client.certPem, /^--key key.pem holds a certificate, a private key is needed/],
    ["of another certificate", () => other.keyPem, /^--key key.pem does not belong to --cert cert.pem \(CN=device\)/],
    [
      "DER",
      () => createPrivateKey(client.keyPem).export({ type: "pkcs1", format: "der" }),
      /is DER, not PEM: convert it by openssl pkey -inform der/,
    ],
    [
      "encrypted (PKCS#8)",
      () => encrypted("pkcs8"),
      /is encrypted, and the modem cannot ask for a password: convert it by openssl pkey -in/,
    ],
    ["encrypted (traditional)", () => encrypted("pkcs1"), /is encrypted/],
    [
      "of OpenSSH",
      () => "-----BEGIN OPENSSH PRIVATE KEY-----\nMAMCAQE=\n-----END OPENSSH PRIVATE KEY-----",
      /ssh-keygen -p -m PEM/,
    ],
    [
      "a public key",
      () => "-----BEGIN PUBLIC KEY-----\nMAMCAQE=\n-----END PUBLIC KEY-----",
      /holds PUBLIC KEY, a private key is needed/,
    ],
    [
      "no key inside",
      () => "-----BEGIN PRIVATE KEY-----\nMAMCAQE=\n-----END PRIVATE KEY-----",
      /is no private key inside/,
    ],
    ["two keys", () => client.keyPem + other.keyPem, /holds 2 blocks/],
    ["truncated", () => client.keyPem.slice(0, 500), /is truncated: RSA PRIVATE KEY of line 1 has no END line/],
    ["of a kind that modems do not know", () => ed25519(), /is ed25519, which modems do not know/],
    [
      "nothing but parameters",
      () => "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----",
      /holds no key/,
    ],
  ])("refuses a key file that is %s, without quoting it", (_, content, text) => {
    const message = failure(() => readPair(client.certPem, content()));
    expect(message).toMatch(text);
    for (const line of String(content()).split("\n"))
      if (/^[A-Za-z0-9+/]{20,}/.test(line)) expect(message).not.toContain(line.slice(0, 12));
  });

  function encrypted(type: "pkcs1" | "pkcs8"): string {
    const cipher = { cipher: "aes-256-cbc", passphrase: "secret" };
    return createPrivateKey(client.keyPem).export({ type, format: "pem", ...cipher }) as string;
  }

  function ed25519(): string {
    return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  }

  it("says of PKCS#12 how it is taken apart", () => {
    const pfx = Buffer.concat([Buffer.from([0x30, 0x82, 0, 20, 2, 1, 3]), Buffer.alloc(17)]);
    expect(failure(() => readCa(pfx))).toMatch(/is PKCS#12, not PEM: take it apart by openssl pkcs12/);
  });

  it("refuses a certificate that has expired, or is not valid yet, and warns of one that soon expires", async () => {
    const at = (days: number): Date => new Date(NOW + days * DAY_MS);
    const make = (from: number, to: number): Promise<Certificate> =>
      issue(ca, { commonName: "device", usage: "client", notBefore: at(from), notAfter: at(to) });
    const [old, early, late] = [await make(-20, -1), await make(1, 20), await make(-1, 7)];
    expect(failure(() => readPair(old.certPem, old.keyPem))).toMatch(
      /CN=device has expired on \d{4}-\d\d-\d\d: get a new/,
    );
    expect(failure(() => readPair(early.certPem, early.keyPem))).toMatch(/is not valid before \d{4}-\d\d-\d\d/);
    expect(readPair(late.certPem, late.keyPem).warnings).toEqual([expect.stringMatching(/CN=device expires on/)]);
  });

  it("refuses a client certificate that is for servers only", async () => {
    const server = await issue(ca, { commonName: "srv", dnsNames: ["a.example"], usage: "server" });
    expect(failure(() => readPair(server.certPem, server.keyPem))).toMatch(/CN=srv is not for clients/);
  });

  it("refuses a chain in the wrong order", () => {
    expect(failure(() => readPair(client.certPem + other.certPem, client.keyPem))).toMatch(
      /certificate 2, CN=other, did not issue the one before/,
    );
  });

  it("takes a self-signed server certificate as its own CA", async () => {
    const own = await issueSelfSigned({ commonName: "own", dnsNames: ["own.example"], usage: "server" });
    expect(readCa(own.certPem).ca).toBe(own.certPem);
  });

  it("wants certificate and key together", () => {
    const pem = file("x.pem", ca.certPem);
    expect(failure(() => read({ ca: pem, cert: pem }))).toBe("--cert needs --key: give the key too");
    expect(failure(() => read({ ca: pem, key: pem }))).toBe("--key needs --cert: give the certificate too");
  });

  it("names a file that cannot be read", () => {
    mkdirSync(path.join(directory(), "folder"), { recursive: true });
    expect(failure(() => read({ ca: "/nowhere/ca.pem" }))).toBe(
      "--ca /nowhere/ca.pem cannot be read (ENOENT): check the path",
    );
    expect(failure(() => read({ ca: path.join(directory(), "folder") }))).toMatch(/cannot be read \(EISDIR\)/);
  });
});
