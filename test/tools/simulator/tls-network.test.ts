/** Trust, names, dates, versions and suites, against real TLS servers on the loopback interface. */
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import type { TlsOptions } from "node:tls";
import { type Identity, TestAuthority } from "./test-authority";
import { TlsBench, stopBenches } from "./tls-bench";

let root: TestAuthority;
let stranger: TestAuthority;
let leaf: Identity;
let rsaLeaf: Identity;

beforeAll(async () => {
  root = await TestAuthority.make("Root");
  stranger = await TestAuthority.make("Stranger");
  leaf = await root.issue();
  rsaLeaf = await root.issue({ isRsa: true });
});

afterEach(stopBenches);

describe("trust", () => {
  it("accepts a server of the trusted authority, and carries data both ways over TLS 1.2", async () => {
    const bench = await TlsBench.start(leaf);
    expect(await bench.open(bench.verified(root))).toBe(0);
    const socket = bench.accepted[0]!;
    expect(socket.getProtocol()).toBe("TLSv1.2");
    await bench.send("AT+QSSLSEND=0,4");
    bench.host.write(Buffer.from([0x00, 0x1a, 0xff, 0x0d]));
    expect(await bench.until(/SEND (OK|FAIL)\r\n/)).toContain("SEND OK");
    const got = await new Promise<Buffer>((resolve) => socket.once("data", resolve));
    expect([...got]).toEqual([0x00, 0x1a, 0xff, 0x0d]);
    socket.end("\r\nOK\r\n");
    await bench.until(/\+QSSLURC: "closed",0\r\n/);
    bench.host.write("AT+QSSLRECV=0,1500\r");
    expect(await bench.until(/OK\r\n\r\n\r\nOK\r\n/)).toBe("\r\n+QSSLRECV: 6\r\n\r\nOK\r\n\r\n\r\nOK\r\n");
  });

  it("accepts anything at seclevel 0", async () => {
    const bench = await TlsBench.start(await stranger.issue({ host: "other.example", notAfter: new Date(0) }));
    expect(await bench.open({ seclevel: 0, sni: 1, ignorelocaltime: 0 })).toBe(0);
  });

  it("refuses a server of another authority", async () => {
    const bench = await TlsBench.start(leaf);
    expect(await bench.open(bench.verified(stranger))).toBe(566);
    expect(bench.modem.status().lastOpenFailure).toContain("no trusted certificate");
  });

  it("refuses an authority of the right name with another key", async () => {
    const bench = await TlsBench.start(leaf);
    expect(await bench.open(bench.verified(await TestAuthority.make("Root")))).toBe(566);
  });

  it("refuses a chain through a certificate that is no authority", async () => {
    const server = await TestAuthority.make("Server", root, { mayIssue: false });
    const { cert, key } = await server.issue();
    const bench = await TlsBench.start({ cert: `${cert}\n${server.cert}`, key });
    expect(await bench.open(bench.verified(root))).toBe(566);
  });

  it("follows the chain that the server shows up to the root", async () => {
    const middle = await TestAuthority.make("Middle", root);
    const { cert, key } = await middle.issue();
    const whole = await TlsBench.start({ cert: `${cert}\n${middle.cert}`, key });
    expect(await whole.open(whole.verified(root))).toBe(0);
    const partial = await TlsBench.start({ cert, key });
    expect(await partial.open(partial.verified(root))).toBe(566);
  });
});

describe("dates by the modem's clock", () => {
  const span = (from: number, to: number) => ({
    notBefore: new Date(Date.UTC(from, 0)),
    notAfter: new Date(Date.UTC(to, 0)),
  });
  const setClock = (bench: TlsBench, year: number) =>
    bench.send(`AT+CCLK="${String(year).slice(2)}/06/01,00:00:00+00"`);

  it("refuses every certificate while it lives in 1980, and only then looks at the clock", async () => {
    const bench = await TlsBench.start(leaf);
    expect(await bench.open({ ...bench.verified(root), ignorelocaltime: 0 })).toBe(566);
    expect(bench.modem.status().lastOpenFailure).toMatch(/not yet valid at 1980/);
    await bench.send("AT+QSSLCLOSE=0");
    await setClock(bench, 2026);
    expect(await bench.open({})).toBe(0);
  });

  it("refuses what has expired by its clock though not by ours", async () => {
    const bench = await TlsBench.start(leaf);
    await setClock(bench, 2045);
    expect(await bench.open({ ...bench.verified(root), ignorelocaltime: 0 })).toBe(566);
    expect(bench.modem.status().lastOpenFailure).toMatch(/has expired at 2045/);
  });

  it("accepts what has expired by our clock but not by its own", async () => {
    const bench = await TlsBench.start(await root.issue(span(2004, 2006)));
    await setClock(bench, 2005);
    expect(await bench.open({ ...bench.verified(root), ignorelocaltime: 0 })).toBe(0);
  });

  it("still finds the wrong authority behind a date that our clock would refuse", async () => {
    const bench = await TlsBench.start(await root.issue(span(2004, 2006)));
    await setClock(bench, 2005);
    expect(await bench.open({ ...bench.verified(stranger), ignorelocaltime: 0 })).toBe(566);
  });

  it("looks at no date unless told to", async () => {
    const bench = await TlsBench.start(await root.issue(span(2004, 2006)));
    expect(await bench.open(bench.verified(root))).toBe(0);
  });
});

describe("names", () => {
  it("sends the name with sni 1 and refuses a certificate of another name", async () => {
    const bench = await TlsBench.start(leaf);
    expect(await bench.open(bench.verified(root), "wrong.example")).toBe(566);
    await bench.send("AT+QSSLCLOSE=0");
    expect(await bench.open({}, "h.example")).toBe(0);
    expect(bench.accepted.at(-1)!.servername).toBe("h.example");
  });

  it("sends no name with sni 0, and then does not compare it either", async () => {
    const bench = await TlsBench.start(leaf);
    expect(await bench.open({ ...bench.verified(root), sni: 0 }, "wrong.example")).toBe(0);
    expect(bench.accepted[0]!.servername).toBe(false);
  });
});

describe("client certificate", () => {
  const asked = () => ({ ...leaf, requestCert: true, rejectUnauthorized: true, ca: root.cert });

  it("is shown at seclevel 2", async () => {
    const bench = await TlsBench.start(asked());
    const client = await root.issue({ host: "device-1" });
    bench.files.set("cert.pem", Buffer.from(client.cert)).set("key.pem", Buffer.from(client.key));
    const settings = { ...bench.verified(root), seclevel: 2, clientcert: '"cert.pem"', clientkey: '"key.pem"' };
    expect(await bench.open(settings)).toBe(0);
    expect(bench.accepted[0]!.getPeerCertificate().subject.CN).toBe("device-1");
  });

  it("is missed at seclevel 1, and at seclevel 2 without the files or with a key of another", async () => {
    const bench = await TlsBench.start(asked());
    expect(await bench.open(bench.verified(root))).toBe(566);
    await bench.send("AT+QSSLCLOSE=0");
    expect(await bench.open({ seclevel: 2, clientcert: '"cert.pem"', clientkey: '"key.pem"' })).toBe(566);
    await bench.send("AT+QSSLCLOSE=0");
    bench.files.set("cert.pem", Buffer.from((await root.issue()).cert)).set("key.pem", Buffer.from(leaf.key));
    expect(await bench.open({})).toBe(566);
    expect(bench.accepted).toHaveLength(0);
  });
});

describe("versions and suites", () => {
  const old = (): TlsOptions => ({ ...leaf, minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" });

  it("refuses a server of TLS 1.1 at sslversion 3 and takes it at 2 and 4", async () => {
    const bench = await TlsBench.start(old());
    expect(await bench.open(bench.verified(root))).toBe(566);
    for (const sslversion of [2, 4]) {
      await bench.send("AT+QSSLCLOSE=0");
      expect(await bench.open({ sslversion })).toBe(0);
      expect(bench.accepted.at(-1)!.getProtocol()).toBe("TLSv1.1");
    }
  });

  it("never speaks above TLS 1.2, nor SSL 3.0", async () => {
    const bench = await TlsBench.start({ ...leaf, minVersion: "TLSv1.3" });
    expect(await bench.open({ sslversion: 4 })).toBe(566);
    await bench.send("AT+QSSLCLOSE=0");
    expect(await bench.open({ sslversion: 0 })).toBe(566);
  });

  it("takes 0x0035 to a server with RSA key exchange and nowhere else", async () => {
    const modern = await TlsBench.start({ ...rsaLeaf, ciphers: "ECDHE-RSA-AES128-GCM-SHA256", maxVersion: "TLSv1.2" });
    expect(await modern.open({ ...modern.verified(root), ciphersuite: "0x0035" })).toBe(566);
    const classic = await TlsBench.start({ ...rsaLeaf, ciphers: "AES256-SHA:@SECLEVEL=0", maxVersion: "TLSv1.2" });
    expect(await classic.open({ ...classic.verified(root), ciphersuite: "0x0035" })).toBe(0);
    expect(classic.accepted[0]!.getCipher().name).toBe("AES256-SHA");
  });

  it("fails with a suite that OpenSSL no longer has", async () => {
    const bench = await TlsBench.start(rsaLeaf);
    for (const ciphersuite of ["0X0005", "0XC004"]) {
      expect(await bench.open({ ciphersuite })).toBe(566);
      await bench.send("AT+QSSLCLOSE=0");
    }
  });
});

describe("no connection", () => {
  it("is 565 for a name without address", async () => {
    const bench = await TlsBench.start(leaf);
    expect(await bench.open({}, "unknown.example.invalid")).toBe(565);
  });

  it("is 566 where nobody listens, and where the peer does not speak TLS", async () => {
    const bench = await TlsBench.start(leaf);
    await new Promise((resolve) => bench.server.close(resolve));
    expect(await bench.open({})).toBe(566);
    const plain = createTcpServer((socket) => socket.resume().end("HTTP/1.0 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    await bench.send("AT+QSSLCLOSE=0");
    await bench.send(`AT+QSSLOPEN=1,0,0,"127.0.0.1",${(plain.address() as AddressInfo).port}`);
    expect(await bench.until(/\+QSSLOPEN: 0,\d+\r\n/)).toContain("+QSSLOPEN: 0,566");
    await new Promise((resolve) => plain.close(resolve));
  });
});
