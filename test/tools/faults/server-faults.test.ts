/** Faults of the collector, as a client meets them at its socket. */
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { connect } from "node:tls";
import { gunzipSync } from "node:zlib";
import { RealClock } from "../../../tools/clock";
import { FaultInjector } from "../../../tools/faults/fault-injector";
import { parseSchedule } from "../../../tools/faults/schedule";
import { batch, CollectorFixture } from "../collector/collector-client";

/** As long as nothing must come before it is said that nothing comes, milliseconds. */
const PATIENCE_MS = 300;

let fixture: CollectorFixture;
let injector: FaultInjector;
const log: string[] = [];

beforeEach(async () => {
  injector = new FaultInjector(new RealClock(), (line) => log.push(line));
  fixture = await CollectorFixture.start({ faults: injector.server });
});

afterEach(async () => {
  injector.stop();
  await fixture.collector.close();
});

function strike(fault: string, parameters: object = {}): void {
  injector.start(parseSchedule(JSON.stringify({ at: 0, fault, ...parameters }), "test", ["server"]));
}

const BODY = JSON.stringify(batch([1]));
const REQUEST = `POST /readings HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

interface Exchange {
  /** What came, and whether the server ended the connection. */
  bytes: Buffer;
  text: string;
  isEnded: boolean;
}

/** Posts a batch and hears until the server ends the connection, or `enough` has come, or nothing more comes. */
async function exchange(enough: (bytes: Buffer) => boolean = () => false): Promise<Exchange> {
  const socket = connect(fixture.tls);
  const parts: Buffer[] = [];
  let isEnded = false;
  await once(socket, "secureConnect");
  socket.write(REQUEST);
  await new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, PATIENCE_MS);
    socket.on("data", (bytes) => {
      parts.push(bytes);
      clearTimeout(timer);
      if (enough(Buffer.concat(parts))) resolve();
      else timer = setTimeout(resolve, PATIENCE_MS);
    });
    socket.once("error", () => {});
    socket.once("close", () => {
      isEnded = true;
      clearTimeout(timer);
      resolve();
    });
  });
  socket.destroy();
  const bytes = Buffer.concat(parts);
  return { bytes, text: bytes.toString("latin1"), isEnded };
}

/** Error of a TLS connection that does not come up, or "" when it does. */
async function handshake(): Promise<string> {
  const socket = connect(fixture.tls);
  const error = await Promise.race([
    once(socket, "secureConnect").then(
      () => "",
      (failure: NodeJS.ErrnoException) => failure.code ?? failure.message,
    ),
    new Promise<string>((resolve) => setTimeout(() => resolve("nothing"), PATIENCE_MS)),
  ]);
  socket.on("error", () => {}).destroy();
  return error;
}

const stored = (): number => fixture.collector.summary().stored;

/** The next batch is answered as ever. */
async function expectHealthy(): Promise<void> {
  expect((await exchange((bytes) => bytes.includes("}"))).text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
}

describe("faults of the server", () => {
  it("server-refuses: connections are reset for a time", async () => {
    strike("server-refuses", { seconds: 1 });
    expect(await handshake()).toBe("ECONNRESET");
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await handshake()).toBe("");
  });

  it("server-mute: a connection is accepted, and no word is said", async () => {
    strike("server-mute", { count: 1 });
    expect(await handshake()).toBe("nothing");
    await expectHealthy();
  });

  it("server-tls-alert: a fatal alert in place of the server's part of the handshake", async () => {
    strike("server-tls-alert", { count: 2, alert: 40 });
    expect(await handshake()).toMatch(/HANDSHAKE_FAILURE/);
    const socket = connectTcp(fixture.port, "127.0.0.1");
    socket.write("anything");
    expect(((await once(socket, "data")) as [Buffer])[0]).toEqual(Buffer.from([21, 3, 3, 0, 2, 2, 40]));
    await expectHealthy();
  });

  it("server-closes-early: closed as soon as it is up", async () => {
    strike("server-closes-early");
    expect(await exchange()).toMatchObject({ text: "", isEnded: true });
    expect(stored()).toBe(0);
    await expectHealthy();
  });

  it.each([
    ["stored", 1],
    ["lost", 0],
  ])("server-silent: no answer, and the readings are %s", async (readings, count) => {
    strike("server-silent", { readings });
    expect(await exchange()).toMatchObject({ text: "", isEnded: false });
    expect(stored()).toBe(count);
    await expectHealthy();
  });

  it.each([
    ["server-client-error", { status: 418 }, /^HTTP\/1.1 418 /],
    ["server-error", { status: 503 }, /^HTTP\/1.1 503 /],
    ["server-busy", { afterS: 77 }, /^HTTP\/1.1 429 [^]*\r\nRetry-After: 77\r\n/],
    [
      "server-redirect",
      { status: "308" },
      /^HTTP\/1.1 308 [^]*\r\nLocation: https:\/\/elsewhere.example\/readings\r\n/,
    ],
  ])(
    "%s: refused with its status, nothing is stored, and the connection goes on",
    async (fault, parameters, answer) => {
      strike(fault, parameters);
      const { text, isEnded } = await exchange((bytes) => bytes.includes("}"));
      expect(text).toMatch(answer);
      expect(text).toContain("Connection: keep-alive");
      expect(isEnded).toBe(false);
      expect(stored()).toBe(0);
      await expectHealthy();
    },
  );

  it("server-answer-cut: so many bytes of the answer, then the end; the readings are stored", async () => {
    strike("server-answer-cut", { bytes: 12 });
    expect(await exchange()).toMatchObject({ text: "HTTP/1.1 200", isEnded: true });
    expect(stored()).toBe(1);
    await expectHealthy();
  });

  it("server-answer-slow: the whole answer, one byte at a time", async () => {
    strike("server-answer-slow", { ms: 2 });
    const begun = Date.now();
    const { text, isEnded } = await exchange();
    expect(text).toMatch(/^HTTP\/1.1 200 [^]*"stored":1,"repeated":0}$/);
    expect(Date.now() - begun).toBeGreaterThan(2 * text.length);
    expect(isEnded).toBe(true);
  });

  it("server-endless-headers: one header line after the other, for as long as somebody listens", async () => {
    strike("server-endless-headers", { bytes: 1000, ms: 1 });
    const { text, isEnded } = await exchange((bytes) => bytes.length > 20_000);
    expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n(X-More: x{1000}\r\n){15}/);
    expect(text).not.toContain("\r\n\r\n");
    expect(isEnded).toBe(false);
  });

  it.each([
    [50, "75"],
    [-5, "20"],
  ])("server-wrong-length: Content-Length is wrong by %s, and the connection goes on", async (difference, length) => {
    strike("server-wrong-length", { difference });
    const { text, isEnded } = await exchange();
    expect(text).toContain(`Content-Length: ${length}\r\n`);
    expect(text).toMatch(/{"stored":1,"repeated":0}$/);
    expect(isEnded).toBe(false);
  });

  it("server-compressed: a body of gzip that nobody asked for", async () => {
    strike("server-compressed");
    const { bytes, text } = await exchange();
    expect(text).toContain("Content-Encoding: gzip\r\n");
    expect(gunzipSync(bytes.subarray(bytes.indexOf("\r\n\r\n") + 4)).toString()).toBe('{"stored":1,"repeated":0}');
  });

  it("server-huge-answer: a body of so many bytes", async () => {
    strike("server-huge-answer", { bytes: 1_000_000 });
    const { bytes, text } = await exchange();
    expect(text).toContain("Content-Length: 1000000\r\n");
    expect(bytes.length - bytes.indexOf("\r\n\r\n") - 4).toBe(1_000_000);
    await expectHealthy();
  });

  it("server-not-http: garbage, the same for the same seed", async () => {
    strike("server-not-http", { count: 2, bytes: 50, seed: 3 });
    const first = await exchange();
    expect(first.bytes).toHaveLength(50);
    expect(first.isEnded).toBe(true);
    expect((await exchange()).bytes).toEqual(first.bytes);
    expect(stored()).toBe(0);
  });

  it("strike at the nth request", async () => {
    injector.start(
      parseSchedule('{"when":{"request":"*","nth":2},"fault":"server-error","status":500}', "test", ["server"]),
    );
    await expectHealthy();
    expect((await exchange((bytes) => bytes.includes("}"))).text).toMatch(/^HTTP\/1.1 500/);
    await expectHealthy();
  });
});
