import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { TlsNetwork } from "../../../tools/simulator";
import { RealBench } from "./real-bench";
import { CONNECT, ERROR, OK, PROMPT, SEND_OK, TestHost, collect, info } from "./host";

const RECV = '\r\n+QIURC: "recv",4\r\n';
const CLOSED = '\r\n+QIURC: "closed",4\r\n';

async function opened(mode = 0) {
  const host = await TestHost.online();
  const peer = await host.open({ mode, isPlain: true });
  return { host, peer, got: collect(peer) };
}

describe("AT+QIOPEN", () => {
  it("opens a plain connection: the network is asked for no TLS", async () => {
    const { peer } = await opened();
    expect(peer.request).toEqual({ host: "h.example", port: 443 });
  });

  it("opens from the local port that is asked for, and from any at 0", async () => {
    const host = await TestHost.online();
    let localPort: number | undefined;
    host.network.listen("h.example", 80, ({ request }) => (localPort = request.localPort));
    await host.send('AT+QIOPEN=1,0,"TCP","h.example",80,3000,0');
    expect(localPort).toBe(3000);
    expect(await host.send("AT+QISTATE=1,0")).toBe(info('+QISTATE: 0,"TCP","1.2.3.4",80,3000,2,1,0,0,"uart1"'));
    await host.send('AT+QIOPEN=1,1,"TCP","h.example",80,0');
    expect(localPort).toBeUndefined();
  });

  it("refuses TCP LISTENER as not supported", async () => {
    const host = await TestHost.online();
    expect(await host.send('AT+QIOPEN=1,0,"TCP LISTENER","h.example",80')).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 555,operation not supported"));
  });

  it.each([
    '0,0,"TCP","h.example",80',
    '8,0,"TCP","h.example",80',
    '1,12,"TCP","h.example",80',
    '1,0,"SCTP","h.example",80',
    '1,0,TCP,"h.example",80',
    '1,0,"TCP",h.example,80',
    '1,0,"TCP","h.example",0',
    '1,0,"TCP","h.example",80,65536',
    '1,0,"TCP","h.example",80,0,3',
    '1,0,"TCP","h.example",80,0,0,0',
    '1,0,"TCP","h.example"',
  ])("refuses %s as invalid", async (args) => {
    const host = await TestHost.online();
    expect(await host.send(`AT+QIOPEN=${args}`)).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 552,invalid parameters"));
    expect(await host.send("AT+QISTATE")).toBe(OK);
  });

  it("needs an active PDP context", async () => {
    const host = await TestHost.ready();
    expect(await host.send('AT+QIOPEN=1,0,"TCP","h.example",80')).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 561,open PDP context failed"));
  });

  it("tells an unknown name, a refused port and silence apart", async () => {
    const host = await TestHost.online();
    host.network.swallow("h.example", 443);
    const open = (id: number, name: string, port: number) => host.send(`AT+QIOPEN=1,${id},"TCP","${name}",${port}`);
    expect(await open(0, "nowhere.example", 443)).toBe(OK + "\r\n+QIOPEN: 0,565\r\n");
    expect(await open(1, "h.example", 80)).toBe(OK + "\r\n+QIOPEN: 1,566\r\n");
    expect(await open(2, "h.example", 443)).toBe(OK);
    expect(await host.wait(149_999)).toBe("");
    expect(await host.wait(1)).toBe("\r\n+QIOPEN: 2,569\r\n");
  });

  it("shows its ranges", async () => {
    const host = await TestHost.ready();
    expect(await host.send("AT+QIOPEN=?")).toBe(
      info('+QIOPEN: (1-7),(0-11),"TCP","<IP_address>/<domain_name>",<remote_port>,<local_port>,(0-2)'),
    );
  });
});

describe("ids shared with TLS", () => {
  it("answer 563 to the other family while in use, either way", async () => {
    const host = await TestHost.online();
    await host.open({ clientId: 3, isPlain: true });
    await host.open({ clientId: 4 });
    expect(await host.send('AT+QSSLOPEN=1,1,3,"h.example",443')).toBe(OK + "\r\n+QSSLOPEN: 3,563\r\n");
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 563,socket identity has been used"));
    expect(await host.send('AT+QIOPEN=1,4,"TCP","h.example",443')).toBe(OK + "\r\n+QIOPEN: 4,563\r\n");
    expect(await host.send('AT+QIOPEN=1,4,"TCP","h.example",443,0,2')).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 563,socket identity has been used"));
  });

  it("are neither sent to, read, shown nor closed by the other family", async () => {
    const host = await TestHost.online();
    const plain = await host.open({ clientId: 3, isPlain: true });
    const secure = await host.open({ clientId: 4 });
    plain.send("p");
    secure.send("s");
    await host.wait(0);
    for (const line of ["AT+QSSLSEND=3,1", "AT+QSSLRECV=3,10", "AT+QSSLCLOSE=3"])
      expect(await host.send(line)).toBe(ERROR);
    for (const line of ["AT+QISEND=4,1", "AT+QISEND=4,0", "AT+QIRD=4", "AT+QICLOSE=4"])
      expect(await host.send(line)).toBe(ERROR);
    expect(await host.send("AT+QISTATE")).toMatch(/^\r\n\+QISTATE: 3,"TCP",.*,"uart1"\r\n\r\nOK\r\n$/);
    expect(await host.send("AT+QSSLSTATE")).toMatch(/^\r\n\+QSSLSTATE: 4,"SSLClient",.*,"uart1",1\r\n\r\nOK\r\n$/);
    expect(await host.readAll(3, "QIRD")).toBe("p");
    expect(await host.readAll(4, "QSSLRECV")).toBe("s");
  });
});

describe("AT+QISEND", () => {
  it("sends a fixed length, and looks at none of the bytes", async () => {
    const { host, got } = await opened();
    expect(await host.sendPayload("\r\nOK\x1a\x1b+++", 4, "QISEND")).toBe(SEND_OK);
    expect(got.text).toBe("\r\nOK\x1a\x1b+++");
  });

  it("sends until Ctrl+Z, and cancels at ESC", async () => {
    const { host, got } = await opened();
    expect(await host.send("AT+QISEND=4")).toBe(PROMPT);
    expect(await host.raw("HELLO\x1a")).toBe(SEND_OK);
    await host.send("AT+QISEND=4");
    expect(await host.raw("NO\x1b")).toBe(OK);
    expect(got.text).toBe("HELLO");
  });

  it("tells with length 0 what was sent, what got through, and what waits", async () => {
    const { host, peer } = await opened();
    expect(await host.send("AT+QISEND=4,0")).toBe(info("+QISEND: 0,0,0"));
    await host.sendPayload("12345", 4, "QISEND");
    peer.setStalled(true);
    await host.sendPayload("678", 4, "QISEND");
    expect(await host.send("AT+QISEND=4,0")).toBe(info("+QISEND: 8,5,3"));
    peer.setStalled(false);
    expect(await host.send("AT+QISEND=4,0")).toBe(info("+QISEND: 8,8,0"));
    expect(await host.send("AT+QISEND=5,0")).toBe(ERROR);
  });

  it.each(["4,1461", "12,1", "3,1", "4,1,1"])("refuses %s", async (args) => {
    const { host } = await opened();
    expect(await host.send(`AT+QISEND=${args}`)).toBe(ERROR);
  });

  it("answers SEND FAIL and takes nothing while the send buffer is full", async () => {
    const { host, peer, got } = await opened();
    peer.setStalled(true);
    for (let index = 0; index < 11; index++)
      expect(await host.sendPayload("a".repeat(1460), 4, "QISEND")).toBe(SEND_OK);
    expect(await host.sendPayload("b".repeat(1460), 4, "QISEND")).toBe("\r\nSEND FAIL\r\n");
    peer.setStalled(false);
    expect(got.text).toBe("a".repeat(11 * 1460));
  });
});

describe("AT+QIRD", () => {
  it("reads a length, or up to 1500 bytes without one, and tells with 0 how much there is", async () => {
    const { host, peer } = await opened();
    peer.send("x".repeat(2000));
    expect(await host.wait(0)).toBe(RECV);
    expect(await host.send("AT+QIRD=4,0")).toBe(info("+QIRD: 2000,0,2000"));
    expect(await host.send("AT+QIRD=4,300")).toBe(`\r\n+QIRD: 300\r\n${"x".repeat(300)}\r\n${OK}`);
    expect(await host.send("AT+QIRD=4")).toBe(`\r\n+QIRD: 1500\r\n${"x".repeat(1500)}\r\n${OK}`);
    expect(await host.send("AT+QIRD=4,0")).toBe(info("+QIRD: 2000,1800,200"));
    expect(await host.readAll(4, "QIRD")).toBe("x".repeat(200));
    expect(await host.send("AT+QIRD=4")).toBe(info("+QIRD: 0"));
  });

  it("raises one URC until the buffer has been emptied", async () => {
    const { host, peer } = await opened();
    peer.send("1");
    expect(await host.wait(0)).toBe(RECV);
    peer.send("2");
    expect(await host.wait(0)).toBe("");
    await host.send("AT+QIRD=4");
    peer.send("3");
    expect(await host.wait(0)).toBe(RECV);
  });

  it.each(["4,1501", "12", "3", "4,1,1"])("refuses %s", async (args) => {
    const { host } = await opened();
    expect(await host.send(`AT+QIRD=${args}`)).toBe(ERROR);
  });

  it("has the named URC also where TLS connections have the seed form", async () => {
    const host = await TestHost.online({ urcForm: "seed" });
    (await host.open({ isPlain: true })).send("1");
    expect(await host.wait(0)).toBe(RECV);
  });
});

describe("access modes of plain TCP", () => {
  it("pushes what comes in direct push mode", async () => {
    const { host, peer } = await opened(1);
    peer.send("hello");
    expect(await host.wait(0)).toBe('\r\n+QIURC: "recv",4,5\r\nhello');
    expect(await host.send("AT+QIRD=4")).toBe(ERROR);
  });

  it("passes all bytes on in transparent mode, and changes to buffer mode by +++", async () => {
    const { host, peer, got } = await opened(2);
    peer.send("down");
    expect(await host.raw("up")).toBe("down");
    await host.wait(1000);
    expect(await host.raw("+++", 1000)).toBe(OK);
    expect(got.text).toBe("up");
    peer.send("later");
    expect(await host.wait(0)).toBe(RECV);
    expect(await host.send("AT+QISWTMD=4,2")).toBe(CONNECT + "later");
  });

  it("answers ERROR instead of CONNECT when a transparent open fails", async () => {
    const host = await TestHost.online();
    expect(await host.send('AT+QIOPEN=1,0,"TCP","nowhere.example",80,0,2')).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 565,DNS parse failed"));
  });
});

describe("the end of a plain connection", () => {
  it("by the peer is told, leaves data readable, and keeps the id until AT+QICLOSE", async () => {
    const { host, peer } = await opened();
    peer.send("last");
    peer.close();
    expect(await host.wait(0)).toBe(RECV + CLOSED);
    expect(await host.send("AT+QISTATE=1,4")).toContain('"TCP","1.2.3.4",443,65344,4,1,4,0,');
    expect(await host.readAll(4, "QIRD")).toBe("last");
    expect(await host.send('AT+QIOPEN=1,4,"TCP","h.example",443')).toBe(OK + "\r\n+QIOPEN: 4,563\r\n");
    expect(await host.send("AT+QICLOSE=4")).toBe(OK);
    await host.open({ isPlain: true });
  });

  it("by AT+QICLOSE waits for the peer as many seconds as told, 10 by itself", async () => {
    const { host, peer } = await opened();
    peer.setStalled(true);
    await host.send("AT+QICLOSE=4,2");
    expect(await host.wait(1999)).toBe("");
    expect(await host.wait(1)).toBe(OK);
    (await host.open({ isPlain: true })).setStalled(true);
    await host.send("AT+QICLOSE=4");
    expect(await host.wait(9999)).toBe("");
    expect(await host.wait(1)).toBe(OK);
    expect(await host.send("AT+QICLOSE=12")).toBe(ERROR);
  });
});

describe("AT+QISTATE", () => {
  it("shows all, those of a PDP context, or one", async () => {
    const host = await TestHost.online();
    await host.send('AT+QICSGP=2,1,"b";+QIACT=2');
    host.network.listen("h.example", 80, () => {});
    for (const [id, context] of [
      [0, 1],
      [1, 2],
      [2, 2],
    ])
      await host.send(`AT+QIOPEN=${context},${id},"TCP","h.example",80`);
    const shown = async (line: string) =>
      [...(await host.send(line)).matchAll(/\+QISTATE: (\d+),/g)].map((found) => Number(found[1]));
    for (const all of ["AT+QISTATE", "AT+QISTATE?"]) expect(await shown(all)).toEqual([0, 1, 2]);
    expect(await shown("AT+QISTATE=0,2")).toEqual([1, 2]);
    expect(await shown("AT+QISTATE=1,2")).toEqual([2]);
    for (const wrong of ["2,1", "1,12", "0,8", "1"]) expect(await host.send(`AT+QISTATE=${wrong}`)).toBe(ERROR);
  });
});

describe("a real TCP server", () => {
  let server: Server;
  let sockets: Socket[];
  let bench: RealBench;

  beforeEach(async () => {
    sockets = [];
    server = createServer((socket) => void sockets.push(socket.on("error", () => {})));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    bench = await RealBench.start(new TlsNetwork());
  });
  afterEach(async () => {
    bench.stop();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it("gets and sends bytes as they are, without TLS", async () => {
    const { port } = server.address() as AddressInfo;
    await bench.send(`AT+QIOPEN=1,0,"TCP","127.0.0.1",${port}`);
    expect(await bench.until(/\+QIOPEN: 0,\d+\r\n/)).toContain("+QIOPEN: 0,0");
    const got = new Promise<Buffer>((resolve) => sockets[0]!.once("data", resolve));
    await bench.send("AT+QISEND=0,4");
    bench.write(Buffer.from([0x00, 0x1a, 0xff, 0x0d]));
    expect([...(await got)]).toEqual([0x00, 0x1a, 0xff, 0x0d]);
    await bench.until(/SEND OK\r\n/);
    sockets[0]!.end("bye");
    await bench.until(/"closed",0\r\n/);
    expect(await bench.send("AT+QIRD=0")).toContain("+QIRD: 3\r\nbye\r\n");
  });

  it("is not reached from a local port that is in use: 556", async () => {
    const { port } = server.address() as AddressInfo;
    await bench.send(`AT+QIOPEN=1,0,"TCP","127.0.0.1",${port},${port}`);
    expect(await bench.until(/\+QIOPEN: 0,\d+\r\n/)).toContain("+QIOPEN: 0,556");
  });
});
