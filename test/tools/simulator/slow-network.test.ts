import { VirtualClock } from "../../../tools/clock";
import { INSTANT_TIMING, MemoryNetwork, type SimulatorOptions, SlowNetwork } from "../../../tools/simulator";
import { DelayLine } from "../../../tools/simulator/delay-line";
import type { SlowNetworkOptions } from "../../../tools/simulator";
import { OK, SEND_OK, TestHost, collect, info } from "./host";
import { type Identity, TestAuthority } from "./test-authority";
import { TlsBench, stopBenches } from "./tls-bench";

/** A modem on a slow network; `host.network` is the fast one behind it, where the servers are. */
async function online(slow: Omit<SlowNetworkOptions, "clock">, options: Partial<SimulatorOptions> = {}) {
  const clock = new VirtualClock();
  const memory = new MemoryNetwork({ clock });
  const host = await TestHost.online({ ...options, clock, network: new SlowNetwork(memory, { clock, ...slow }) });
  return Object.assign(host, { network: memory });
}

type Host = Awaited<ReturnType<typeof online>>;

async function opened(host: Host, isPlain = false, mode = 0) {
  let peer: Parameters<typeof collect>[0] | undefined;
  host.network.listen("h.example", 443, (made) => (peer = made));
  await host.send(
    isPlain ? `AT+QIOPEN=1,4,"TCP","h.example",443,0,${mode}` : `AT+QSSLOPEN=1,1,4,"h.example",443,${mode}`,
  );
  await host.wait(10e3);
  return peer!;
}

describe("a line with a delay", () => {
  it("keeps the order, however the delays differ", async () => {
    const clock = new VirtualClock();
    const line = new DelayLine(clock, undefined);
    const seen: string[] = [];
    line.put(0, 300, () => seen.push(`a ${clock.now() % 1000}`));
    line.put(0, 100, () => seen.push(`b ${clock.now() % 1000}`));
    await clock.advance(1000);
    expect(seen).toEqual(["a 300", "b 300"]);
  });

  it("takes its time for each byte, and rests when nothing is sent", async () => {
    const clock = new VirtualClock();
    const line = new DelayLine(clock, 1000);
    const seen: number[] = [];
    const start = clock.now();
    for (let index = 0; index < 3; index++) line.put(100, 50, () => seen.push(clock.now() - start));
    await clock.advance(1000);
    line.put(100, 50, () => seen.push(clock.now() - start));
    await clock.advance(1000);
    expect(seen).toEqual([150, 250, 350, 1150]);
  });

  it("forgets what is on its way", async () => {
    const clock = new VirtualClock();
    const line = new DelayLine(clock, 1000);
    const deliver = jest.fn();
    line.put(1, 50, deliver);
    line.clear();
    expect(clock.pending).toBe(0);
    await clock.advance(1000);
    expect(deliver).not.toHaveBeenCalled();
  });
});

describe("latency", () => {
  it("takes one round trip for TCP and two more for TLS", async () => {
    const host = await online({ latencyMs: 600 });
    host.network.listen("h.example", 443, () => {});
    expect(await host.send('AT+QIOPEN=1,0,"TCP","h.example",443', 599)).toBe(OK);
    expect(await host.wait(1)).toBe("\r\n+QIOPEN: 0,0\r\n");
    expect(await host.send('AT+QSSLOPEN=1,1,1,"h.example",443', 1799)).toBe(OK);
    expect(await host.wait(1)).toBe("\r\n+QSSLOPEN: 1,0\r\n");
  });

  it("delays a refusal by one", async () => {
    const host = await online({ latencyMs: 600 });
    host.network.listen("h.example", 443, () => {});
    expect(await host.send('AT+QIOPEN=1,0,"TCP","h.example",80', 599)).toBe(OK);
    expect(await host.wait(1)).toBe("\r\n+QIOPEN: 0,566\r\n");
  });

  it("delays bytes by half of one in each direction, while SEND OK comes at once", async () => {
    const host = await online({ latencyMs: 600 });
    const peer = await opened(host);
    peer.onData = (bytes) => peer.send(bytes);
    expect(await host.sendPayload("echo")).toBe(SEND_OK);
    expect(await host.wait(599)).toBe("");
    expect(await host.wait(1)).toBe('\r\n+QSSLURC: "recv",4\r\n');
  });

  it("lets a close wait for the peer's answer", async () => {
    const host = await online({ latencyMs: 600 });
    const peer = await opened(host);
    peer.onClosed = jest.fn();
    expect(await host.send("AT+QSSLCLOSE=4", 599)).toBe("");
    expect(peer.onClosed).toHaveBeenCalledTimes(1);
    expect(await host.wait(1)).toBe(OK);
  });

  it("of a handshake counts against negotiatetime", async () => {
    const host = await online({ latencyMs: 6000 });
    host.network.listen("h.example", 443, () => {});
    await host.send('AT+QSSLCFG="negotiatetime",1,10');
    expect(await host.send('AT+QSSLOPEN=1,1,4,"h.example",443', 16e3)).toBe(OK + "\r\n+QSSLOPEN: 4,569\r\n");
    expect(await host.wait(60e3)).toBe("");
  });
});

describe("rate", () => {
  it("brings so many bytes a second down, in order", async () => {
    const host = await online({ downBytesPerS: 2000 });
    const peer = await opened(host);
    const text = "0123456789".repeat(400);
    peer.send(text);
    await host.wait(1000);
    expect(host.modem.status().sockets[0]!.unreadBytes).toBe(1400);
    await host.wait(1000);
    expect(await host.readAll()).toBe(text);
  });

  it("lets the send buffer fill, and tells how far the bytes are", async () => {
    const host = await online({ upBytesPerS: 1400 });
    const peer = await opened(host, true);
    const got = collect(peer);
    let sent = 0;
    while ((await host.sendPayload("u".repeat(1400), 4, "QISEND")) === SEND_OK) sent++;
    expect(sent).toBe(11);
    expect(await host.send("AT+QISEND=4,0")).toBe(info("+QISEND: 15400,0,15400"));
    await host.wait(1000);
    expect(await host.send("AT+QISEND=4,0")).toBe(info("+QISEND: 15400,1400,14000"));
    expect(await host.sendPayload("u".repeat(1400), 4, "QISEND")).toBe(SEND_OK);
    await host.wait(12e3);
    expect(got.text).toBe("u".repeat(12 * 1400));
  });

  it("holds the peer up at the modem's full buffer, with nothing lost on the way", async () => {
    const host = await online({ latencyMs: 400, downBytesPerS: 50_000 });
    const peer = await opened(host);
    const text = "0123456789".repeat(5000);
    peer.send(text);
    await host.wait(60e3);
    expect(host.modem.status().sockets[0]!.unreadBytes).toBe(10 * 1024);
    expect(peer.unsentBytes).toBe(text.length - 10 * 1024);
    let all = "";
    while (all.length < text.length) {
      all += await host.readAll();
      await host.wait(1000);
    }
    expect(all).toBe(text);
  });

  it("slows a transparent connection down, byte for byte the same", async () => {
    const host = await online({ latencyMs: 100, upBytesPerS: 5000 });
    const peer = await opened(host, false, 2);
    const got = collect(peer);
    const text = "abc+++def\r\n".repeat(3000);
    await host.raw(text, 1000);
    expect(got.text.length).toBeLessThanOrEqual(5000);
    await host.wait(10e3);
    expect(got.text).toBe(text);
  });

  it("keeps the close of the peer behind its bytes", async () => {
    const host = await online({ downBytesPerS: 1000 });
    const peer = await opened(host);
    peer.send("x".repeat(3000));
    peer.close();
    expect(await host.wait(2900)).toBe('\r\n+QSSLURC: "recv",4\r\n');
    expect(await host.wait(100)).toBe('\r\n+QSSLURC: "closed",4\r\n');
    expect(await host.readAll()).toBe("x".repeat(3000));
  });
});

describe("a slow real network", () => {
  let root: TestAuthority;
  let leaf: Identity;
  beforeAll(async () => {
    root = await TestAuthority.make("Root");
    leaf = await root.issue();
  });
  afterEach(stopBenches);

  it("carries TLS, faster where a session is resumed", async () => {
    const around: NonNullable<Parameters<typeof TlsBench.start>[1]>["around"] = (network, clock) =>
      new SlowNetwork(network, { clock, latencyMs: 100, upBytesPerS: 100_000, downBytesPerS: 100_000 });
    const bench = await TlsBench.start(leaf, { around, timing: INSTANT_TIMING });
    const opening = async (settings = {}): Promise<number> => {
      const start = performance.now();
      expect(await bench.open(settings)).toBe(0);
      return performance.now() - start;
    };
    expect(await opening({ ...bench.verified(root), session_cache: 1 })).toBeGreaterThanOrEqual(299);
    bench.accepted[0]!.write("hello");
    await bench.until(/"recv",0\r\n/);
    expect((await bench.host.read()).toString()).toBe("hello");
    await bench.send("AT+QSSLCLOSE=0");
    expect(await opening()).toBeGreaterThanOrEqual(199);
    expect(bench.modem.status().sockets[0]!.isResumed).toBe(true);
  });
});
