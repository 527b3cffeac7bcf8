import { execFileSync, spawnSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issue, issueSelfSigned, makeAuthority, type Certificate } from "../../../tools/certificates/certificates";
import { handshake } from "./handshake";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const itWithOpenssl = hasOpenssl ? it : it.skip;
const server = { commonName: "demo", usage: "server", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"] } as const;
const asked = { ...server, dnsNames: [...server.dnsNames], ipAddresses: [...server.ipAddresses] };

describe("certificates", () => {
  let authority: Certificate;

  beforeAll(async () => {
    authority = await makeAuthority({ commonName: "Test CA" });
  });

  it.each(["RSA", "EC"] as const)(
    "makes an %s authority whose server certificate a TLS client trusts",
    async (keyType) => {
      const own = await makeAuthority({ commonName: "Own CA", keyType });
      const issued = await issue(own, { ...asked, keyType });
      await expect(handshake(issued, { ca: own.certPem })).resolves.toBeUndefined();
    },
  );

  it("issues an EC certificate from an RSA authority", async () => {
    const issued = await issue(authority, { ...asked, keyType: "EC" });
    await expect(handshake(issued, { ca: authority.certPem })).resolves.toBeUndefined();
  });

  it("is not trusted by a client that knows another authority", async () => {
    const other = await makeAuthority({ commonName: "Test CA", keyType: "EC" });
    const issued = await issue(authority, asked);
    await expect(handshake(issued, { ca: other.certPem })).rejects.toThrow(/certificate|signature/);
  });

  it("is not trusted under a name that it does not carry", async () => {
    const issued = await issue(authority, { ...asked, ipAddresses: [] });
    await expect(handshake(issued, { ca: authority.certPem, host: "127.0.0.1" })).rejects.toThrow("127.0.0.1");
  });

  it("is refused before it begins and after it ends", async () => {
    const dates = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2020-02-01T00:00:00Z") };
    const past = await issue(authority, { ...asked, ...dates });
    const future = await issue(authority, { ...asked, notBefore: new Date(Date.now() + 3600e3) });
    expect(new Date(new X509Certificate(past.certPem).validTo)).toEqual(dates.notAfter);
    await expect(handshake(past, { ca: authority.certPem })).rejects.toThrow("expired");
    await expect(handshake(future, { ca: authority.certPem })).rejects.toThrow("not yet valid");
  });

  it("makes a self-signed certificate that is trusted by itself alone", async () => {
    const own = await issueSelfSigned(asked);
    await expect(handshake(own, { ca: own.certPem })).resolves.toBeUndefined();
    await expect(handshake(own, { ca: authority.certPem })).rejects.toThrow("self-signed");
  });

  it("marks authorities, servers and clients as what they are", async () => {
    const client = new X509Certificate((await issue(authority, { commonName: "board", usage: "client" })).certPem);
    const served = new X509Certificate((await issue(authority, asked)).certPem);
    expect(new X509Certificate(authority.certPem).ca).toBe(true);
    expect(client.ca).toBe(false);
    expect(client.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(served.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(served.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1");
    expect(client.subjectAltName).toBeUndefined();
  });

  it("is RSA 2048 with a traditional key unless asked otherwise", () => {
    const key = createPrivateKey(authority.keyPem);
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65537n });
    expect(authority.keyPem).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(authority.certPem).toMatch(/^-----BEGIN CERTIFICATE-----\n[^\r]*-----END CERTIFICATE-----\n$/);
  });

  it.each(['quoted "x" = y, z', "#0401", "Gerät", "a+b\\c"])(
    "keeps the common name %s as it is",
    async (commonName) => {
      const made = await makeAuthority({ commonName, keyType: "EC" });
      expect(new X509Certificate(made.certPem).toLegacyObject().subject.CN).toBe(commonName);
    },
  );

  it("refuses an address that is none, by name", async () => {
    const options = { ...asked, ipAddresses: ["localhost"] };
    await expect(issue(authority, options)).rejects.toThrow('"localhost" is no IP address');
  });

  itWithOpenssl("satisfies openssl verify in its strict mode", async () => {
    const folder = mkdtempSync(join(tmpdir(), "certificates-"));
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const verify = (purpose: string, caFile: string, certFile: string): string =>
      execFileSync("openssl", ["verify", "-x509_strict", "-purpose", purpose, "-CAfile", caFile, certFile], {
        stdio: "pipe",
      }).toString();
    try {
      for (const keyType of ["RSA", "EC"] as const) {
        const own = await makeAuthority({ commonName: "Own CA", keyType });
        const ca = write("ca.pem", own.certPem);
        const served = write("server.pem", (await issue(own, { ...asked, keyType })).certPem);
        const client = write("client.pem", (await issue(own, { commonName: "b", usage: "client", keyType })).certPem);
        expect(verify("sslserver", ca, served)).toContain("OK");
        expect(verify("sslclient", ca, client)).toContain("OK");
        expect(() => verify("sslclient", ca, served)).toThrow();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
