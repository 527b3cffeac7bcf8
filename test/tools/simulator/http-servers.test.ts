/** The modem's HTTP(S) client against real servers on the loopback interface. */
import { createHash } from "node:crypto";
import { type RequestListener, type Server, createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { TlsNetwork } from "../../../tools/simulator";
import { RealBench } from "./real-bench";
import { TestAuthority } from "./test-authority";

const BODY = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) & 0xff));

/** `/large` is a file of 100 KB, `/chunks` the same without its length; anything else tells what was sent there. */
const answer: RequestListener = (request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    if (request.url === "/large") return response.setHeader("Content-Length", BODY.length).end(BODY);
    if (request.url === "/chunks") {
      for (let at = 0; at < BODY.length; at += 9_999) response.write(BODY.subarray(at, at + 9_999));
      return response.end();
    }
    return response.end(`${request.method} ${request.url} ${Buffer.concat(parts).toString("latin1")}`, "latin1");
  });
};

let authority: TestAuthority;
const servers: Server[] = [];
const benches: RealBench[] = [];

beforeAll(async () => {
  authority = await TestAuthority.make("Test root");
});
afterEach(async () => {
  for (const bench of benches.splice(0)) bench.stop();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function start(server: Server): Promise<RealBench> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const network = new TlsNetwork({ resolve: () => ({ host: "127.0.0.1", port }) });
  const bench = await RealBench.start(network, { networkTimeMs: () => Date.UTC(2026, 5, 1) });
  benches.push(bench);
  return bench;
}

const startSecure = async (): Promise<RealBench> => start(createSecureServer(await authority.issue(), answer));

async function setUrl(bench: RealBench, url: string): Promise<void> {
  await bench.send(`AT+QHTTPURL=${url.length}`);
  bench.write(url);
  expect(await bench.until(/\r\n(OK|ERROR)\r\n/)).toContain("OK");
}

/** Sends a request and answers its URC. */
async function request(bench: RealBench, line = "AT+QHTTPGET"): Promise<string> {
  expect(await bench.send(line)).toContain("OK");
  return bench.until(/\+QHTTP\w+: .*\r\n/);
}

async function read(bench: RealBench): Promise<string> {
  await bench.send("AT+QHTTPREAD");
  const text = await bench.until(/\r\n\+QHTTPREAD: \d+\r\n/);
  return text.slice(0, text.lastIndexOf("\r\nOK\r\n"));
}

it("100 KB come byte for byte, with their length told and without", async () => {
  const bench = await start(createServer(answer));
  for (const [path, result] of [
    ["large", "0,200,100000"],
    ["chunks", "0,200"],
  ]) {
    await setUrl(bench, `http://h.example/${path}`);
    expect(await request(bench)).toContain(`+QHTTPGET: ${result}\r\n`);
    expect((await read(bench)) === BODY.toString("latin1")).toBe(true);
  }
});

it("a response goes into a file, and from there back to a server", async () => {
  const bench = await start(createServer(answer));
  await setUrl(bench, "http://h.example/large");
  await request(bench);
  await bench.send('AT+QHTTPREADFILE="large.bin"');
  await bench.until(/\+QHTTPREADFILE: 0\r\n/);
  const hash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
  expect(hash(bench.files.get("large.bin")!)).toBe(hash(BODY));
  await setUrl(bench, "http://h.example/back");
  expect(await request(bench, 'AT+QHTTPPOSTFILE="large.bin"')).toContain("+QHTTPPOSTFILE: 0,200");
  expect((await read(bench)) === `POST /back ${BODY.toString("latin1")}`).toBe(true);
});

describe("HTTPS", () => {
  it("uses the SSL context of sslctxid: its server is verified and its name sent", async () => {
    const bench = await startSecure();
    bench.files.set("ca.pem", Buffer.from(authority.cert));
    for (const setting of ['"seclevel",3,1', '"cacert",3,"ca.pem"', '"sni",3,1'])
      await bench.send(`AT+QSSLCFG=${setting}`);
    expect(await bench.send('AT+QHTTPCFG="sslctxid",3')).toContain("OK");
    await setUrl(bench, "https://h.example/secret");
    await bench.send("AT+QHTTPPOST=5");
    bench.write("hello");
    expect(await bench.until(/\+QHTTPPOST: .*\r\n/)).toContain("+QHTTPPOST: 0,200");
    expect(await read(bench)).toBe("POST /secret hello");
    await setUrl(bench, "https://other.example/secret");
    expect(await request(bench)).toContain("+QHTTPGET: 716\r\n");
  });

  it("is refused with 716 when the CA's file is not there, or is another's", async () => {
    const bench = await startSecure();
    await setUrl(bench, "https://h.example/");
    await bench.send('AT+QSSLCFG="seclevel",1,1');
    expect(await request(bench)).toContain("+QHTTPGET: 716\r\n");
    bench.files.set("ca.pem", Buffer.from((await TestAuthority.make("Other root")).cert));
    await bench.send('AT+QSSLCFG="cacert",1,"ca.pem"');
    expect(await request(bench)).toContain("+QHTTPGET: 716\r\n");
  });
});
