import { X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoCertificates, type DemoCertificates } from "../../../tools/certificates/demo-certificates";
import { handshake } from "./handshake";

const DAY_MS = 86400e3;

describe("demo certificates", () => {
  let folder: string;
  let first: DemoCertificates;

  beforeEach(async () => {
    folder = join(mkdtempSync(join(tmpdir(), "demo-")), "made", "by", "itself");
    first = await demoCertificates(folder);
  });

  afterEach(() => rmSync(join(folder, "..", "..", ".."), { recursive: true, force: true }));

  it("writes the files it returns, keys for the owner only, and leaves nothing else", () => {
    const { files, caPem, server, client } = first;
    expect(readFileSync(files.ca, "utf8")).toBe(caPem);
    expect(readFileSync(files.serverCert, "utf8")).toBe(server.certPem);
    expect(readFileSync(files.serverKey, "utf8")).toBe(server.keyPem);
    expect(readFileSync(files.clientCert, "utf8")).toBe(client.certPem);
    expect(readFileSync(files.clientKey, "utf8")).toBe(client.keyPem);
    const names = ["ca.key", "ca.pem", "client.key", "client.pem", "server.key", "server.pem"];
    expect(readdirSync(folder).sort()).toEqual(names);
    for (const key of names.filter((name) => name.endsWith(".key"))) {
      expect(statSync(join(folder, key)).mode & 0o777).toBe(0o600);
    }
  });

  it("makes a server that is trusted as localhost", async () => {
    await expect(handshake(first.server, { ca: first.caPem })).resolves.toBeUndefined();
  });

  it("gives the same certificates at the next start", async () => {
    await expect(demoCertificates(folder)).resolves.toEqual(first);
  });

  it.each(["server.pem", "server.key"])(
    "makes the server again when %s is missing, and keeps the rest",
    async (file) => {
      rmSync(join(folder, file));
      const second = await demoCertificates(folder);
      expect(second.server.certPem).not.toBe(first.server.certPem);
      expect([second.caPem, second.client]).toEqual([first.caPem, first.client]);
      await expect(handshake(second.server, { ca: second.caPem })).resolves.toBeUndefined();
    },
  );

  it.each(["", "no certificate", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"])(
    "makes a certificate again that reads %j",
    async (text) => {
      writeFileSync(first.files.serverCert, text);
      const second = await demoCertificates(folder);
      await expect(handshake(second.server, { ca: second.caPem })).resolves.toBeUndefined();
    },
  );

  it("makes the client again when its key belongs to another certificate", async () => {
    writeFileSync(first.files.clientKey, first.server.keyPem);
    const second = await demoCertificates(folder);
    expect(second.client.certPem).not.toBe(first.client.certPem);
    expect(second.server).toEqual(first.server);
  });

  it("makes the server again for another host name", async () => {
    const hosts = ["telemetry.example", "192.0.2.7"];
    const second = await demoCertificates(folder, { hosts });
    expect(new X509Certificate(second.server.certPem).subjectAltName).toBe(
      "DNS:telemetry.example, IP Address:192.0.2.7",
    );
    expect(second.caPem).toBe(first.caPem);
    await expect(demoCertificates(folder, { hosts })).resolves.toEqual(second);
  });

  it("makes the server again within a day of its end, not before", async () => {
    const endMs = Date.parse(new X509Certificate(first.server.certPem).validTo);
    const before = await demoCertificates(folder, { nowMs: endMs - DAY_MS - 1000 });
    expect(before.server).toEqual(first.server);
    const within = await demoCertificates(folder, { nowMs: endMs - DAY_MS + 1000 });
    expect(within.server.certPem).not.toBe(first.server.certPem);
    expect(within.caPem).toBe(first.caPem);
  });

  it("makes all again when the authority is lost", async () => {
    rmSync(join(folder, "ca.key"));
    const second = await demoCertificates(folder);
    expect(second.caPem).not.toBe(first.caPem);
    expect(second.server.certPem).not.toBe(first.server.certPem);
    expect(second.client.certPem).not.toBe(first.client.certPem);
  });

  it("reports a file that cannot be replaced and leaves no temporary file", async () => {
    rmSync(first.files.serverKey);
    mkdirSync(first.files.serverKey);
    await expect(demoCertificates(folder)).rejects.toThrow("server.key");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
