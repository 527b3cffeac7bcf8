/** The driver module as a programmer uses it, against a TLS server that is not ours. */
import { createHash } from "node:crypto";
import { EventEmitter, once } from "node:events";
import type { BytePort } from "../../tools/byte-port";
import { buildModule } from "../../tools/build/bundle";
import { issue, makeAuthority, type Certificate } from "../../tools/certificates/certificates";
import { HostRuntime } from "../../tools/host/host-runtime";
import { byteLiteral } from "../../tools/interpreter/byte-literal";
import { INSTANT_TIMING, ModemSimulator, TlsNetwork } from "../../tools/simulator";
import { FastClock } from "../doubles/fast-clock";
import { hasOpenssl, OpensslServer } from "../doubles/openssl-server";
import { Random } from "../doubles/random";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const MEGABYTE = 1 << 20;
const LIMIT_MS = 600e3;

/** Guard times and pauses of the driver take a tenth of themselves. */
const SPEED = 10;

/** More than one answer of AT+QSSLRECV, since no baud rate slows the line down. */
const QUEUE_BYTES = 8192;

/** Writes `payload` in parts of the sizes given, and passes on to Serial2 what it receives. */
const PROGRAM = `
var slot, sent = 0, turn = 0;
function pump() {
  while (sent < payload.length) {
    var part = payload.substr(sent, sizes[turn % sizes.length]);
    if (!slot.write(part)) return;
    sent += part.length;
    turn++;
  }
}
Serial1.setup(115200);
Serial2.setup(115200);
require("QuectelSSL").connect(Serial1, { apn: "internet", tls: { ca: ca } }, function(error, modem) {
  if (error) { print("error " + error.message); return; }
  slot = modem.open({ host: "server.example", port: port });
  slot.on("open", pump);
  slot.on("drain", pump);
  slot.on("data", function(data) { Serial2.write(data); });
  slot.on("error", function(error) { print("error " + error.message); });
  slot.on("close", function() { print("closed"); });
});
`;

/** The wire behind Serial2: takes what the program received. */
class Tap extends EventEmitter<{ data: [] }> implements BytePort {
  length = 0;
  private _pieces: Buffer[] = [];

  write(bytes: Buffer): void {
    this._pieces.push(Buffer.from(bytes));
    this.length += bytes.length;
    this.emit("data");
  }

  onData(): void {}

  get received(): Buffer {
    return Buffer.concat(this._pieces);
  }
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Waits until so many bytes came. */
async function untilLength(source: Tap | OpensslServer, length: number): Promise<void> {
  while (source.length < length) await once(source, "data");
}

const describeWithOpenssl = hasOpenssl ? describe : describe.skip;

describeWithOpenssl(
  `QuectelSSL and openssl s_server${hasOpenssl ? "" : " (skipped: openssl is not installed)"}`,
  () => {
    const directory = scratchDirectory();
    let code: string;
    let bringUp: string;
    let caPem: string;
    let certificate: Certificate;
    let server: OpensslServer | undefined;
    let modem: ModemSimulator | undefined;
    let runtime: HostRuntime | undefined;

    beforeAll(async () => {
      ({ code } = await buildModule({ name: "QuectelSSL" }));
      bringUp = (await buildModule({ name: "QuectelBringUp" })).code;
      const authority = await makeAuthority({ commonName: "Test CA" });
      caPem = authority.certPem;
      certificate = await issue(authority, { commonName: "server", dnsNames: ["server.example"], usage: "server" });
    });
    afterEach(async () => {
      runtime?.stop();
      modem?.dispose();
      await server?.stop();
    });

    it.each([
      [1, 1, 64],
      [2, 1, 3],
      [3, 64, 64],
    ])(
      "exchange 1 MB in both directions at once, byte for byte (seed %i, pieces of %i to %i bytes)",
      async (seed, min, max) => {
        const random = new Random(seed);
        const [up, down] = [random.bytes(MEGABYTE), random.bytes(MEGABYTE)];
        const sizes = Array.from({ length: 50 }, () => random.integer(1, 3000));
        const lines: string[] = [];
        const tap = new Tap();
        const clock = new FastClock(SPEED);
        server = await OpensslServer.start(directory(), certificate);
        const network = new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) });
        modem = new ModemSimulator({ clock, network, timing: INSTANT_TIMING });
        runtime = new HostRuntime({
          clock,
          serials: { Serial1: modem.uart, Serial2: tap },
          queueBytes: QUEUE_BYTES,
          chunk: (bytes) => random.cut(bytes, min, max),
          log: (line) => lines.push(line),
        });
        modem.powerOn();
        runtime.defineModule("QuectelSSL", code);
        runtime.defineModule("QuectelBringUp", bringUp);
        runtime.run(`var ca=${byteLiteral(caPem)},port=${server.port},sizes=${JSON.stringify(sizes)}`);
        runtime.run(`var payload=${byteLiteral(up.toString("latin1"))}`);
        // Earlier it would read its stdin for the connection that found out whether it listens.
        server.once("data", () => server!.send(down));
        runtime.run(PROGRAM);

        await Promise.all([untilLength(server, MEGABYTE), untilLength(tap, MEGABYTE)]);
        expect(lines).toEqual([]);
        expect(sha256(server.received)).toBe(sha256(up));
        expect(sha256(tap.received)).toBe(sha256(down));
        expect(runtime.evaluate("E.getErrorFlags()")).toEqual([]);
        expect(modem.status().sockets).toMatchObject([
          { sentBytes: MEGABYTE, receivedBytes: MEGABYTE, unreadBytes: 0 },
        ]);
      },
      LIMIT_MS,
    );
  },
);
