/** The modem's MQTT clients against Mosquitto, plain and with TLS. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { TlsNetwork } from "../../../tools/simulator";
import { RealBench } from "./real-bench";
import { TestAuthority } from "./test-authority";

const PROGRAM = "/usr/sbin/mosquitto";
const isThere = existsSync(PROGRAM);

let directory: string;
let authority: TestAuthority;
let broker: ChildProcess;
let bench: RealBench;
/** Without TLS, and with it and a client certificate. */
let ports: [plain: number, secure: number];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ port, host: "127.0.0.1" });
  const isUp = await Promise.race([once(socket, "connect"), once(socket, "error")]).catch(() => undefined);
  socket.destroy();
  return isUp?.length === 0;
}

function write(name: string, content: string): string {
  const file = path.join(directory, name);
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}

async function startBroker(): Promise<ChildProcess> {
  const { cert, key } = await authority.issue();
  const lines = [
    ...(process.getuid?.() === 0 ? ["user root"] : []),
    "per_listener_settings true",
    `listener ${ports[0]} 127.0.0.1`,
    "allow_anonymous true",
    `listener ${ports[1]} 127.0.0.1`,
    `certfile ${write("server.pem", cert)}`,
    `keyfile ${write("server.key", key)}`,
    `cafile ${write("ca.pem", authority.cert)}`,
    "require_certificate true",
    "use_identity_as_username true",
  ];
  const process_ = spawn(PROGRAM, ["-c", write("mosquitto.conf", `${lines.join("\n")}\n`)], { stdio: "ignore" });
  for (const port of ports) {
    while (!(await isListening(port))) {
      if (process_.exitCode !== null) throw new Error("mosquitto ended at once");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return process_;
}

/** Opens client 0 and connects it. */
async function connectClient(port: number, identity: string): Promise<string> {
  await bench.send(`AT+QMTOPEN=0,"h.example",${port}`);
  const opened = await bench.until(/\+QMTOPEN: 0,-?\d+\r\n/);
  if (!opened.includes("0,0")) return opened;
  await bench.send(`AT+QMTCONN=0,"${identity}"`);
  return bench.until(/\+QMTCONN: 0,.*\r\n/);
}

async function publish(line: string, payload: string): Promise<void> {
  await bench.send(`AT+QMTPUB=${line},${payload.length}`);
  bench.write(payload);
}

(isThere ? describe : describe.skip)(isThere ? "Mosquitto" : "Mosquitto (skipped: it is not installed)", () => {
  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "broker-"));
    authority = await TestAuthority.make("Test root");
    ports = [await freePort(), await freePort()];
    broker = await startBroker();
  });
  afterAll(async () => {
    broker.kill("SIGTERM");
    await once(broker, "close");
    rmSync(directory, { recursive: true });
  });
  beforeEach(async () => {
    const network = new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) });
    bench = await RealBench.start(network, { networkTimeMs: () => Date.UTC(2026, 5, 1) });
  });
  afterEach(() => bench.stop());

  it.each([3, 4])("takes and brings messages of every QoS, MQTT version %d", async (version) => {
    await bench.send(`AT+QMTCFG="version",0,${version}`);
    expect(await connectClient(ports[0], "one")).toContain("+QMTCONN: 0,0,0");
    await bench.send('AT+QMTSUB=0,1,"t/#",2');
    expect(await bench.until(/\+QMTSUB: .*\r\n/)).toContain("+QMTSUB: 0,1,0,2");
    for (const qos of [0, 1, 2]) {
      await publish(`0,${qos === 0 ? 0 : qos + 10},${qos},0,"t/${qos}"`, `message ${qos}`);
      const texts = [`+QMTPUB: 0,${qos === 0 ? 0 : qos + 10},0`, `"t/${qos}","message ${qos}"`];
      let seen = "";
      while (!texts.every((text) => seen.includes(text))) seen += await bench.until(/\+QMT(PUB|RECV): .*\r\n/);
    }
    await bench.send('AT+QMTUNS=0,2,"t/#"');
    expect(await bench.until(/\+QMTUNS: .*\r\n/)).toContain("+QMTUNS: 0,2,0");
    await bench.send("AT+QMTDISC=0");
    expect(await bench.until(/\+QMTDISC: .*\r\n/)).toContain("+QMTDISC: 0,0");
  });

  it("tells when another client takes the identity", async () => {
    await connectClient(ports[0], "same");
    await bench.send(`AT+QMTOPEN=1,"h.example",${ports[0]}`);
    await bench.until(/\+QMTOPEN: 1,0\r\n/);
    await bench.send('AT+QMTCONN=1,"same"');
    expect(await bench.until(/\+QMTSTAT: .*\r\n/)).toContain("+QMTSTAT: 0,1");
  });

  it("is reached by TLS with a client certificate, and refuses a modem without one", async () => {
    const { cert, key } = await authority.issue({ host: "device" });
    for (const [name, text] of [
      ["ca.pem", authority.cert],
      ["cert.pem", cert],
      ["key.pem", key],
    ] as const)
      bench.files.set(name, Buffer.from(text));
    const settings = ['"sslversion",2,3', '"seclevel",2,2', '"sni",2,1', '"cacert",2,"ca.pem"'];
    for (const setting of [...settings, '"clientcert",2,"cert.pem"', '"clientkey",2,"key.pem"'])
      expect(await bench.send(`AT+QSSLCFG=${setting}`)).toContain("OK");
    expect(await bench.send('AT+QMTCFG="ssl",0,1,2')).toContain("OK");
    expect(await connectClient(ports[1], "secure")).toContain("+QMTCONN: 0,0,0");
    await bench.send("AT+QMTDISC=0");
    await bench.until(/\+QMTDISC: .*\r\n/);
    await bench.send('AT+QSSLCFG="seclevel",2,1');
    expect(await connectClient(ports[1], "secure")).not.toContain("+QMTCONN: 0,0,0");
  });
});
