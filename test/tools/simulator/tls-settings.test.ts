/** What the single settings of AT+QSSLCFG do to a connection: files and their passwords, names, times. */
import { createPrivateKey } from "node:crypto";
import { INSTANT_TIMING, profileNamed } from "../../../tools/simulator";
import { OK, TestHost } from "./host";
import { type Identity, TestAuthority } from "./test-authority";
import { TlsBench, stopBenches } from "./tls-bench";

let root: TestAuthority;
let stranger: TestAuthority;
let leaf: Identity;

beforeAll(async () => {
  root = await TestAuthority.make("Root");
  stranger = await TestAuthority.make("Stranger");
  leaf = await root.issue();
});
afterEach(stopBenches);

describe("cacertex", () => {
  it("is a second file of trusted authorities", async () => {
    const bench = await TlsBench.start(leaf);
    const settings = { ...bench.verified(stranger), cacertex: '"more.pem"' };
    bench.files.set("more.pem", Buffer.from(stranger.cert));
    expect(await bench.open(settings)).toBe(566);
    await bench.send("AT+QSSLCLOSE=0");
    bench.files.set("more.pem", Buffer.from(root.cert));
    expect(await bench.open({})).toBe(0);
  });

  it("must be there when it is named", async () => {
    const bench = await TlsBench.start(leaf);
    expect(await bench.open({ ...bench.verified(root), cacertex: '"missing.pem"' })).toBe(566);
    expect(bench.modem.status().lastOpenFailure).toContain('cacertex: no PEM file "missing.pem"');
  });
});

describe("clientkey with a password", () => {
  const asked = () => ({ ...leaf, requestCert: true, rejectUnauthorized: true, ca: root.cert });
  const encrypted = (key: string): Buffer =>
    Buffer.from(
      createPrivateKey(key).export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "s3cret" }),
    );

  it.each([
    ["the right one", ',"s3cret"', 0],
    ["a wrong one", ',"secret"', 566],
    ["none", "", 566],
  ])("opens an encrypted key with %s: answer %s is %d", async (_, password, code) => {
    const bench = await TlsBench.start(asked());
    const client = await root.issue({ host: "device-1" });
    bench.files.set("cert.pem", Buffer.from(client.cert)).set("key.pem", encrypted(client.key));
    const files = { clientcert: '"cert.pem"', clientkey: `"key.pem"${password}` };
    expect(await bench.open({ ...bench.verified(root), seclevel: 2, ...files })).toBe(code);
    expect(bench.accepted).toHaveLength(code === 0 ? 1 : 0);
  });
});

describe("checkhost", () => {
  const profile = {
    ...profileNamed("EG915U"),
    ssl: {
      ...profileNamed("EG915U").ssl,
      parameters: [
        ...profileNamed("EG915U").ssl.parameters,
        { kind: "integer", name: "checkhost", minimum: 0, maximum: 1, initial: 0 } as const,
      ],
    },
  };

  it.each([
    ["wrong.example", 1, 566],
    ["wrong.example", 0, 0],
    ["h.example", 1, 0],
  ])("compares %s with the certificate at %d, without SNI, where a modem has it: %d", async (host, checkhost, code) => {
    const bench = await TlsBench.start(leaf, { profile });
    expect(await bench.open({ ...bench.verified(root), sni: 0, checkhost }, host)).toBe(code);
    if (code === 0) expect(bench.accepted[0]!.servername).toBe(false);
    else expect(bench.modem.status().lastOpenFailure).toContain("the certificate is not for wrong.example");
  });
});

describe("negotiatetime", () => {
  it.each([10, 25])("ends a handshake without answer after %d s with 569", async (seconds) => {
    const host = await TestHost.online();
    host.network.mute("h.example", 443);
    await host.send(`AT+QSSLCFG="negotiatetime",0,${seconds}`);
    expect(await host.send('AT+QSSLOPEN=1,0,0,"h.example",443')).toBe(OK);
    expect(await host.wait(seconds * 1000 - 1)).toBe("");
    expect(await host.wait(1)).toBe("\r\n+QSSLOPEN: 0,569\r\n");
    expect(host.modem.status().lastOpenFailure).toContain("no end of the handshake");
  });

  it("of a connection is the one at its open, whatever is set later", async () => {
    const host = await TestHost.online({ timing: { ...INSTANT_TIMING, openMs: 1000 } });
    host.network.mute("h.example", 443);
    await host.send('AT+QSSLCFG="negotiatetime",0,20');
    await host.send('AT+QSSLOPEN=1,0,0,"h.example",443');
    await host.send('AT+QSSLCFG="negotiatetime",0,10');
    expect(await host.wait(20_999)).toBe("");
    expect(await host.wait(1)).toBe("\r\n+QSSLOPEN: 0,569\r\n");
  });
});

describe("closetimemode", () => {
  async function closing(mode: number, later = mode): Promise<TestHost> {
    const host = await TestHost.online();
    await host.send(`AT+QSSLCFG="closetimemode",1,${mode}`);
    (await host.open()).setStalled(true);
    await host.send(`AT+QSSLCFG="closetimemode",1,${later}`);
    return host;
  }

  it.each([
    [0, 3, 3000],
    [1, 300, 300],
  ])("%d: a peer that does not agree holds up QSSLCLOSE=4,%d for %d ms", async (mode, timeout, ms) => {
    const host = await closing(mode);
    expect(await host.send(`AT+QSSLCLOSE=4,${timeout}`)).toBe("");
    expect(await host.wait(ms - 1)).toBe("");
    expect(await host.wait(1)).toBe(OK);
    expect(host.modem.status().sockets).toHaveLength(0);
  });

  it("leaves the 10 s alone that hold without a timeout, and 0 closes at once", async () => {
    const host = await closing(1);
    expect(await host.send("AT+QSSLCLOSE=4", 9999)).toBe("");
    expect(await host.wait(1)).toBe(OK);
    expect(await (await closing(0)).send("AT+QSSLCLOSE=4,0")).toBe(OK);
  });

  it("of a connection is the one at its open, whatever is set later", async () => {
    const host = await closing(0, 1);
    expect(await host.send("AT+QSSLCLOSE=4,2", 1999)).toBe("");
    expect(await host.wait(1)).toBe(OK);
  });
});

describe("settings and opens", () => {
  it("of a context count for connections that are opened later", async () => {
    const host = await TestHost.online({ timing: { ...INSTANT_TIMING, openMs: 1000 } });
    let version: number | undefined;
    host.network.listen("h.example", 443, ({ request }) => (version = request.tls!.sslVersion));
    await host.send('AT+QSSLOPEN=1,0,0,"h.example",443');
    await host.send('AT+QSSLCFG="sslversion",0,3');
    await host.wait(1000);
    expect(version).toBe(4);
    await host.send('AT+QSSLOPEN=1,0,1,"h.example",443', 1000);
    expect(version).toBe(3);
  });
});
