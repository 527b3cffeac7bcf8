import { INSTANT_TIMING } from "../../../tools/simulator";
import { ERROR, OK, TestHost, info } from "./host";

const RECV = '\r\n+QSSLURC: "recv",4\r\n';
const PROMPT = "\r\n> ";

describe("AT+QSSLCFG", () => {
  it.each([
    ["sslversion", "4", "3"],
    ["seclevel", "0", "2"],
    ["ignorelocaltime", "1", "0"],
    ["negotiatetime", "300", "10"],
    ["sni", "0", "1"],
    ["closetimemode", "0", "1"],
    ["session_cache", "0", "1"],
    ["ignoremulticertchainverify", "0", "1"],
    ["ciphersuite", "0XFFFF", "0XC02F"],
    ["cacert", '""', '"ca.pem"'],
    ["cacertex", '""', '"more.pem"'],
    ["clientcert", '""', '"UFS:cert.pem"'],
    ["clientkey", '""', '"key.pem","secret"'],
  ])("keeps %s per context, with its default back after a reboot", async (name, initial, value) => {
    const host = await TestHost.ready();
    expect(await host.send(`AT+QSSLCFG="${name}",5`)).toBe(info(`+QSSLCFG: "${name}",5,${initial}`));
    expect(await host.send(`AT+QSSLCFG="${name}",5,${value}`)).toBe(OK);
    expect(await host.send(`AT+QSSLCFG="${name}",5`)).toBe(info(`+QSSLCFG: "${name}",5,${value}`));
    expect(await host.send(`AT+QSSLCFG="${name}",4`)).toBe(info(`+QSSLCFG: "${name}",4,${initial}`));
    host.modem.reboot();
    await host.wait(0);
    await host.send("ATE0");
    expect(await host.send(`AT+QSSLCFG="${name}",5`)).toBe(info(`+QSSLCFG: "${name}",5,${initial}`));
  });

  it.each([
    '"sslversion",6,3',
    '"sslversion",0,5',
    '"seclevel",0,3',
    '"sni",0,2',
    '"negotiatetime",0,9',
    '"negotiatetime",0,301',
    '"ignorelocaltime",0,2',
    '"ciphersuite",0,0x1234',
    '"ciphersuite",0,53',
    '"cacert",0,ca.pem',
    '"cacert",0,"a","b"',
    '"clientkey",0,"a","b","c"',
    '"session_cache",0,2',
    '"alpn",0,"h2"',
    '"SNI",0,1',
    "sni,0,1",
    '"sni"',
  ])("refuses %s", async (args) => {
    const host = await TestHost.ready();
    expect(await host.send(`AT+QSSLCFG=${args}`)).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 552,invalid parameters"));
  });

  it("takes a cipher code in either case and in quotes", async () => {
    const host = await TestHost.ready();
    for (const code of ["0x0035", "0X0035", '"0x0035"']) {
      expect(await host.send('AT+QSSLCFG="ciphersuite",0,0xFFFF')).toBe(OK);
      expect(await host.send(`AT+QSSLCFG="ciphersuite",0,${code}`)).toBe(OK);
      expect(await host.send('AT+QSSLCFG="ciphersuite",0')).toContain("0X0035");
    }
  });

  it("forgets the password of a key when another one without is set", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QSSLCFG="clientkey",0,"a.pem","secret"');
    await host.send('AT+QSSLCFG="clientkey",0,"b.pem"');
    expect(await host.send('AT+QSSLCFG="clientkey",0')).toBe(info('+QSSLCFG: "clientkey",0,"b.pem"'));
  });

  it("lists its parameters", async () => {
    const host = await TestHost.ready();
    const answer = await host.send("AT+QSSLCFG=?");
    expect(answer).toMatch(
      /^\r\n\+QSSLCFG: "sslversion",\(0-5\),\(0-4\)\r\n\+QSSLCFG: "ciphersuite",\(0-5\),\(0X0035,/,
    );
    expect(answer.match(/\+QSSLCFG: /g)).toHaveLength(13);
  });
});

describe("AT+QSSLOPEN", () => {
  it.each([
    '0,0,0,"h.example",443',
    '8,0,0,"h.example",443',
    '1,6,0,"h.example",443',
    '1,0,12,"h.example",443',
    "1,0,0,h.example,443",
    '1,0,0,"h.example",0',
    '1,0,0,"h.example",65536',
    '1,0,0,"h.example",443,3',
    '1,0,0,"h.example",443,0,0',
    '1,0,0,"h.example"',
    '2,0,0,"h.example",443',
  ])("refuses %s at once", async (args) => {
    const host = await TestHost.online();
    host.network.listen("h.example", 443, () => {});
    expect(await host.send(`AT+QSSLOPEN=${args}`)).toBe(ERROR);
    expect(await host.send("AT+QSSLSTATE")).toBe(OK);
  });

  it("tells an unknown name, a refused port and silence apart", async () => {
    const host = await TestHost.online();
    host.network.swallow("h.example", 443);
    expect(await host.send('AT+QSSLOPEN=1,0,0,"nowhere.example",443')).toBe(OK + "\r\n+QSSLOPEN: 0,565\r\n");
    expect(await host.send('AT+QSSLOPEN=1,0,1,"h.example",80')).toBe(OK + "\r\n+QSSLOPEN: 1,566\r\n");
    expect(await host.send('AT+QSSLOPEN=1,0,2,"h.example",443', 149_999)).toBe(OK);
    expect(await host.wait(1)).toBe("\r\n+QSSLOPEN: 2,569\r\n");
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 0,operate successfully"));
  });

  it("keeps an id taken after a failure and after the peer's close, until QSSLCLOSE", async () => {
    const host = await TestHost.online();
    await host.send('AT+QSSLOPEN=1,0,4,"h.example",443');
    expect(await host.send('AT+QSSLOPEN=1,0,4,"h.example",443')).toBe(OK + "\r\n+QSSLOPEN: 4,563\r\n");
    expect(await host.send("AT+QSSLCLOSE=4")).toBe(OK);
    (await host.open()).close();
    await host.wait(0);
    expect(await host.send('AT+QSSLOPEN=1,0,4,"h.example",443')).toBe(OK + "\r\n+QSSLOPEN: 4,563\r\n");
    expect(await host.send("AT+QSSLCLOSE=4")).toBe(OK);
    await host.open();
  });

  it("opens all twelve ids and hands the settings of the context to the network", async () => {
    const host = await TestHost.online();
    await host.send('AT+QSSLCFG="sslversion",1,3;+QSSLCFG="sni",1,1;+QSSLCFG="ciphersuite",1,0xC02F');
    for (let clientId = 0; clientId < 12; clientId++) {
      const { request } = await host.open({ clientId });
      expect(request.tls).toMatchObject({ sslVersion: 3, sendsName: true, checksName: true, cipherSuites: [0xc02f] });
    }
    expect(host.modem.status().sockets).toHaveLength(12);
    expect((await host.send("AT+QSSLSTATE")).match(/SSLClient/g)).toHaveLength(12);
    expect(await host.send("AT+QSSLSTATE=1,11")).toContain("+QSSLSTATE: 11,");
  });

  it("fails with 566 when the CA file is missing or no PEM, without asking the network", async () => {
    const host = await TestHost.online({ files: new Map([["junk", Buffer.from("junk")]]) });
    const met = jest.fn();
    host.network.listen("h.example", 443, met);
    await host.send('AT+QSSLCFG="seclevel",0,1');
    for (const path of ["", "missing.pem", "junk", "SD:ca.pem"]) {
      await host.send(`AT+QSSLCFG="cacert",0,"${path}"`);
      expect(await host.send('AT+QSSLOPEN=1,0,0,"h.example",443')).toBe(OK + "\r\n+QSSLOPEN: 0,566\r\n");
      await host.send("AT+QSSLCLOSE=0");
    }
    expect(met).not.toHaveBeenCalled();
  });

  it("answers ERROR instead of CONNECT when a transparent open fails", async () => {
    const host = await TestHost.online();
    expect(await host.send('AT+QSSLOPEN=1,0,0,"nowhere.example",443,2')).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 565,DNS parse failed"));
  });

  it("answers 552 once the stack is exhausted, until a power cycle", async () => {
    const host = await TestHost.online();
    host.modem.faults.opensUntilExhausted = 1;
    await host.open();
    await host.send("AT+QSSLCLOSE=4");
    expect(await host.send('AT+QSSLOPEN=1,0,4,"h.example",443')).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 552,invalid parameters"));
  });
});

describe("AT+QSSLSEND", () => {
  async function opened(options = {}) {
    const host = await TestHost.online(options);
    const peer = await host.open();
    const got: Buffer[] = [];
    peer.onData = (bytes) => got.push(bytes);
    return { host, peer, got: () => Buffer.concat(got).toString("latin1") };
  }

  it("counts bytes and looks at none of them", async () => {
    const payload = "\r\nOK\r\n\x1a\x1b\x08> +++\r\nERROR\r\n";
    const { host, got } = await opened();
    expect(await host.send(`AT+QSSLSEND=4,${payload.length}`)).toBe(PROMPT);
    for (const character of payload.slice(0, -1)) expect(await host.raw(character)).toBe("");
    expect(await host.raw("\n\x1aAT\r")).toBe("\r\nSEND OK\r\n" + OK);
    expect(got()).toBe(payload);
  });

  it("cancels a send of variable length at ESC", async () => {
    const { host, got } = await opened();
    await host.send("AT+QSSLSEND=4");
    expect(await host.raw("HELLO\x1b")).toBe(OK);
    expect(got()).toBe("");
  });

  it.each([
    "AT+QSSLSEND=4,0",
    "AT+QSSLSEND=4,1461",
    "AT+QSSLSEND=12,1",
    "AT+QSSLSEND=3,1",
    "AT+QSSLSEND=4,1,1",
    "AT+QSSLSEND=4,",
  ])("answers %s with ERROR instead of the prompt", async (line) => {
    const { host } = await opened();
    expect(await host.send(line)).toBe(ERROR);
  });

  it("refuses more than 1460 bytes of variable length", async () => {
    const { host, got } = await opened();
    await host.send("AT+QSSLSEND=4");
    expect(await host.raw("x".repeat(1461) + "\x1a")).toBe(ERROR);
    expect(got()).toBe("");
  });

  it("answers SEND FAIL and takes nothing while the send buffer is full", async () => {
    const { host, peer, got } = await opened();
    peer.setStalled(true);
    for (let index = 0; index < 11; index++) {
      await host.send("AT+QSSLSEND=4,1460");
      expect(await host.raw("a".repeat(1460))).toBe("\r\nSEND OK\r\n");
    }
    await host.send("AT+QSSLSEND=4,1460");
    expect(await host.raw("b".repeat(1460))).toBe("\r\nSEND FAIL\r\n");
    peer.setStalled(false);
    expect(got()).toBe("a".repeat(11 * 1460));
    await host.send("AT+QSSLSEND=4,1");
    expect(await host.raw("c")).toBe("\r\nSEND OK\r\n");
  });

  it("answers ERROR when the connection ended while the payload came, and tells of the close behind it", async () => {
    const { host, peer } = await opened();
    await host.send("AT+QSSLSEND=4,5");
    peer.close();
    expect(await host.wait(0)).toBe("");
    expect(await host.raw("HELLO")).toBe(ERROR + '\r\n+QSSLURC: "closed",4\r\n');
  });

  it("keeps URCs back from the prompt until the final result", async () => {
    const { host, peer } = await opened();
    await host.send("AT+QSSLSEND=4,5");
    peer.send("news");
    expect(await host.wait(100)).toBe("");
    expect(await host.raw("HELLO")).toBe("\r\nSEND OK\r\n" + RECV);
  });

  it("leaves the prompt when no input comes for as long as qisend/timeout says", async () => {
    const { host, got } = await opened();
    await host.send("AT+QSSLSEND=4,5");
    expect(await host.raw("HE", 4999)).toBe("");
    expect(await host.wait(1)).toBe(ERROR);
    await host.send('AT+QICFG="qisend/timeout",0');
    await host.send("AT+QSSLSEND=4,5");
    expect(await host.raw("HE", 600e3)).toBe("");
    expect(await host.raw("LLO")).toBe("\r\nSEND OK\r\n");
    expect(got()).toBe("HELLO");
  });

  it("echoes the payload only with echo and QISDE both on", async () => {
    const { host } = await opened();
    await host.send("ATE1");
    expect(await host.send("AT+QSSLSEND=4,2")).toBe("AT+QSSLSEND=4,2\r" + PROMPT);
    expect(await host.raw("hi")).toBe("hi\r\nSEND OK\r\n");
    await host.send("AT+QISDE=0");
    await host.send("AT+QSSLSEND=4,2");
    expect(await host.raw("hi")).toBe("\r\nSEND OK\r\n");
  });

  it("has three forms of the prompt", async () => {
    const { host } = await opened({ prompt: "\r\n>" });
    expect(await host.send("AT+QSSLSEND=4")).toBe("\r\n>");
    await host.raw("\x1b");
    await host.send('AT+QICFG="formatcfg",1');
    expect(await host.send("AT+QSSLSEND=4")).toBe("\r\n>\r\n");
    await host.raw("\x1b");
    await host.send('AT+QICFG="formatcfg",0');
    expect(await host.send("AT+QSSLSEND=4")).toBe("\r\n>");
  });

  it("fails on demand", async () => {
    const { host, got } = await opened();
    Object.assign(host.modem.faults, { promptErrors: 1, sendFailures: 1 });
    expect(await host.send("AT+QSSLSEND=4,2")).toBe(ERROR);
    await host.send("AT+QSSLSEND=4,2");
    expect(await host.raw("hi")).toBe("\r\nSEND FAIL\r\n");
    await host.send("AT+QSSLSEND=4,2");
    expect(await host.raw("hi")).toBe("\r\nSEND OK\r\n");
    expect(got()).toBe("hi");
  });
});

describe("receiving", () => {
  it("raises one URC until the buffer has been emptied by a read", async () => {
    const host = await TestHost.online();
    const peer = await host.open();
    peer.send("12345");
    expect(await host.wait(0)).toBe(RECV);
    peer.send("6789");
    expect(await host.wait(0)).toBe("");
    expect(await host.send("AT+QSSLRECV=4,3")).toBe("\r\n+QSSLRECV: 3\r\n123\r\n" + OK);
    peer.send("0");
    expect(await host.wait(0)).toBe("");
    expect(await host.send("AT+QSSLRECV=4,1500")).toBe("\r\n+QSSLRECV: 7\r\n4567890\r\n" + OK);
    peer.send("x");
    expect(await host.wait(0)).toBe(RECV);
  });

  it("arms the URC only at an empty read when told so", async () => {
    const host = await TestHost.online({ rearm: "emptyRead" });
    const peer = await host.open();
    peer.send("1");
    await host.wait(0);
    await host.send("AT+QSSLRECV=4,1500");
    peer.send("2");
    expect(await host.wait(0)).toBe("");
    await host.send("AT+QSSLRECV=4,1500");
    expect(await host.send("AT+QSSLRECV=4,1500")).toBe(info("+QSSLRECV: 0"));
    peer.send("3");
    expect(await host.wait(0)).toBe(RECV);
  });

  it("stalls when the URC is lost, and a poll still finds the data", async () => {
    const host = await TestHost.online();
    const peer = await host.open();
    host.modem.faults.lostReceiveUrcs = 1;
    peer.send("1");
    peer.send("2");
    expect(await host.wait(60e3)).toBe("");
    expect(await host.send("AT+QSSLRECV=4,1500")).toContain("+QSSLRECV: 2\r\n12\r\n");
  });

  it.each(["4,0", "4,1501", "12,1", "3,1", "4"])("refuses to read %s", async (args) => {
    const host = await TestHost.online();
    await host.open();
    expect(await host.send(`AT+QSSLRECV=${args}`)).toBe(ERROR);
  });

  it("never reads more than asked, and holds no more than its buffer", async () => {
    const host = await TestHost.online();
    const peer = await host.open();
    for (let index = 0; index < 40; index++) peer.send("z".repeat(1000));
    await host.wait(0);
    expect(host.modem.status().sockets[0]!.unreadBytes).toBeLessThanOrEqual(10 * 1024 + 1000);
    let total = 0;
    for (let count = -1; count !== 0; total += count) {
      count = Number(/\+QSSLRECV: (\d+)/.exec(await host.send("AT+QSSLRECV=4,1500"))![1]);
      expect(count).toBeLessThanOrEqual(1500);
    }
    expect(total).toBe(40_000);
  });

  it("keeps what came before the peer's close readable until QSSLCLOSE", async () => {
    const host = await TestHost.online();
    const peer = await host.open();
    peer.send("last");
    peer.close();
    expect(await host.wait(0)).toBe(RECV + '\r\n+QSSLURC: "closed",4\r\n');
    expect(await host.send("AT+QSSLRECV=4,1500")).toContain("4\r\nlast\r\n");
    await host.send("AT+QSSLCLOSE=4");
    expect(await host.send("AT+QSSLRECV=4,1500")).toBe(ERROR);
  });

  it("pushes long data in pieces of at most 1460 bytes and refuses to read them", async () => {
    const host = await TestHost.online();
    const peer = await host.open({ mode: 1 });
    peer.send("p".repeat(2000));
    expect(await host.wait(0)).toBe(
      `\r\n+QSSLURC: "recv",4,1460\r\n${"p".repeat(1460)}\r\n+QSSLURC: "recv",4,540\r\n${"p".repeat(540)}`,
    );
    expect(await host.send("AT+QSSLRECV=4,1500")).toBe(ERROR);
  });

  it("pushes what waits when the access mode changes", async () => {
    const host = await TestHost.online();
    (await host.open()).send("abc");
    await host.wait(0);
    expect(await host.send("AT+QISWTMD=4,1")).toBe(OK + '\r\n+QSSLURC: "recv",4,3\r\nabc');
  });
});

describe("transparent mode", () => {
  it("takes +++ for data unless there is silence on both sides", async () => {
    const host = await TestHost.online();
    let got = "";
    (await host.open({ mode: 2 })).onData = (bytes) => (got += bytes.toString());
    await host.raw("a", 500);
    expect(await host.raw("+++", 2000)).toBe("");
    await host.raw("+++", 500);
    expect(await host.raw("b", 2000)).toBe("");
    expect(got).toBe("a++++++b");
    await host.raw("++", 100);
    expect(await host.raw("+", 1000)).toBe(OK);
    expect(got).toBe("a++++++b");
  });
});

describe("AT+QSSLCLOSE", () => {
  it("tells the peer, frees the id and is harmless on a free one", async () => {
    const host = await TestHost.online();
    const peer = await host.open();
    peer.onClosed = jest.fn();
    expect(await host.send("AT+QSSLCLOSE=4")).toBe(OK);
    expect(peer.onClosed).toHaveBeenCalledTimes(1);
    expect(await host.send("AT+QSSLCLOSE=4")).toBe(OK);
    expect(await host.send("AT+QSSLCLOSE=12")).toBe(ERROR);
    expect(await host.send("AT+QSSLCLOSE=4,65536")).toBe(ERROR);
  });

  it("ends an open that is under way; no URC follows", async () => {
    const host = await TestHost.online();
    host.network.swallow("h.example", 443);
    await host.send('AT+QSSLOPEN=1,0,4,"h.example",443');
    expect(await host.send("AT+QSSLCLOSE=4")).toBe(OK);
    expect(await host.wait(600e3)).toBe("");
  });

  it("leaves nothing behind at dispose", async () => {
    const host = await TestHost.online({ timing: { ...INSTANT_TIMING, pdpMs: 0 } });
    const peer = await host.open();
    peer.onClosed = jest.fn();
    host.modem.dispose();
    expect(peer.onClosed).toHaveBeenCalledTimes(1);
    expect(host.clock.pending).toBe(0);
  });
});
