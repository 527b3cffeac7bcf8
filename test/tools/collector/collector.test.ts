import { crc32 } from "node:zlib";
import { once } from "node:events";
import { Agent } from "node:https";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { issue, makeAuthority } from "../../../tools/certificates/certificates";
import { Collector, type AcceptedBatch, type CollectorOptions } from "../../../tools/collector/collector";
import { batch, CollectorFixture, reading } from "./collector-client";

/** Waits for the end of a connection, however it ends. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => (socket.closed ? resolve(undefined) : socket.once("close", resolve)));
}

describe("collector", () => {
  let fixture: CollectorFixture | undefined;

  async function start(options: Partial<CollectorOptions> = {}): Promise<CollectorFixture> {
    fixture = await CollectorFixture.start(options);
    return fixture;
  }

  afterEach(async () => {
    await fixture?.collector.close();
    fixture = undefined;
  });

  it("stores a batch, tells its listeners and answers how many were new", async () => {
    const { collector } = await start();
    const heard: AcceptedBatch[] = [];
    collector.on("readings", (accepted) => heard.push(accepted));
    const answer = await fixture!.post(batch([1, 2], { dropped: 4 }));
    expect([answer.status, answer.body]).toEqual([200, { stored: 2, repeated: 0 }]);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ device: "linux-1a2b", boot: 7, dropped: 4, repeated: 0, protocol: "TLSv1.2" });
    expect(heard[0]!.cipher).toMatch(/^TLS_ECDHE_RSA_WITH_/);
    expect(heard[0]!.peer).toMatchObject({ address: "127.0.0.1", name: null });
    expect(heard[0]!.stored).toEqual([1, 2].map((seq) => ({ device: "linux-1a2b", boot: 7, ...reading(seq) })));
  });

  it("drops repeats, also out of order and after a restart of the board", async () => {
    const { collector } = await start();
    const sent = [batch([5, 6]), batch([5, 6]), batch([3, 6, 4, 9]), batch([5], { boot: 8 }), batch([9, 10])];
    const bodies = [];
    for (const one of sent) bodies.push((await fixture!.post(one)).body);
    expect(bodies.map(({ stored, repeated }) => [stored, repeated])).toEqual([
      [2, 0],
      [0, 2],
      [3, 1],
      [1, 0],
      [1, 1],
    ]);
    expect(collector.summary()).toMatchObject({ batches: 5, stored: 7, repeated: 4 });
    expect(collector.store.history()).toHaveLength(7);
  });

  it("answers the summary of what it holds", async () => {
    await start();
    await fixture!.post(batch([1, 2, 5, 5], { dropped: 2 }));
    const { status, body } = await fixture!.request("GET", "/summary");
    expect(status).toBe(200);
    expect(body).toEqual({
      batches: 1,
      stored: 3,
      repeated: 1,
      devices: [
        {
          device: "linux-1a2b",
          readings: 3,
          repeated: 1,
          dropped: 2,
          gaps: 1,
          missing: 2,
          boot: 7,
          insecure: null,
          firstTime: 1767225601.5,
          lastTime: 1767225605.5,
          last: { load: { value: 0.5, unit: "1", time: 1767225605.5, boot: 7, seq: 5 } },
        },
      ],
    });
  });

  it("answers with three headers and keeps the connection for the next batch", async () => {
    await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await fixture!.post(batch([1]), { agent });
    const second = await fixture!.post(batch([2]), { agent });
    const third = await fixture!.request("GET", "/summary", undefined, { agent });
    agent.destroy();
    for (const answer of [first, second, third]) {
      expect(answer.headerNames).toEqual(["Connection", "Content-Type", "Content-Length"]);
      expect(answer.headers.connection).toBe("keep-alive");
    }
    expect(first.headers["content-length"]).toBe(String(JSON.stringify(first.body).length));
  });

  it("closes the connection when the sender asks for it", async () => {
    await start();
    const body = JSON.stringify(batch([1]));
    const answer = await fixture!.exchange(
      `POST /readings HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\nConnection: close\r\n/);
  });

  it("takes a chunked body, and answers two requests sent at once in order", async () => {
    await start();
    const chunked = (seq: number, connection: string): string => {
      const body = JSON.stringify(batch([seq]));
      const chunks = [body.slice(0, 10), body.slice(10)].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
      const head = `POST /readings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: ${connection}`;
      return `${head}\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join("")}0\r\n\r\n`;
    };
    const answers = await fixture!.exchange(chunked(1, "keep-alive") + chunked(1, "close"));
    expect(answers.match(/\{.*?\}/g)).toEqual(['{"stored":1,"repeated":0}', '{"stored":0,"repeated":1}']);
  });

  it("receives on the path it is told, and refuses a path that is none", async () => {
    await start({ path: "/v1/telemetry" });
    const body = JSON.stringify(batch([1]));
    expect((await fixture!.request("POST", "/v1/telemetry?x=1", body)).status).toBe(200);
    expect((await fixture!.request("POST", "/readings", body)).status).toBe(404);
    for (const wrong of ["readings", "/a b", "/summary"]) {
      expect(() => new Collector({ port: 0, key: "", cert: "", path: wrong })).toThrow(
        `path "${wrong}" is not allowed`,
      );
    }
  });

  it("refuses a wrong path, method, type and content, each by name", async () => {
    const { collector } = await start();
    const reasons: (number | null)[] = [];
    collector.on("rejected", ({ status }) => reasons.push(status));
    const body = JSON.stringify(batch([1]));
    const get = await fixture!.request("GET", "/readings");
    expect([get.status, get.headers.allow, get.body.error]).toEqual([
      405,
      "POST",
      "method: GET is not allowed; allowed: POST",
    ]);
    expect((await fixture!.request("POST", "/summary", body)).headers.allow).toBe("GET");
    expect((await fixture!.request("GET", "/elsewhere")).body.error).toBe(
      'path: "/elsewhere" is unknown; allowed: /readings, /summary',
    );
    const asText = await fixture!.request("POST", "/readings", body, { headers: { "Content-Type": "text/plain" } });
    expect([asText.status, asText.body.error]).toEqual([
      415,
      'content-type: "text/plain" is not allowed; allowed: application/json',
    ]);
    const zipped = await fixture!.request("POST", "/readings", body, { headers: { "Content-Encoding": "gzip" } });
    expect([zipped.status, zipped.body.error]).toEqual([
      415,
      'content-encoding: "gzip" is not allowed; allowed: identity',
    ]);
    const wrong = await fixture!.post({ ...batch([1]), boot: "7" });
    expect([wrong.status, wrong.body.error]).toEqual([400, expect.stringContaining('boot: "7" is not allowed')]);
    expect(reasons).toEqual([405, 405, 404, 415, 415, 400]);
    expect(collector.summary().stored).toBe(0);
  });

  it("wants the token when it has one", async () => {
    await start({ token: "secret" });
    const refused = await fixture!.post(batch([1]), { headers: { Authorization: "Bearer wrong" } });
    expect([refused.status, refused.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
    expect((await fixture!.request("GET", "/summary")).status).toBe(401);
    expect((await fixture!.post(batch([1]), { headers: { Authorization: "Bearer secret" } })).status).toBe(200);
  });

  it("logs batches and refusals without letting a sender write to the terminal", async () => {
    const lines: string[] = [];
    await start({ log: (line) => lines.push(line) });
    await fixture!.post(batch([1]));
    await fixture!.post({ ...batch([1]), "\u009b2J\u001b[31m": 1 });
    expect(lines[0]).toMatch(/^collector: linux-1a2b boot 7: 1 stored, 0 repeated, 0 dropped on the board \(TLSv1.2, /);
    expect(lines[1]).toMatch(/^collector: refused with 400, 127\.0\.0\.1: "\\u009b2J/);
  });

  it("says in its log, to its listeners and in the summary that a board is insecure, as long as it is", async () => {
    const lines: string[] = [];
    const { collector } = await start({ log: (line) => lines.push(line) });
    const heard: (string | null)[] = [];
    collector.on("readings", ({ insecure }) => heard.push(insecure));
    await fixture!.post(batch([1], { insecure: "verify none" }));
    expect(lines[0]).toMatch(/ boot 7: 1 stored, .*\) INSECURE: verify none$/);
    expect(collector.summary().devices[0]).toMatchObject({ insecure: "verify none" });
    await fixture!.post(batch([2]));
    expect(lines[1]).not.toContain("INSECURE");
    expect(collector.summary().devices[0]).toMatchObject({ insecure: null });
    expect(heard).toEqual(["verify none", null]);
  });

  it("says what to do when the port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    await expect(CollectorFixture.start({ port })).rejects.toThrow(
      `collector: cannot listen on 127.0.0.1 port ${port}: the port is in use: stop the other program or choose`,
    );
    other.close();
  });

  it("says so when key and certificate do not belong together", async () => {
    const first = await makeAuthority({ commonName: "a", keyType: "EC" });
    const second = await makeAuthority({ commonName: "b", keyType: "EC" });
    expect(() => new Collector({ port: 0, cert: first.certPem, key: second.keyPem })).toThrow(
      /TLS cannot start: .*give a PEM certificate and the private key that belongs to it/,
    );
  });

  it("closes at once with connections open, also twice", async () => {
    await start();
    const socket = await fixture!.connect();
    socket.on("error", () => {});
    const gone = closed(socket);
    await Promise.all([fixture!.collector.close(), fixture!.collector.close()]);
    await gone;
  });
});

describe("collector's TLS", () => {
  let fixture: CollectorFixture;

  afterEach(() => fixture.collector.close());

  it.each([
    ["TLS 1.1", { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }],
    ["only TLS 1.3", { minVersion: "TLSv1.3" }],
  ] as const)("refuses a client of %s", async (_name, versions) => {
    fixture = await CollectorFixture.start();
    const rejected = once(fixture.collector, "rejected");
    await expect(fixture.connect(versions)).rejects.toThrow();
    const [{ reason, status }] = await rejected;
    expect(reason).toMatch(/^TLS handshake: .*(unsupported|version)/);
    expect(status).toBeNull();
  });

  it("speaks TLS 1.3 when told to", async () => {
    fixture = await CollectorFixture.start({ maxVersion: "TLSv1.3" });
    const accepted = once(fixture.collector, "readings");
    await fixture.post(batch([1]));
    expect((await accepted)[0]).toMatchObject({ protocol: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384" });
  });

  it.each([
    ["AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"],
    ["AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA"],
    ["AES256-SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA256"],
    ["ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
  ])("takes the modem's suite %s", async (ciphers, cipher) => {
    fixture = await CollectorFixture.start();
    const accepted = once(fixture.collector, "readings");
    expect((await fixture.post(batch([1]), { ciphers })).status).toBe(200);
    expect((await accepted)[0]).toMatchObject({ cipher });
  });

  it("lets a client with a certificate of its authority in, by name, and no other", async () => {
    fixture = await CollectorFixture.start({ clientCa: "own" });
    const rejected: string[] = [];
    fixture.collector.on("rejected", ({ reason }) => rejected.push(reason));
    const stranger = await issue(await makeAuthority({ commonName: "Test CA", keyType: "EC" }), {
      commonName: "stranger",
      usage: "client",
      keyType: "EC",
    });
    await expect(fixture.post(batch([1]))).rejects.toThrow();
    await expect(fixture.post(batch([1]), { cert: stranger.certPem, key: stranger.keyPem })).rejects.toThrow();
    const accepted = once(fixture.collector, "readings");
    const { certPem: cert, keyPem: key } = fixture.client;
    expect((await fixture.post(batch([1]), { cert, key })).body).toEqual({ stored: 1, repeated: 0 });
    expect((await accepted)[0].peer.name).toBe("board-7");
    expect(rejected).toEqual([
      "TLS handshake: peer did not return a certificate",
      expect.stringMatching(/^TLS handshake: client certificate refused: [A-Z_]+$/),
    ]);
  });
});

describe("collector under hostile input", () => {
  let fixture: CollectorFixture;
  const head = "POST /readings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  afterEach(async () => {
    expect((await fixture.post(batch([1]))).status).toBe(200); // It still works after each of them.
    await fixture.collector.close();
  });

  it("refuses a body over the limit after reading it, on a connection that stays", async () => {
    fixture = await CollectorFixture.start({ maxBodyBytes: 1000 });
    const answer = await fixture.request("POST", "/readings", "x".repeat(5000));
    expect([answer.status, answer.body.error]).toEqual([413, expect.stringContaining("longer than the 1000 bytes")]);
    const chunked = await fixture.request("POST", "/readings", "x".repeat(1001), {
      headers: { "Transfer-Encoding": "chunked" },
    });
    expect(chunked.status).toBe(413);
    expect((await fixture.request("POST", "/readings", "x".repeat(1000))).status).toBe(400);
  });

  it("refuses a huge announced body before it comes", async () => {
    fixture = await CollectorFixture.start();
    const answer = await fixture.exchange(`${head}Content-Length: 99999999999\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*Connection: close/);
  });

  it("ends a chunked body without end", async () => {
    fixture = await CollectorFixture.start({ maxBodyBytes: 1000 });
    const socket = await fixture.connect();
    socket.on("error", () => {});
    const rejected = once(fixture.collector, "rejected");
    socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
    const pour = (): unknown => socket.writable && socket.write(`3e8\r\n${"x".repeat(1000)}\r\n`, pour);
    pour();
    expect((await rejected)[0]).toMatchObject({ status: 413 });
    await closed(socket);
  });

  it("ends a body that comes too slowly", async () => {
    fixture = await CollectorFixture.start({ timeouts: { bodyMs: 20 } });
    const answer = await fixture.exchange(`${head}Content-Length: 100\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 [^]*body: not complete within 20 ms/);
  });

  it("ends headers that come too slowly", async () => {
    fixture = await CollectorFixture.start({ timeouts: { headersMs: 20 } });
    const rejected = once(fixture.collector, "rejected");
    expect(await fixture.exchange("POST /readings HTTP/1.1\r\nHost:")).toMatch(/^HTTP\/1\.1 408 /);
    expect((await rejected)[0]).toMatchObject({ status: 408 });
  });

  it("ends a connection that stays silent between requests", async () => {
    fixture = await CollectorFixture.start({ timeouts: { idleMs: 20 } });
    const body = JSON.stringify(batch([1]));
    expect(await fixture.exchange(`${head}Content-Length: ${body.length}\r\n\r\n${body}`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("ends a TLS handshake that never begins", async () => {
    fixture = await CollectorFixture.start({ timeouts: { handshakeMs: 20 } });
    const rejected = once(fixture.collector, "rejected");
    const socket = connect(fixture.port, "127.0.0.1");
    expect((await rejected)[0].reason).toMatch(/TLS handshake.*timeout/i);
    await text(socket);
  });

  it("reports a body that is cut off, once", async () => {
    fixture = await CollectorFixture.start();
    const reasons: string[] = [];
    fixture.collector.on("rejected", ({ reason }) => reasons.push(reason));
    const rejected = once(fixture.collector, "rejected");
    const socket = await fixture.connect();
    socket.end(`${head}Content-Length: 100\r\n\r\n{"device":`);
    await rejected;
    expect(reasons).toEqual(["connection lost in the middle of the body"]);
  });

  it("refuses a body that is not what its X-CRC32 says, and takes the one that is", async () => {
    fixture = await CollectorFixture.start();
    const body = JSON.stringify(batch([7]));
    const send = (text: string): ReturnType<CollectorFixture["request"]> =>
      fixture.request("POST", "/readings", text, { headers: { "X-CRC32": `${crc32(body)}` } });
    const spoilt = await send(body.replace("7", "6"));
    expect(spoilt.status).toBe(400);
    expect(spoilt.body.error).toMatch(/^x-crc32: "\d+" is not the body's, \d+; send it again$/);
    expect((await send(body)).status).toBe(200);
  });

  it("refuses text that is not UTF-8", async () => {
    fixture = await CollectorFixture.start();
    const answer = await fixture.request("POST", "/readings", Buffer.from([0x22, 0xc3, 0x28, 0x22]));
    expect([answer.status, answer.body]).toEqual([400, { error: "body: not UTF-8 text" }]);
  });

  it("refuses JSON nested as deep as the limit allows", async () => {
    fixture = await CollectorFixture.start();
    const answer = await fixture.request("POST", "/readings", `{"device":${"[".repeat(32000)}${"]".repeat(32000)}}`);
    expect([answer.status, answer.body.error]).toEqual([400, expect.stringContaining("device: an array of 1")]);
  });

  it.each([
    ["noise", "\x00\xff\x13\x37\r\n\r\n", 400],
    ["a length that is no number", `${head}Content-Length: ten\r\n\r\n`, 400],
    ["two ways to tell the length", `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
    ["a chunk of no length", `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ["headers without end", `${head}X: ${"x".repeat(20000)}`, 431],
  ])("refuses %s, and reports it once", async (_name, bytes, status) => {
    fixture = await CollectorFixture.start();
    const statuses: (number | null)[] = [];
    fixture.collector.on("rejected", (rejection) => statuses.push(rejection.status));
    expect(await fixture.exchange(bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*\\{"error":`));
    await fixture.request("GET", "/summary");
    expect(statuses).toEqual([status]);
  });

  it("answers 500 when a listener fails, having stored the readings", async () => {
    fixture = await CollectorFixture.start();
    fixture.collector.once("readings", () => {
      throw new Error("page broke");
    });
    const first = await fixture.post(batch([5]));
    expect([first.status, first.body.error]).toEqual([500, "page broke"]);
    expect((await fixture.post(batch([5]))).body).toEqual({ stored: 0, repeated: 1 });
  });
});
