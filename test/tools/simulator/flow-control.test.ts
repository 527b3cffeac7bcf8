/** Buffers with limits, and what happens at them: nothing is lost, the sender waits. */
import { randomFillSync } from "node:crypto";
import { type MemoryPeer, type Profile, profileNamed } from "../../../tools/simulator";
import { SocketState } from "../../../tools/simulator/socket";
import { CONNECT, OK, PROMPT, SEND_OK, TestHost, collect, info } from "./host";
import { type Identity, TestAuthority } from "./test-authority";
import { TlsBench, stopBenches } from "./tls-bench";

const RECEIVE_BUFFER = 10 * 1024;
const SEND_BUFFER = 16 * 1024;
/** A byte a line of 115200 baud takes, milliseconds. */
const BYTE_MS = 10 / 115.2;

/** Text in which every place is different. */
const numbered = (length: number): string =>
  Array.from({ length: Math.ceil(length / 8) }, (_, index) => String(index).padStart(8, "0"))
    .join("")
    .slice(0, length);

const LONG_SEND = 60_000;

function withLongSends(): Profile {
  const profile = profileNamed("EG915U");
  return { ...profile, sockets: { ...profile.sockets, sendMaximum: LONG_SEND, sendBufferBytes: 2 * LONG_SEND } };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const unread = (host: TestHost, index = 0): number => host.modem.status().sockets[index]!.unreadBytes;

describe("the receive buffer", () => {
  it("holds exactly its size; the peer waits with the rest, and all of it arrives in order", async () => {
    const host = await TestHost.online();
    const peer = await host.open();
    const text = numbered(40_000);
    for (let at = 0; at < text.length; at += 1000) peer.send(text.slice(at, at + 1000));
    await host.wait(60e3);
    expect(unread(host)).toBe(RECEIVE_BUFFER);
    expect(peer.unsentBytes).toBe(40_000 - RECEIVE_BUFFER);
    expect(await host.readAll()).toBe(text);
    expect(peer.unsentBytes).toBe(0);
  });

  it("takes as much as was read, and no more", async () => {
    const host = await TestHost.online();
    const peer = await host.open();
    peer.send(numbered(20_000));
    await host.wait(0);
    await host.send("AT+QSSLRECV=4,100");
    expect([unread(host), peer.unsentBytes]).toEqual([RECEIVE_BUFFER, 20_000 - RECEIVE_BUFFER - 100]);
  });

  it("that is full does not keep the host from sending", async () => {
    const host = await TestHost.online();
    const peer = await host.open();
    const got = collect(peer);
    peer.send(numbered(20_000));
    expect(await host.wait(0)).toBe('\r\n+QSSLURC: "recv",4\r\n');
    for (let round = 0; round < 20; round++) expect(await host.sendPayload(`up ${round};`)).toBe(SEND_OK);
    expect(got.text).toBe(Array.from({ length: 20 }, (_, round) => `up ${round};`).join(""));
    expect(await host.readAll()).toBe(numbered(20_000));
  });

  it("of one connection does not hold up another", async () => {
    const host = await TestHost.online();
    (await host.open({ clientId: 0 })).send(numbered(20_000));
    await host.wait(0);
    (await host.open({ clientId: 1 })).send("free");
    expect(await host.wait(0)).toBe('\r\n+QSSLURC: "recv",1\r\n');
    expect(await host.readAll(1)).toBe("free");
  });

  it("keeps the peer's close behind data that it has no room for yet", async () => {
    const host = await TestHost.online();
    const peer = await host.open();
    peer.send(numbered(12_000));
    peer.close();
    expect(await host.wait(60e3)).toBe('\r\n+QSSLURC: "recv",4\r\n');
    expect(await host.send("AT+QSSLRECV=4,1000")).toContain(`\r\n+QSSLRECV: 1000\r\n`);
    expect(await host.send("AT+QSSLRECV=4,1000")).toContain('\r\n+QSSLURC: "closed",4\r\n');
    expect(await host.readAll()).toBe(numbered(12_000).slice(2000));
  });
});

describe("direct push on a line of 115200 baud", () => {
  async function pushing(): Promise<{ host: TestHost; peers: MemoryPeer[] }> {
    const host = await TestHost.ready({ uart: { baud: 115200 } });
    for (const line of ['AT+QICSGP=1,1,"a"', "AT+QIACT=1"]) await host.send(line, 10);
    const peers: MemoryPeer[] = [];
    host.network.listen("h.example", 443, (peer) => peers.push(peer));
    for (const id of [0, 1])
      expect(await host.send(`AT+QSSLOPEN=1,0,${id},"h.example",443,1`, 20)).toContain(`: ${id},0`);
    return { host, peers };
  }

  /** Payload of the push URCs of a client id. */
  const pushed = (output: string, id: number): string => {
    let text = "";
    const header = /\r\n\+QSSLURC: "recv",(\d+),(\d+)\r\n/y;
    for (let found = header.exec(output); found; found = header.exec(output)) {
      const end = header.lastIndex + Number(found[2]);
      if (Number(found[1]) === id) text += output.slice(header.lastIndex, end);
      header.lastIndex = end;
    }
    return text;
  };

  it("holds the peer up while the line is busy, and loses nothing", async () => {
    const { host, peers } = await pushing();
    const text = numbered(100_000);
    peers[0]!.send(text);
    await host.clock.advance(1000);
    expect(unread(host)).toBeLessThanOrEqual(RECEIVE_BUFFER);
    expect(peers[0]!.unsentBytes).toBeGreaterThan(70_000);
    await host.clock.advance(text.length * BYTE_MS);
    expect(pushed(host.take(), 0)).toBe(text);
  });

  it("gives each connection its turn", async () => {
    const { host, peers } = await pushing();
    peers[0]!.send(numbered(100_000));
    await host.clock.advance(1000);
    peers[1]!.send("hurry");
    await host.clock.advance(500);
    expect(pushed(host.take(), 1)).toBe("hurry");
    expect(peers[0]!.unsentBytes).toBeGreaterThan(60_000);
  });

  it("tells of the close behind the last piece", async () => {
    const { host, peers } = await pushing();
    peers[0]!.send(numbered(30_000));
    peers[0]!.close();
    const output = await host.wait(30_000 * BYTE_MS + 500);
    expect(pushed(output, 0)).toBe(numbered(30_000));
    expect(output.endsWith('\r\n+QSSLURC: "closed",0\r\n')).toBe(true);
  });

  it("lets commands through, with what was pushed between their answers whole", async () => {
    const { host, peers } = await pushing();
    peers[0]!.send(numbered(20_000));
    await host.clock.advance(100);
    const output = host.take() + (await host.send("AT+CSQ", 20_000 * BYTE_MS + 1000));
    const answer = info("+CSQ: 24,99");
    expect(output).toContain(answer);
    expect(pushed(output.replace(answer, ""), 0)).toBe(numbered(20_000));
  });

  it("waits while a payload of the host is under way", async () => {
    const { host, peers } = await pushing();
    expect(await host.send("AT+QSSLSEND=1,5", 10)).toBe(PROMPT);
    peers[0]!.send("news");
    expect(await host.wait(1000)).toBe("");
    expect(await host.raw("HELLO", 20)).toBe(SEND_OK + '\r\n+QSSLURC: "recv",0,4\r\nnews');
  });
});

describe("transparent mode", () => {
  it("holds the host up at a peer that takes nothing, and passes on all in order when it does", async () => {
    const host = await TestHost.online();
    const peer = await host.open({ mode: 2 });
    const got = collect(peer);
    peer.setStalled(true);
    for (let at = 0; at < 40_000; at += 800) await host.raw(numbered(40_000).slice(at, at + 800));
    expect(host.modem.status().sockets[0]!.sentBytes).toBe(SEND_BUFFER);
    peer.setStalled(false);
    await host.wait(0);
    expect(got.text).toBe(numbered(40_000));
  });

  it("takes +++ behind data that the peer has not taken only when it has", async () => {
    const host = await TestHost.online();
    const peer = await host.open({ mode: 2 });
    const got = collect(peer);
    peer.setStalled(true);
    await host.raw(numbered(20_000), 1000);
    expect(await host.raw("+++", 5000)).toBe("");
    peer.setStalled(false);
    expect(await host.wait(0)).toBe(OK);
    expect(got.text).toBe(numbered(20_000));
  });

  it("holds the peer up while the line is busy, and says NO CARRIER behind its last byte", async () => {
    const host = await TestHost.ready({ uart: { baud: 115200 } });
    for (const line of ['AT+QICSGP=1,1,"a"', "AT+QIACT=1"]) await host.send(line, 10);
    let peer: MemoryPeer | undefined;
    host.network.listen("h.example", 443, (made) => (peer = made));
    expect(await host.send('AT+QSSLOPEN=1,0,0,"h.example",443,2', 20)).toBe(CONNECT);
    peer!.send(numbered(50_000));
    peer!.close();
    await host.clock.advance(1000);
    expect(peer!.unsentBytes).toBeGreaterThan(20_000);
    expect(unread(host)).toBeLessThanOrEqual(RECEIVE_BUFFER);
    await host.clock.advance(50_000 * BYTE_MS);
    expect(host.take()).toBe(numbered(50_000) + "\r\nNO CARRIER\r\n");
  });

  it("takes single pluses for data after a while", async () => {
    const host = await TestHost.online();
    const got = collect(await host.open({ mode: 2 }));
    await host.wait(1000);
    await host.raw("++", 999);
    expect(got.text).toBe("");
    await host.wait(1);
    expect(got.text).toBe("++");
    await host.raw("+++", 500);
    await host.raw("+", 1000);
    expect(got.text).toBe("++++++");
  });

  it("ends when the network drops the bearer", async () => {
    const host = await TestHost.online();
    await host.open({ mode: 2 });
    host.modem.dropPdp(1);
    expect(await host.wait(0)).toBe('\r\nNO CARRIER\r\n\r\n+QIURC: "pdpdeact",1\r\n');
    expect(await host.send("ATO")).toBe("\r\nNO CARRIER\r\n");
  });

  it("raises a URC for what came while it was left, and ATO brings it", async () => {
    const host = await TestHost.online();
    const peer = await host.open({ mode: 2 });
    await host.wait(1000);
    expect(await host.raw("+++", 1000)).toBe(OK);
    peer.send("later");
    expect(await host.wait(0)).toBe('\r\n+QSSLURC: "recv",4\r\n');
    expect(await host.send("ATO")).toBe(`${CONNECT}later`);
  });

  it("resumes the connection that was left last", async () => {
    const host = await TestHost.online();
    const got = [];
    for (const clientId of [0, 1]) {
      got.push(collect(await host.open({ mode: 2, clientId })));
      await host.wait(1000);
      await host.raw("+++", 1000);
    }
    expect(await host.send("ATO")).toBe(CONNECT);
    await host.raw("here");
    expect(got.map(({ text }) => text)).toEqual(["", "here"]);
  });
});

describe("a real TLS server", () => {
  let leaf: Identity;
  beforeAll(async () => (leaf = await (await TestAuthority.make("Root")).issue()));
  afterEach(stopBenches);

  it("is held up by a full receive buffer and loses nothing of a megabyte, nor of its close", async () => {
    const bench = await TlsBench.start(leaf);
    await bench.open({ seclevel: 0 });
    const server = bench.accepted[0]!;
    const sent = randomFillSync(Buffer.alloc(1 << 20));
    server.end(sent);
    await bench.until(/"recv",0\r\n/);
    const pieces: Buffer[] = [];
    for (let total = 0; total < sent.length;) {
      expect(bench.modem.status().sockets[0]!.unreadBytes).toBeLessThanOrEqual(RECEIVE_BUFFER);
      const piece = await bench.host.read();
      pieces.push(piece);
      total += piece.length;
      if (piece.length === 0) await tick();
    }
    expect(Buffer.concat(pieces).equals(sent)).toBe(true);
    while (bench.modem.status().sockets[0]!.state !== SocketState.Closing) await tick();
    expect((await bench.host.read()).length).toBe(0);
  });

  it("is written to while what it sent waits unread", async () => {
    const bench = await TlsBench.start(leaf);
    await bench.open({ seclevel: 0 });
    const server = bench.accepted[0]!;
    const received: Buffer[] = [];
    server.on("data", (bytes: Buffer) => received.push(bytes));
    server.write(Buffer.alloc(300_000, "d"));
    await bench.until(/"recv",0\r\n/);
    for (let round = 0; round < 50; round++) {
      expect(await bench.host.sendPayload(Buffer.alloc(1460, round))).toContain("SEND OK");
    }
    while (Buffer.concat(received).length < 50 * 1460) await new Promise((resolve) => server.once("data", resolve));
    const expected = Buffer.concat(Array.from({ length: 50 }, (_, round) => Buffer.alloc(1460, round)));
    expect(Buffer.concat(received).equals(expected)).toBe(true);
  });

  it("that reads nothing lets the send buffer fill: SEND FAIL, and what was accepted arrives", async () => {
    // Long sends, since the sockets of this machine hold megabytes.
    const bench = await TlsBench.start(leaf, { profile: withLongSends() });
    await bench.open({ seclevel: 0 });
    const server = bench.accepted[0]!.pause();
    const sent: Buffer[] = [];
    for (let isFull = false; !isFull;) {
      const payload = Buffer.alloc(LONG_SEND, sent.length + 1);
      const result = await bench.host.sendPayload(payload);
      if (result.includes("SEND OK")) sent.push(payload);
      else isFull = result.includes("SEND FAIL");
    }
    const expected = Buffer.concat(sent);
    const received: Buffer[] = [];
    let length = 0;
    server.on("data", (bytes: Buffer) => (length += received.push(bytes) && bytes.length));
    server.resume();
    while (length < expected.length) await tick();
    expect(Buffer.concat(received).equals(expected)).toBe(true);
    expect(await bench.host.sendPayload(Buffer.from("again"))).toContain("SEND OK");
  });
});
