/** AT+QSSLCFG="session_cache": TLS sessions that are resumed, against real servers. */
import { type Identity, TestAuthority } from "./test-authority";
import { TlsBench, stopBenches } from "./tls-bench";

let root: TestAuthority;
let stranger: TestAuthority;
/** Of an authority below the root: the server shows two certificates, which a resumed handshake does not repeat. */
let leaf: Identity;

beforeAll(async () => {
  root = await TestAuthority.make("Root");
  stranger = await TestAuthority.make("Stranger");
  const middle = await TestAuthority.make("Middle", root);
  const { cert, key } = await middle.issue();
  leaf = { cert: `${cert}\n${middle.cert}`, key };
});
afterEach(stopBenches);

/** Closes and opens client id 0 again. */
async function again(bench: TlsBench, settings = {}, host = "h.example") {
  await bench.send("AT+QSSLCLOSE=0");
  const code = await bench.open(settings, host);
  return { code, isResumed: bench.modem.status().sockets[0]!.isResumed };
}

describe("session_cache", () => {
  it("resumes the session of the same context and host, with the server still verified", async () => {
    const bench = await TlsBench.start(leaf);
    expect(await bench.open({ ...bench.verified(root), session_cache: 1 })).toBe(0);
    expect(bench.modem.status().sockets[0]!.isResumed).toBe(false);
    for (let count = 2; count < 5; count++) {
      expect(await again(bench)).toEqual({ code: 0, isResumed: true });
      expect((await bench.connection(count)).isSessionReused()).toBe(true);
    }
  });

  it("carries data over a resumed connection", async () => {
    const bench = await TlsBench.start(leaf);
    await bench.open({ ...bench.verified(root), session_cache: 1 });
    await again(bench);
    (await bench.connection(2)).write("down");
    await bench.until(/"recv",0\r\n/);
    expect((await bench.host.read()).toString()).toBe("down");
  });

  it("makes a whole handshake each time while it is 0", async () => {
    const bench = await TlsBench.start(leaf);
    await bench.open(bench.verified(root));
    expect(await again(bench)).toEqual({ code: 0, isResumed: false });
  });

  it("keeps apart hosts and contexts", async () => {
    const bench = await TlsBench.start(leaf);
    await bench.open({ ...bench.verified(root), session_cache: 1, sni: 0 });
    expect(await again(bench, {}, "other.example")).toEqual({ code: 0, isResumed: false });
    expect(await again(bench, {}, "h.example")).toEqual({ code: 0, isResumed: true });
    await bench.set({ ...bench.verified(root), session_cache: 1 }, 1);
    await bench.send('AT+QSSLOPEN=1,1,1,"h.example",443');
    await bench.until(/\+QSSLOPEN: 1,0\r\n/);
    expect(bench.modem.status().sockets[1]!.isResumed).toBe(false);
  });

  it("forgets the sessions of a context with any change of its settings, and all at a reboot", async () => {
    const bench = await TlsBench.start(leaf);
    const settings = { ...bench.verified(root), session_cache: 1 };
    await bench.open(settings);
    expect(await again(bench, { negotiatetime: 60 })).toEqual({ code: 0, isResumed: false });
    expect(await again(bench)).toEqual({ code: 0, isResumed: true });
    bench.modem.reboot();
    await bench.until(/PB DONE\r\n/);
    for (const line of ["ATE0", 'AT+QICSGP=1,1,"a"', "AT+QIACT=1"]) await bench.send(line);
    expect(await again(bench, settings)).toEqual({ code: 0, isResumed: false });
  });

  it("does not let a session pass by the checks: another CA file, or a date that has passed, refuses it", async () => {
    const bench = await TlsBench.start(leaf);
    await bench.send('AT+CCLK="26/06/01,00:00:00+00"');
    await bench.open({ ...bench.verified(root), ignorelocaltime: 0, session_cache: 1 });
    bench.files.set("ca.pem", Buffer.from(stranger.cert));
    expect((await again(bench)).code).toBe(566);
    expect(bench.modem.status().lastOpenFailure).toContain("no trusted certificate");
    bench.files.set("ca.pem", Buffer.from(root.cert));
    expect((await again(bench)).code).toBe(0);
    await bench.send('AT+CCLK="45/06/01,00:00:00+00"');
    expect((await again(bench)).code).toBe(566);
    expect(bench.modem.status().lastOpenFailure).toContain("has expired");
  });

  it("makes a whole handshake when the server has forgotten the session", async () => {
    const bench = await TlsBench.start(leaf);
    await bench.open({ ...bench.verified(root), session_cache: 1 });
    bench.server.setTicketKeys(Buffer.alloc(48, 7));
    expect(await again(bench)).toEqual({ code: 0, isResumed: false });
    expect(await again(bench)).toEqual({ code: 0, isResumed: true });
  });
});
