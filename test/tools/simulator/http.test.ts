/** The modem's HTTP(S) client on a virtual clock: dialogue, codes and timeouts. Real servers: http-servers.test.ts. */
import type { MemoryPeer } from "../../../tools/simulator";
import { CONNECT, OK, TestHost, cme, collect, info } from "./host";

const URL = "http://h.example/path?a=1";
const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Kind: test\r\n\r\nhello";

interface Served {
  host: TestHost;
  /** The server's end of the last connection. */
  peer: () => MemoryPeer;
  got: () => string;
}

/** A modem with a URL, and a server that gets what it sends. */
async function served(options: Parameters<typeof TestHost.online>[0] = {}): Promise<Served> {
  const host = await TestHost.online(options);
  let last: { peer: MemoryPeer; got: { text: string } } | undefined;
  host.network.listen("h.example", 80, (peer) => (last = { peer, got: collect(peer) }));
  await setUrl(host, URL);
  return { host, peer: () => last!.peer, got: () => last!.got.text };
}

async function setUrl(host: TestHost, url: string): Promise<void> {
  expect(await host.send(`AT+QHTTPURL=${url.length},10`)).toBe(CONNECT);
  expect(await host.raw(url)).toBe(OK);
}

describe("AT+QHTTPURL", () => {
  it("takes as many bytes as told after CONNECT, and shows them", async () => {
    const { host } = await served();
    expect(await host.send("AT+QHTTPURL?")).toBe(info(`+QHTTPURL: ${URL}`));
  });

  it("gives up with 726 when the bytes do not come in time, and keeps the old one", async () => {
    const { host } = await served();
    await host.send("AT+QHTTPURL=30,10");
    expect(await host.raw("http://", 9_999)).toBe("");
    expect(await host.wait(1)).toBe(cme(726));
    expect(await host.send("AT+QHTTPURL?")).toBe(info(`+QHTTPURL: ${URL}`));
  });

  it.each(["ftp://h.example/", "h.example", "http://", "http://h.example:99999/", "http://a b/"])(
    "refuses %s with 711",
    async (url) => {
      const host = await TestHost.online();
      await host.send(`AT+QHTTPURL=${url.length}`);
      expect(await host.raw(url)).toBe(cme(711));
      expect(await host.send("AT+QHTTPURL?")).toBe(OK);
    },
  );

  it.each(["0", "701", "10,0", '"10"', "10,10,10"])("refuses %s with 730", async (args) => {
    expect(await (await TestHost.online()).send(`AT+QHTTPURL=${args}`)).toBe(cme(730));
  });
});

describe("AT+QHTTPCFG", () => {
  it("shows one setting or all, and keeps what is written until the reboot", async () => {
    const host = await TestHost.ready({ profile: "BG96" });
    expect(await host.send('AT+QHTTPCFG="contenttype"')).toBe(info('+QHTTPCFG: "contenttype",0'));
    expect(await host.send('AT+QHTTPCFG="ContentType",2;+QHTTPCFG="contextid",16')).toBe(OK);
    expect(await host.send("AT+QHTTPCFG?")).toBe(
      info(
        '+QHTTPCFG: "contextid",16',
        '+QHTTPCFG: "requestheader",0',
        '+QHTTPCFG: "responseheader",0',
        '+QHTTPCFG: "sslctxid",1',
        '+QHTTPCFG: "contenttype",2',
      ),
    );
    host.modem.reboot();
    await host.wait(0);
    expect(await host.send('AT+QHTTPCFG="contenttype"')).toContain('"contenttype",0');
  });

  it.each(['"nope"', '"contextid",8', '"requestheader",2', '"sslctxid",6', '"rspout/auto",1', "contextid,1"])(
    "refuses %s with 730",
    async (args) => {
      expect(await (await TestHost.ready()).send(`AT+QHTTPCFG=${args}`)).toBe(cme(730));
    },
  );

  it("auth and custom_header go into the request; a BG96 has them not", async () => {
    const { host, got } = await served();
    await host.send('AT+QHTTPCFG="auth","me:secret";+QHTTPCFG="custom_header","X-Id: 7"');
    await host.send("AT+QHTTPGET");
    expect(got()).toContain("\r\nAuthorization: Basic bWU6c2VjcmV0\r\nX-Id: 7\r\n");
    const bg96 = await TestHost.ready({ profile: "BG96" });
    expect(await bg96.send('AT+QHTTPCFG="auth"')).toBe(cme(730));
  });
});

describe("AT+QHTTPGET", () => {
  it("answers OK, then +QHTTPGET: 0,200,5 once the head is there", async () => {
    const { host, peer, got } = await served();
    expect(await host.send("AT+QHTTPGET=80")).toBe(OK);
    expect(got()).toBe(
      "GET /path?a=1 HTTP/1.1\r\nHost: h.example\r\nAccept: */*\r\nUser-Agent: QUECTEL_MODULE\r\nConnection: Keep-Alive\r\n\r\n",
    );
    peer().send("HTTP/1.1 200 OK\r\nContent-Le");
    expect(await host.wait(0)).toBe("");
    peer().send("ngth: 5\r\n\r\n");
    expect(await host.wait(0)).toBe("\r\n+QHTTPGET: 0,200,5\r\n");
  });

  it("leaves the length out where the server does not tell it", async () => {
    const { host, peer } = await served();
    await host.send("AT+QHTTPGET");
    peer().send("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n");
    expect(await host.wait(0)).toBe("\r\n+QHTTPGET: 0,404\r\n");
  });

  it("passes over a foreword such as 100 Continue", async () => {
    const { host, peer } = await served();
    await host.send("AT+QHTTPGET");
    peer().send(`HTTP/1.1 100 Continue\r\n\r\n${ANSWER}`);
    expect(await host.wait(0)).toBe("\r\n+QHTTPGET: 0,200,5\r\n");
  });

  it("tells of what goes wrong: 714 name, 716 no server, 719 closed, 721 no HTTP", async () => {
    const { host, peer } = await served();
    await setUrl(host, "http://nowhere.example");
    expect(await host.send("AT+QHTTPGET")).toBe(`${OK}\r\n+QHTTPGET: 714\r\n`);
    await setUrl(host, "http://h.example:81/");
    expect(await host.send("AT+QHTTPGET")).toBe(`${OK}\r\n+QHTTPGET: 716\r\n`);
    await setUrl(host, URL);
    await host.send("AT+QHTTPGET");
    peer().close();
    expect(await host.wait(0)).toBe("\r\n+QHTTPGET: 719\r\n");
    await host.send("AT+QHTTPGET");
    peer().send("SSH-2.0-server\r\n\r\n");
    expect(await host.wait(0)).toBe("\r\n+QHTTPGET: 721\r\n");
  });

  it("waits <rsptime> seconds: 702 without a response, 716 without a connection", async () => {
    const { host } = await served();
    expect(await host.send("AT+QHTTPGET=7", 6_999)).toBe(OK);
    expect(await host.wait(1)).toBe("\r\n+QHTTPGET: 702\r\n");
    host.network.swallow("deaf.example", 80);
    await setUrl(host, "http://deaf.example");
    expect(await host.send("AT+QHTTPGET", 59_999)).toBe(OK);
    expect(await host.wait(1)).toBe("\r\n+QHTTPGET: 716\r\n");
  });

  it("is refused without a URL, 712, without its context, 709, and while one is under way, 703", async () => {
    const { host } = await served();
    expect(await (await TestHost.online()).send("AT+QHTTPGET")).toBe(cme(712));
    await host.send("AT+QHTTPGET");
    for (const line of ["AT+QHTTPGET", "AT+QHTTPPOST=1", "AT+QHTTPREAD", "AT+QHTTPURL=10"])
      expect(await host.send(line)).toBe(cme(703));
    await host.send('AT+QHTTPSTOP;+QHTTPCFG="contextid",2');
    expect(await host.send("AT+QHTTPGET")).toBe(cme(709));
  });

  it("ends with 709 when the network drops the context", async () => {
    const { host } = await served();
    await host.send("AT+QHTTPGET");
    host.modem.dropPdp(1);
    expect(await host.wait(0)).toContain("\r\n+QHTTPGET: 709\r\n");
  });

  it("sends the host's own head after CONNECT when requestheader is 1", async () => {
    const { host, peer, got } = await served();
    await host.send('AT+QHTTPCFG="requestheader",1');
    const head = "GET /other HTTP/1.1\r\nHost: h.example\r\n\r\n";
    expect(await host.send(`AT+QHTTPGET=80,${head.length}`)).toBe(CONNECT);
    expect(await host.raw(head)).toBe(OK);
    expect(got()).toBe(head);
    peer().send(ANSWER);
    expect(await host.wait(0)).toBe("\r\n+QHTTPGET: 0,200,5\r\n");
    expect(await host.send("AT+QHTTPGET=80")).toBe(cme(730));
  });
});

describe("AT+QHTTPPOST", () => {
  it("says CONNECT once the server is reached, takes the body, and tells of the response", async () => {
    const { host, peer, got } = await served();
    await host.send('AT+QHTTPCFG="contenttype",1');
    expect(await host.send("AT+QHTTPPOST=6,10,20")).toBe(CONNECT);
    expect(await host.raw("a\r\x1a\n=")).toBe("");
    expect(await host.raw("2")).toBe(OK);
    expect(got()).toMatch(
      /^POST \/path\?a=1 HTTP\/1\.1\r\n.*\r\nContent-Type: text\/plain\r\nContent-Length: 6\r\n\r\na\r\x1a\n=2$/s,
    );
    peer().send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    expect(await host.wait(0)).toBe("\r\n+QHTTPPOST: 0,201,0\r\n");
  });

  it("AT+QHTTPPUT and AT+QHTTPPUTFILE do the same with PUT", async () => {
    const { host, peer, got } = await served();
    expect(await host.send("AT+QHTTPPUT=2,10,20")).toBe(CONNECT);
    expect(await host.raw("hi")).toBe(OK);
    expect(got()).toMatch(/^PUT \/path\?a=1 HTTP\/1\.1\r\n.*\r\nContent-Length: 2\r\n\r\nhi$/s);
    peer().send(ANSWER);
    expect(await host.wait(0)).toBe("\r\n+QHTTPPUT: 0,200,5\r\n");
    await host.send('AT+QFUPL="b",1');
    await host.raw("b");
    expect(await host.send('AT+QHTTPPUTFILE="b",20')).toBe(OK);
    peer().send(ANSWER);
    expect(await host.wait(0)).toBe("\r\n+QHTTPPUTFILE: 0,200,5\r\n");
  });

  it("answers 716 in place of CONNECT when there is no server, and 726 when the body does not come in time", async () => {
    const { host } = await served();
    expect(await host.send("AT+QHTTPPOST=6,10")).toBe(CONNECT);
    expect(await host.raw("abc", 9_999)).toBe("");
    expect(await host.wait(1)).toBe(cme(726));
    host.network.unlisten("h.example", 80);
    expect(await host.send("AT+QHTTPPOST=6")).toBe(cme(716));
    expect(await host.send("AT+QHTTPGET")).toContain("+QHTTPGET: 716");
  });

  it("takes head and body of the host when requestheader is 1", async () => {
    const { host, got } = await served();
    await host.send('AT+QHTTPCFG="requestheader",1');
    const request = "POST / HTTP/1.1\r\nHost: h.example\r\nContent-Length: 2\r\n\r\nhi";
    await host.send(`AT+QHTTPPOST=${request.length}`);
    expect(await host.raw(request)).toBe(OK);
    expect(got()).toBe(request);
  });

  it.each(["0", "1024001", "1,0", "1,1,0", "1,1,1,1", ""])("refuses %p with 730", async (args) => {
    expect(await (await served()).host.send(`AT+QHTTPPOST=${args}`)).toBe(cme(730));
  });
});

/** A request whose response has been announced. */
async function answered(answer = ANSWER): Promise<Served> {
  const all = await served();
  await all.host.send("AT+QHTTPGET");
  all.peer().send(answer);
  expect(await all.host.wait(0)).toContain("+QHTTPGET: 0,");
  return all;
}

describe("AT+QHTTPREAD", () => {
  it("gives the body between CONNECT and OK, then +QHTTPREAD: 0, and only once", async () => {
    const { host } = await answered();
    expect(await host.send("AT+QHTTPREAD=10")).toBe(`${CONNECT}hello${OK}\r\n+QHTTPREAD: 0\r\n`);
    expect(await host.send("AT+QHTTPREAD")).toBe(cme(705));
  });

  it("gives the head too when responseheader is 1", async () => {
    const { host } = await answered();
    await host.send('AT+QHTTPCFG="responseheader",1');
    expect(await host.send("AT+QHTTPREAD")).toBe(`${CONNECT}${ANSWER}${OK}\r\n+QHTTPREAD: 0\r\n`);
  });

  it("puts chunks together", async () => {
    const { host, peer } = await answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    expect(await host.send("AT+QHTTPREAD")).toBe(CONNECT);
    for (const piece of ["5;x=y\r", "\nhel", "lo\r\n", "A\r\n, 0123456", "7\r\n0\r\nTrailer: 1\r\n"])
      peer().send(piece);
    expect(await host.wait(0)).toBe("hello, 01234567");
    peer().send("\r\n");
    expect(await host.wait(0)).toBe(`${OK}\r\n+QHTTPREAD: 0\r\n`);
  });

  it("reads until the server closes where nothing else tells the end", async () => {
    const { host, peer } = await answered("HTTP/1.0 200 OK\r\n\r\n12");
    expect(await host.send("AT+QHTTPREAD")).toBe(`${CONNECT}12`);
    peer().send("3");
    peer().close();
    expect(await host.wait(0)).toBe(`3${OK}\r\n+QHTTPREAD: 0\r\n`);
  });

  it("holds no more than its buffer until it is read", async () => {
    const { host, peer } = await answered("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n");
    peer().send("x".repeat(50_000));
    await host.wait(0);
    expect(peer().unsentBytes).toBeGreaterThan(30_000);
    const all = await host.send("AT+QHTTPREAD");
    expect(all).toBe(`${CONNECT}${"x".repeat(50_000)}${OK}\r\n+QHTTPREAD: 0\r\n`);
  });

  it("gives up with 722 after <wait_time> seconds in which nothing came, with 719 when the server closes too early", async () => {
    const { host, peer } = await answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
    await host.send("AT+QHTTPREAD=5", 4_999);
    peer().send("abc");
    expect(await host.wait(4_999)).toBe("abc");
    expect(await host.wait(1)).toBe(cme(722));
    const other = await answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    other.peer().close();
    await other.host.wait(0);
    expect(await other.host.send("AT+QHTTPREAD")).toBe(`${CONNECT}abc${cme(719)}`);
  });

  it("keeps URCs back until the response is out", async () => {
    const { host, peer } = await answered("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
    await host.send("AT+QHTTPREAD");
    host.modem.urc("+TEST: 1");
    expect(await host.wait(0)).toBe("");
    peer().send("cd");
    expect(await host.wait(0)).toBe(`cd${OK}\r\n+TEST: 1\r\n\r\n+QHTTPREAD: 0\r\n`);
  });

  it("needs a response: 705", async () => {
    expect(await (await served()).host.send("AT+QHTTPREAD")).toBe(cme(705));
  });
});

describe("files in place of the port", () => {
  it("AT+QHTTPREADFILE answers OK, then +QHTTPREADFILE: 0, and the file replaces an older one", async () => {
    const { host } = await answered();
    await host.send('AT+QFUPL="a.txt",3');
    await host.raw("old");
    expect(await host.send('AT+QHTTPREADFILE="UFS:a.txt",10')).toBe(`${OK}\r\n+QHTTPREADFILE: 0\r\n`);
    expect(await host.send('AT+QFDWL="a.txt"')).toContain(`${CONNECT}hello`);
    expect(await host.send('AT+QHTTPREADFILE="a.txt"')).toBe(cme(705));
  });

  it("AT+QHTTPREADFILE tells 722 when the rest does not come", async () => {
    const { host } = await answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    expect(await host.send('AT+QHTTPREADFILE="a.txt",3', 2_999)).toBe(OK);
    expect(await host.wait(1)).toBe("\r\n+QHTTPREADFILE: 722\r\n");
  });

  it("AT+QHTTPPOSTFILE sends a file as the body, and needs one: 405", async () => {
    const { host, peer, got } = await served();
    await host.send('AT+QFUPL="b.json",2');
    await host.raw("{}");
    expect(await host.send('AT+QHTTPPOSTFILE="b.json",80')).toBe(OK);
    expect(got()).toMatch(/Content-Length: 2\r\n\r\n\{\}$/);
    peer().send(ANSWER);
    expect(await host.wait(0)).toBe("\r\n+QHTTPPOSTFILE: 0,200,5\r\n");
    expect(await host.send('AT+QHTTPPOSTFILE="c.json"')).toBe(cme(405));
  });
});

it("AT+QHTTPSTOP ends a request without a word; a reboot does too", async () => {
  const { host, peer } = await served();
  await host.send("AT+QHTTPGET");
  expect(await host.send("AT+QHTTPSTOP")).toBe(OK);
  peer().send(ANSWER);
  expect(await host.wait(100_000)).toBe("");
  await host.send("AT+QHTTPGET");
  host.modem.reboot();
  expect(await host.wait(100_000)).not.toContain("QHTTP");
});
