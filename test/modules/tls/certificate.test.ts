import { X509Certificate } from "node:crypto";
import fc from "fast-check";
import { namesBut, nameText, readCertificate } from "../../../modules/tls/certificate";
import { issue, issueSelfSigned, makeAuthority, type Certificate } from "../../../tools/certificates/certificates";
import { installCutOffIndexOf, installDevice } from "../../doubles/device";
import { derOf } from "./plain-modem";

const MINUTES = "YYYY-MM-DDTHH:MM".length;
const date = (text: string): Date => new Date(`${text}:00Z`);

let authority: Certificate;
let leaf: Certificate;

beforeAll(async () => {
  authority = await makeAuthority({ commonName: "Test CA" });
  leaf = await issue(authority, {
    commonName: "server",
    dnsNames: ["Server.Example", "*.devices.example"],
    ipAddresses: ["192.0.2.7"],
    usage: "server",
  });
});
beforeEach(() => installDevice());

function read(certificate: Certificate): NonNullable<ReturnType<typeof readCertificate>> {
  return readCertificate(derOf(certificate.certPem))!;
}

describe("dates", () => {
  it.each([
    ["1950-01-02T03:04", "1999-12-31T23:59"],
    ["2000-02-29T00:00", "2049-12-31T23:59"],
    ["2049-12-31T23:58", "2050-01-01T00:00"],
    ["2051-06-07T08:09", "2099-12-31T23:59"],
  ])("are read from %s to %s, in two digits of the year or four", async (notBefore, notAfter) => {
    const options = { commonName: "x", usage: "server" as const, notBefore: date(notBefore), notAfter: date(notAfter) };
    expect(read(await issueSelfSigned(options))).toMatchObject({ notBefore, notAfter });
  });

  it("are those that Node reads", () => {
    const node = new X509Certificate(leaf.certPem);
    const { notBefore, notAfter } = read(leaf);
    expect(notBefore).toBe(new Date(node.validFrom).toISOString().slice(0, MINUTES));
    expect(notAfter).toBe(new Date(node.validTo).toISOString().slice(0, MINUTES));
  });
});

describe("issuer and subject", () => {
  it("are the same bytes in a certificate and in that of its authority", () => {
    expect(read(leaf).issuer).toBe(read(authority).subject);
    expect(read(leaf).subject).not.toBe(read(leaf).issuer);
    expect(read(authority).subject).toBe(read(authority).issuer);
  });

  it("show their common name", async () => {
    expect(nameText(read(leaf).issuer)).toBe("Test CA");
    expect(nameText(read(leaf).subject)).toBe("server");
    const umlaut = await issueSelfSigned({ commonName: "Z\u00fcrich", usage: "server" });
    expect(nameText(read(umlaut).subject)).toBe(Buffer.from("Z\u00fcrich").toString("latin1"));
  });

  it("show their last attribute when there is no common name, and nothing when there is none", () => {
    const attribute = (type: string, text: string): string =>
      `\x06\x03\x55\x04${type}\x0c${String.fromCharCode(text.length)}${text}`;
    const set = (content: string): string =>
      `\x31${String.fromCharCode(content.length + 2)}\x30${String.fromCharCode(content.length)}${content}`;
    expect(nameText(set(attribute("\x06", "DE")) + set(attribute("\x0b", "Old Root")))).toBe("Old Root");
    expect(nameText(set(attribute("\x03", "Name")) + set(attribute("\x0b", "Unit")))).toBe("Name");
    expect(nameText(set(attribute("\x03", "n".repeat(100))))).toBe("n".repeat(64));
    expect(nameText("")).toBe("");
  });
});

describe("names of a server", () => {
  it.each(["server.example", "unit-7.devices.example", "IP 192.0.2.7"])("%s is among them", (name) => {
    expect(namesBut(read(leaf), name)).toBe("");
  });

  it.each([
    "other.example",
    "example",
    "a.b.devices.example",
    "devices.example",
    "server",
    "192.0.2.7",
    "IP 192.0.2.70",
  ])("%s is not", (name) => {
    expect(namesBut(read(leaf), name)).toBe("server.example,*.devices.example,IP 192.0.2.7,");
  });

  it("agree with Node's", () => {
    const node = new X509Certificate(leaf.certPem);
    const labels = fc.constantFrom("server", "devices", "example", "unit", "*", "a-b");
    const hosts = fc.array(labels, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("."));
    fc.assert(
      fc.property(hosts, (host) => {
        fc.pre(!host.includes("*"));
        expect(namesBut(read(leaf), host) === "").toBe(node.checkHost(host) !== undefined);
      }),
    );
  });

  it("are the common name where there is no other", async () => {
    const old = await issueSelfSigned({ commonName: "Old.Example", usage: "server" });
    expect(namesBut(read(old), "old.example")).toBe("");
    expect(namesBut(read(old), "new.example")).toBe("old.example,");
  });

  it("do not take a DNS name for an address", async () => {
    const wrong = await issueSelfSigned({ commonName: "x", dnsNames: ["192.0.2.7"], usage: "server" });
    expect(namesBut(read(wrong), "IP 192.0.2.7")).toBe("192.0.2.7,");
  });

  it("are all read when there are a hundred", async () => {
    const dnsNames = Array.from({ length: 100 }, (_, index) => `host-${index}.example`);
    const many = await issueSelfSigned({ commonName: "x", dnsNames, usage: "server" });
    for (const name of dnsNames) expect(namesBut(read(many), name)).toBe("");
  });
});

describe("hostile bytes", () => {
  /** Everything that is asked of a certificate. */
  const readAll = (der: string): void => {
    const certificate = readCertificate(der);
    if (!certificate) return;
    namesBut(certificate, "server.example");
    nameText(certificate.issuer);
    nameText(certificate.subject);
  };

  it("are no certificate when they are cut before the public key", () => {
    const der = derOf(leaf.certPem);
    expect(readCertificate("")).toBeUndefined();
    expect(readCertificate("-----BEGIN")).toBeUndefined();
    expect(
      readCertificate(der.slice(0, der.indexOf("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01") - 6)),
    ).toBeUndefined();
  });

  it("never throw, wherever a certificate is cut, also by Espruino's indexOf", () => {
    const restore = installCutOffIndexOf();
    try {
      const der = derOf(leaf.certPem);
      for (let length = 0; length < der.length; length++) readAll(der.slice(0, length));
    } finally {
      restore();
    }
  });

  it("never throw, whatever bytes are changed", () => {
    const der = Buffer.from(derOf(leaf.certPem), "latin1");
    const changes = fc.array(fc.tuple(fc.nat(der.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(changes, (list) => {
        const changed = Buffer.from(der);
        for (const [at, value] of list) changed[at] = value;
        readAll(changed.toString("latin1"));
      }),
      { numRuns: 2000 },
    );
  });

  it("never throw, and end, whatever they are", () => {
    const lengths = fc.constantFrom(0, 1, 2, 4, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff);
    const noise = fc.array(fc.oneof(lengths, fc.constantFrom(0x30, 0x31, 0xa0, 0xa3, 0x06, 0x17, 0x55, 0x1d, 0x11)), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(noise, (values) => readAll(String.fromCharCode(...values))),
      { numRuns: 2000 },
    );
  });
});
