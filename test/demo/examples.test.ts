/**
 * The worked examples, run from their files against real servers on both engines. Of each file only the settings at its top are
 * others: the port of the board, the names and ports of the servers.
 */
import { once } from "node:events";
import { createServer as createHttpsServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { issue, makeAuthority, type Certificate } from "../../tools/certificates/certificates";
import { Collector } from "../../tools/collector/collector";
import { ExampleBoard, type ExampleOptions, exampleText, withSettings } from "../doubles/example-board";
import { hasMosquitto, Mosquitto } from "../doubles/mosquitto-server";
import { hasOpenssl, OpensslServer } from "../doubles/openssl-server";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const LIMIT_MS = 600e3;

const made = {} as Record<"root" | "other" | "server" | "second" | "device" | "fake", Certificate>;

beforeAll(async () => {
  made.root = await makeAuthority({ commonName: "Test CA" });
  made.other = await makeAuthority({ commonName: "Other CA" });
  const server = (name: string): { commonName: string; dnsNames: string[]; usage: "server" } => ({
    commonName: name,
    dnsNames: [name],
    usage: "server",
  });
  made.server = await issue(made.root, server("first.example"));
  made.second = await issue(made.other, server("second.example"));
  made.device = await issue(made.root, { commonName: "device-1", usage: "client" });
  made.fake = await issue(made.other, { commonName: "device-1", usage: "client" });
});

/** What ends after each test. */
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function run(options: ExampleOptions): Promise<ExampleBoard> {
  const board = await ExampleBoard.start(options);
  ends.push(() => board.stop());
  return board;
}

/** An HTTPS server that answers when the gate is open. */
async function greeter(
  { keyPem: key, certPem: cert }: Certificate,
  gate: Promise<void>,
  onRequest: (path: string) => void,
): Promise<Server> {
  const server = createHttpsServer({ key, cert, maxVersion: "TLSv1.2" }, (request, response) => {
    onRequest(request.url ?? "");
    void gate.then(() => response.end("hello"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close());
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function testExamples(interpreter?: string): void {
  const engine = interpreter === undefined ? {} : { interpreter };
  const directory = scratchDirectory();

  const post = async (settings: Record<string, string> = {}, ca = made.root): Promise<[Collector, ExampleBoard]> => {
    const collector = new Collector({ port: 0, key: made.server.keyPem, cert: made.server.certPem });
    const { port } = await collector.listen();
    ends.push(() => collector.close());
    const board = await run({
      name: "https-post",
      ...engine,
      settings: { HOST: '"first.example"', HOST_PORT: `${port}`, ...settings },
      files: { "ca.pem": ca.certPem },
    });
    return [collector, board];
  };

  it(
    "https-post: readings reach the collector over TLS 1.2 again and again, each on a connection of its own",
    async () => {
      const [collector, board] = await post({ INTERVAL_S: "1" });
      const protocols = new Set<string>();
      collector.on("readings", ({ protocol }) => protocols.add(protocol));
      await board.untilPrinted("online");
      await board.untilPrinted(/^answer: HTTP\/1\.1 2\d\d /);
      while ((collector.summary().devices[0]?.readings ?? 0) < 3) await once(collector, "readings");
      expect([...protocols]).toEqual(["TLSv1.2"]);
      expect(board.lines.filter((line) => !/^(online|answer: HTTP\/1\.1 2\d\d .*|)$/.test(line))).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    "https-post: says when the server is not the one that the CA signed for, or does not want the reading",
    async () => {
      const [collector, board] = await post({}, made.other);
      await board.untilPrinted(/^not posted: QSSLOPEN 0: 566 /);
      expect(collector.summary().devices).toEqual([]);
      const [, second] = await post({ PATH: '"/nowhere"' });
      await second.untilPrinted(/^answer: HTTP\/1\.1 404 /);
    },
    LIMIT_MS,
  );

  it(
    "two-servers: both are open at the same time, each verified by its own CA",
    async () => {
      const paths: string[] = [];
      let open: () => void = () => {};
      // Neither is answered before both have asked.
      const gate = new Promise<void>((resolve) => (open = resolve));
      const onRequest = (path: string): void => void (paths.push(path) === 2 && open());
      const first = await greeter(made.server, gate, onRequest);
      const second = await greeter(made.second, gate, onRequest);
      const server = (name: string, port: number, path: string, file: string): string =>
        `{host:"${name}",port:${port},path:"${path}",ca:require("Storage").read("${file}")}`;
      const board = await run({
        name: "two-servers",
        ...engine,
        settings: {
          FIRST: server("first.example", portOf(first), "/a", "first.pem"),
          SECOND: server("second.example", portOf(second), "/b", "second.pem"),
        },
        files: { "first.pem": made.root.certPem, "second.pem": made.other.certPem },
      });
      await board.untilPrinted(/^first\.example: HTTP\/1\.1 200 OK, [1-9]\d+ bytes$/);
      await board.untilPrinted(/^second\.example: HTTP\/1\.1 200 OK, [1-9]\d+ bytes$/);
      expect(board.lines).toEqual(
        expect.arrayContaining(["first.example: open, client id 0", "second.example: open, client id 1"]),
      );
      expect(paths.sort()).toEqual(["/a", "/b"]);
    },
    LIMIT_MS,
  );

  // The host runtime has no network of its own.
  if (interpreter !== undefined)
    it(
      "http-get: Espruino's own http fetches over the modem's TLS, and says when the server is another",
      async () => {
        const server = await greeter(made.server, Promise.resolve(), () => {});
        const fetch = (name: string): Promise<ExampleBoard> =>
          run({
            name: "http-get",
            ...engine,
            settings: { URL: `"https://${name}:${portOf(server)}/hello.txt"` },
            files: { "ca.pem": made.root.certPem },
          });
        const board = await fetch("first.example");
        await board.untilPrinted("answer: 200 OK");
        await board.untilPrinted("begins with: hello");
        await board.untilPrinted("bytes: 5");
        const stranger = await fetch("second.example");
        await stranger.untilPrinted("not fetched: -13 (SSL handshake failed)");
        expect(stranger.lines).toContainEqual(expect.stringMatching(/^second\.example: QSSLOPEN 0: 566 /));
      },
      LIMIT_MS,
    );

  (hasOpenssl ? it : it.skip)(
    `mutual-tls: openssl s_server -Verify lets the device in, and no other${hasOpenssl ? "" : " (skipped: openssl is not installed)"}`,
    async () => {
      const start = async (identity: Certificate): Promise<[OpensslServer, ExampleBoard]> => {
        const server = await OpensslServer.start(directory(), made.server, { clientCaPem: made.root.certPem });
        ends.push(() => server.stop());
        const board = await run({
          name: "mutual-tls",
          ...engine,
          settings: { HOST: '"first.example"', HOST_PORT: `${server.port}` },
          modemFiles: {
            "ca.pem": made.root.certPem,
            "client.pem": identity.certPem,
            "client.key": identity.keyPem,
          },
        });
        return [server, board];
      };
      const [server, board] = await start(made.device);
      await board.untilPrinted("open: both sides have proved themselves");
      while (!server.received.includes("\r\n")) await once(server, "data");
      expect(server.received.toString()).toBe("hello from a device with a certificate\r\n");
      server.send(Buffer.from("welcome"));
      await board.untilPrinted("received: welcome");
      await server.stop();
      await board.untilPrinted("closed");
      const [refusing, stranger] = await start(made.fake);
      await stranger.untilPrinted(/^refused: QSSLOPEN 0: 566 /);
      expect(refusing.length).toBe(0);
    },
    LIMIT_MS,
  );

  (hasMosquitto ? it : it.skip)(
    `mqtt: Mosquitto gets the measurements, and the session outlives its restart${hasMosquitto ? "" : " (skipped: mosquitto is not installed)"}`,
    async () => {
      const broker = await Mosquitto.start(directory(), { certificate: made.server, users: { user: "secret" } });
      ends.push(() => broker.stop());
      const board = await run({
        name: "mqtt",
        ...engine,
        settings: {
          HOST: '"first.example"',
          HOST_PORT: `${broker.port}`,
          USERNAME: '"user"',
          PASSWORD: '"secret"',
          INTERVAL_S: "1",
        },
        files: { "ca.pem": made.root.certPem },
      });
      await board.untilPrinted("connected, session new");
      await board.untilPrinted("subscribed");
      await board.untilPrinted("delivered");
      await broker.stop();
      await board.untilPrinted(/^not connected: /);
      await broker.start();
      await board.untilPrinted("connected, session kept");
      const delivered = board.lines.length;
      while (!board.lines.slice(delivered).includes("delivered"))
        await new Promise((resolve) => setTimeout(resolve, 30));
    },
    LIMIT_MS,
  );
}

describe("the examples in the host runtime", () => testExamples());

describeOnInterpreter("the examples on the real interpreter", (interpreter) => testExamples(interpreter));

describe("an example's settings", () => {
  it("are all that is changed of it", () => {
    const text = exampleText("mutual-tls");
    const lines = text.split("\n");
    const changed = withSettings(text, { HOST: '"other"', HOST_PORT: "1" }).split("\n");
    expect(changed.filter((line) => !lines.includes(line))).toEqual(['const HOST = "other";', "const HOST_PORT = 1;"]);
  });

  it("are refused when the example has none of that name", () => {
    expect(() => withSettings(exampleText("mutual-tls"), { tls: "{}" })).toThrow("the example has no setting tls");
  });
});
