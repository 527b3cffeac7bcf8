/** The servers of others that tests run against, before anything of ours talks to them. */
import { once } from "node:events";
import { Agent, request } from "node:https";
import { connect, type ConnectionOptions } from "node:tls";
import { type Certificate, issue, makeAuthority } from "../../../tools/certificates/certificates";
import type { MqttBroker } from "../../../tools/fleet/mqtt-broker";
import { describeAtBrokers } from "../../doubles/brokers";
import { describeWithMosquitto, Mosquitto } from "../../doubles/mosquitto-server";
import { describeWithNginx, NginxServer } from "../../doubles/nginx-server";
import { scratchDirectory } from "../interpreter/scratch-directory";

const directory = scratchDirectory();
let caPem: string;
let server: Certificate;
let client: Certificate;

beforeAll(async () => {
  const authority = await makeAuthority({ commonName: "Test CA" });
  caPem = authority.certPem;
  server = await issue(authority, { commonName: "localhost", dnsNames: ["localhost"], usage: "server" });
  client = await issue(authority, { commonName: "device-1", usage: "client" });
});

/** What a server answers to the bytes given: TLS version and its bytes in hexadecimal, or "closed" when it answers less. */
function answerOf(port: number, bytes: Buffer, options: ConnectionOptions = {}, length = 4): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, ca: caPem, servername: "localhost", ...options });
    let answer = Buffer.alloc(0);
    socket.on("data", (data: Buffer) => {
      answer = Buffer.concat([answer, data]);
      if (answer.length < length) return;
      resolve(`${socket.getProtocol()} ${answer.toString("hex")}`);
      socket.destroy();
    });
    socket.once("close", () => resolve("closed"));
    socket.on("error", () => {});
    socket.write(bytes);
  });
}

/** CONNECT of MQTT 3.1.1 (section 3.1), clean session or not. */
function connectPacket(clientId: string, options: { user?: [string, string]; isKept?: boolean } = {}): Buffer {
  const field = (text: string): Buffer => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
  const flags = (options.user ? 0xc0 : 0) | (options.isKept ? 0 : 2);
  const body = Buffer.concat([
    field("MQTT"),
    Buffer.from([4, flags, 0, 60]),
    ...[clientId, ...(options.user ?? [])].map(field),
  ]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

/** SUBSCRIBE (section 3.8) to the topic t with QoS 1, and its SUBACK. */
const SUBSCRIBE = Buffer.from([0x82, 6, 0, 1, 0, 1, 0x74, 1]);
const SUBACK = "9003000101";

/** CONNACK (section 3.2): session present, and the return code. */
const connack = (sessionPresent: 0 | 1, code: number): string =>
  `TLSv1.2 2002${Buffer.from([sessionPresent, code]).toString("hex")}`;

describeAtBrokers("a broker for tests,", (start) => {
  let broker: MqttBroker | undefined;
  afterEach(() => broker?.stop());

  it("lets a user in with the password and nobody else, over TLS 1.2 and nothing newer", async () => {
    broker = await start(`${directory()}/users`, { certificate: server, users: { meter: "se cret" } });
    const come = (user?: [string, string]): Promise<string> =>
      answerOf(broker!.port, connectPacket("a", user ? { user } : {}));
    await expect(come(["meter", "se cret"])).resolves.toBe(connack(0, 0));
    await expect(come(["meter", "secret"])).resolves.toBe(connack(0, 5));
    await expect(come()).resolves.toBe(connack(0, 5));
  });

  it("lets a client in with a certificate of the authority, and none without", async () => {
    broker = await start(`${directory()}/certificates`, { certificate: server, clientCaPem: caPem });
    const identity = { cert: client.certPem, key: client.keyPem };
    await expect(answerOf(broker.port, connectPacket("a"), identity)).resolves.toBe(connack(0, 0));
    await expect(answerOf(broker.port, connectPacket("a"))).resolves.toBe("closed");
  });

  it("knows a kept session after a restart on the same port", async () => {
    broker = await start(`${directory()}/kept`, { certificate: server });
    const [{ port }, kept] = [broker, connectPacket("a", { isKept: true })];
    const subscribed = answerOf(port, Buffer.concat([kept, SUBSCRIBE]), {}, 9);
    await expect(subscribed).resolves.toBe(`${connack(0, 0)}${SUBACK}`);
    await broker.stop();
    await expect(answerOf(port, kept)).resolves.toBe("closed");
    await broker.start();
    await expect(answerOf(port, kept)).resolves.toBe(connack(1, 0));
  });
});

describeWithMosquitto("Mosquitto", () => {
  it("says what it has to say when it ends at once", async () => {
    const noKey = { ...server, keyPem: "no key\n" };
    await expect(Mosquitto.start(`${directory()}/broken`, { certificate: noKey })).rejects.toThrow(
      /ended at once with exit code \d+\n(.*\n)*.*Error: Unable to load server key file/,
    );
  });
});

describeWithNginx("nginx", () => {
  let nginx: NginxServer | undefined;
  afterEach(() => nginx?.stop());

  async function get(path: string): Promise<{ status: number | undefined; body: string }> {
    const agent = new Agent({ ca: caPem, servername: "localhost" });
    const asked = request({ host: "127.0.0.1", port: nginx!.port, path, agent }).end();
    const [answer] = (await once(asked, "response")) as [NodeJS.ReadableStream & { statusCode?: number }];
    let body = "";
    for await (const piece of answer) body += piece.toString();
    return { status: answer.statusCode, body };
  }

  it("serves the files given over TLS 1.2, and is there again after a restart", async () => {
    const files = { "/hello.txt": "hello", "/deeper/x.bin": Buffer.from([0, 10]) };
    nginx = await NginxServer.start(`${directory()}/files`, { certificate: server, files });
    await expect(get("/hello.txt")).resolves.toEqual({ status: 200, body: "hello" });
    await nginx.stop();
    await nginx.start();
    await expect(get("/deeper/x.bin")).resolves.toEqual({ status: 200, body: "\0\n" });
    await expect(get("/none")).resolves.toMatchObject({ status: 404 });
    await nginx.stop();
    expect(nginx.requests).toEqual([
      expect.stringMatching(/^TLSv1.2 \S+ GET \/hello.txt 200$/),
      expect.stringMatching(/^TLSv1.2 \S+ GET \/deeper\/x.bin 200$/),
      expect.stringMatching(/^TLSv1.2 \S+ GET \/none 404$/),
    ]);
  });

  it("lets a client in with a certificate of the authority, and none without", async () => {
    nginx = await NginxServer.start(`${directory()}/clients`, { certificate: server, clientCaPem: caPem });
    const ask = Buffer.from("GET / HTTP/1.0\r\n\r\n");
    const line = (answer: string): string => Buffer.from(answer.split(" ")[1]!, "hex").toString().split("\r\n")[0]!;
    const identity = { cert: client.certPem, key: client.keyPem };
    expect(line(await answerOf(nginx.port, ask, identity))).toBe("HTTP/1.1 403 Forbidden");
    expect(line(await answerOf(nginx.port, ask))).toBe("HTTP/1.1 400 Bad Request");
  });
});
