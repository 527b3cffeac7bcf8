/**
 * Driver and explainer against `openssl s_server`: what connects, what is refused, and the sentence that the user is told. The
 * modem is simulated, its TLS is real.
 */
import { buildModule } from "../../tools/build/bundle";
import { issue, issueSelfSigned, makeAuthority, type Certificate } from "../../tools/certificates/certificates";
import { HostRuntime } from "../../tools/host/host-runtime";
import { byteLiteral } from "../../tools/interpreter/byte-literal";
import { INSTANT_TIMING, ModemSimulator, TlsNetwork } from "../../tools/simulator";
import { FastClock } from "../doubles/fast-clock";
import { hasOpenssl, OpensslServer, type OpensslOptions } from "../doubles/openssl-server";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

/** Guard times, pauses and time limits take a twentieth of themselves. */
const SPEED = 20;
const LIMIT_MS = 600e3;
const HOST = "server.example";

/** What lies in the board's flash. */
const MODULES = ["QuectelSSL", "QuectelBringUp", "TlsExplain"] as const;

/** Longest answer of AT+QSSLRECV and more, since no baud rate slows the line down. */
const QUEUE_BYTES = 8192;

/** Opens one connection, greets the server, prints what comes; when it fails, why. */
const PROGRAM = `
Serial1.setup(115200);
require("QuectelSSL").connect(Serial1, { apn: "internet", tls: tls }, function(error, modem) {
  if (error) { print("offline: " + error.message); return; }
  var slot = modem.open({ host: host, port: port });
  slot.on("open", function() { slot.write("hello"); });
  slot.on("data", function(data) { print("data: " + data); });
  slot.on("error", function(error) {
    print("error: " + error.message);
    var options = Object.assign({ host: host, port: port, verify: "server", time: getTime() }, tls);
    require("TlsExplain").explain(modem, options, function(text) { print("because " + text); });
  });
});
`;

/** What the device is told of TLS; all else is the driver's default. */
interface DeviceTls {
  ca: string;
  verify?: "mutual";
  cert?: string;
  key?: string;
  cipherSuites?: string;
}

/** A server, a device, and what comes of it. */
interface Case {
  certificate?: () => Certificate;
  options?: () => OpensslOptions;
  tls?: () => Partial<DeviceTls>;
  /** The server ends before the device calls. */
  isDown?: boolean;
}

const DAY_MS = 86400e3;
const daysFromNow = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const day = (date: Date): string => date.toISOString().slice(0, 10);

/** Validity of the server's certificate in the cases of that name. */
const EXPIRED = { notBefore: daysFromNow(-400), notAfter: daysFromNow(-3) };
const EARLY = { notBefore: daysFromNow(3), notAfter: daysFromNow(300) };

const made = {} as Record<
  "root" | "stranger" | "rsa" | "ecdsa" | "expired" | "early" | "foreign" | "selfSigned" | "device" | "fake",
  Certificate
>;

async function makeCertificates(): Promise<void> {
  made.root = await makeAuthority({ commonName: "Test CA" });
  made.stranger = await makeAuthority({ commonName: "Stranger CA" });
  const server = { commonName: HOST, dnsNames: [HOST], usage: "server" as const };
  made.rsa = await issue(made.root, server);
  made.ecdsa = await issue(made.root, { ...server, keyType: "EC" });
  made.expired = await issue(made.root, { ...server, ...EXPIRED });
  made.early = await issue(made.root, { ...server, ...EARLY });
  made.foreign = await issue(made.root, { ...server, dnsNames: ["other.example", "*.other.example"] });
  made.selfSigned = await issueSelfSigned(server);
  made.device = await issue(made.root, { commonName: "device-1", usage: "client" });
  made.fake = await issue(made.stranger, { commonName: "device-1", usage: "client" });
}

const mutual = ({ certPem, keyPem }: Certificate): Partial<DeviceTls> => ({
  verify: "mutual",
  cert: certPem,
  key: keyPem,
});
const onlyKnown = (): OpensslOptions => ({ clientCaPem: made.root.certPem });

const accepted: Record<string, Case> = {
  "ECDHE-RSA-AES128-GCM-SHA256": { options: () => ({ ciphers: "ECDHE-RSA-AES128-GCM-SHA256" }) },
  "ECDHE-RSA-AES256-GCM-SHA384": { options: () => ({ ciphers: "ECDHE-RSA-AES256-GCM-SHA384" }) },
  "ECDHE-ECDSA-AES128-SHA256": {
    certificate: () => made.ecdsa,
    options: () => ({ ciphers: "ECDHE-ECDSA-AES128-SHA256" }),
  },
  "AES256-SHA (0x0035)": { options: () => ({ ciphers: "AES256-SHA" }) },
  "0x0035 alone on the device's side": { tls: () => ({ cipherSuites: "0x0035" }) },
  "a client certificate that the server knows": { options: onlyKnown, tls: () => mutual(made.device) },
};

/** With the explanation, which follows host and port; TODAY stands for the date. */
const refused: Record<string, [explanation: string, example: Case]> = {
  "TLS 1.1 at most": ["TLS 1.1 at most: update server", { options: () => ({ version: "1.1" }) }],
  "TLS 1.3 only": ["TLS version refused: allow TLS 1.2", { options: () => ({ version: "1.3" }) }],
  "no cipher suite in common": [
    "no common cipher suite: allow more, here or there",
    { options: () => ({ ciphers: "ECDHE-RSA-AES128-GCM-SHA256" }), tls: () => ({ cipherSuites: "0x0035" }) },
  ],
  "a certificate of another CA": [
    'issued by "Test CA", tls.ca is "Stranger CA": use the former',
    { tls: () => ({ ca: made.stranger.certPem }) },
  ],
  "an expired certificate": [
    `certificate of ${HOST} expired ${day(EXPIRED.notAfter)}, modem has TODAY: renew it, check clocks`,
    { certificate: () => made.expired },
  ],
  "a certificate that is not yet valid": [
    `certificate of ${HOST} begins ${day(EARLY.notBefore)}, modem has TODAY: renew it, check clocks`,
    { certificate: () => made.early },
  ],
  "a certificate for other names": [
    `certificate for other.example,*.other.example, not for ${HOST}: correct either`,
    { certificate: () => made.foreign },
  ],
  "a self-signed certificate": ["self-signed certificate: use it as tls.ca", { certificate: () => made.selfSigned }],
  "a client certificate that is missing": ["client certificate wanted: set tls.verify mutual", { options: onlyKnown }],
  "a client certificate that the server does not know": [
    "client certificate refused: check tls.cert, tls.key",
    { options: onlyKnown, tls: () => mutual(made.fake) },
  ],
  "nobody at that port": ["TCP refused: check port, firewall", { isDown: true }],
};

/** The program on a board whose modem reaches one server. */
class Bench {
  readonly lines: string[] = [];
  private _onLine: () => void = () => {};

  private constructor(
    readonly server: OpensslServer,
    readonly modem: ModemSimulator,
    private readonly _clock: FastClock,
  ) {}

  static async start(directory: string, example: Case): Promise<Bench> {
    const { certificate = () => made.rsa, options = () => ({}) } = example;
    const server = await OpensslServer.start(directory, certificate(), options());
    if (example.isDown) await server.stop();
    const clock = new FastClock(SPEED);
    const network = new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) });
    return new Bench(server, new ModemSimulator({ clock, network, timing: INSTANT_TIMING }), clock);
  }

  /** @param modules name -> built code. */
  run(modules: Map<string, string>, tls: Partial<DeviceTls> = {}): HostRuntime {
    const runtime = new HostRuntime({
      clock: this._clock,
      serials: { Serial1: this.modem.uart },
      storage: modules,
      queueBytes: QUEUE_BYTES,
      log: (line) => {
        this.lines.push(line);
        this._onLine();
      },
    });
    this.modem.powerOn();
    const settings = Object.entries({ ca: made.root.certPem, ...tls });
    const fields = settings.map(([key, value]) => `${key}:${byteLiteral(value)}`);
    runtime.run(`var host="${HOST}",port=${this.server.port},tls={${fields.join()}}`);
    runtime.run(PROGRAM);
    return runtime;
  }

  /** The rest of the first line that begins so. @throws Error with all lines when none comes. */
  line(start: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`no "${start}" in:\n${this.lines.join("\n")}`)), LIMIT_MS / 2);
      this._onLine = () => {
        const found = this.lines.find((line) => line.startsWith(start));
        if (found === undefined) return;
        clearTimeout(limit);
        resolve(found.slice(start.length));
      };
      this._onLine();
    });
  }

  async stop(): Promise<void> {
    this.modem.dispose();
    await this.server.stop();
  }
}

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

describeWithOpenssl(`TLS against openssl s_server${hasOpenssl ? "" : " (skipped: openssl is not installed)"}`, () => {
  const directory = scratchDirectory();
  const modules = new Map<string, string>();
  let bench: Bench | undefined;
  let runtime: HostRuntime | undefined;

  beforeAll(async () => {
    for (const name of MODULES) modules.set(name, (await buildModule({ name })).code);
    await makeCertificates();
  }, LIMIT_MS);
  afterEach(async () => {
    runtime?.stop();
    await bench?.stop();
  });

  it.each(Object.entries(accepted))(
    "%s: connects, and bytes go both ways",
    async (_, example) => {
      bench = await Bench.start(directory(), example);
      const { server } = bench;
      server.once("data", () => server.send(Buffer.from("welcome")));
      runtime = bench.run(modules, example.tls?.());
      expect(await bench.line("data: ")).toBe("welcome");
      expect(server.received.toString()).toBe("hello");
      expect(bench.lines).toEqual(["data: welcome"]);
    },
    LIMIT_MS,
  );

  it.each(Object.entries(refused))(
    "%s: refused with code 566, and explained",
    async (_, [explanation, example]) => {
      bench = await Bench.start(directory(), example);
      runtime = bench.run(modules, example.tls?.());
      const said = (await bench.line("because ")).replace(/modem has [-\d]{10}/, "modem has TODAY");
      expect(said).toBe(`${HOST}:${bench.server.port}: ${explanation}`);
      expect(bench.lines[0]).toMatch(/^error: QSSLOPEN 0: 566 /);
      expect(bench.lines).toHaveLength(2);
      expect(bench.server.length).toBe(0);
    },
    LIMIT_MS,
  );

  it("explains each of these differently", () => {
    const explanations = Object.values(refused).map(([explanation]) => explanation);
    expect(new Set(explanations).size).toBe(explanations.length);
  });
});
