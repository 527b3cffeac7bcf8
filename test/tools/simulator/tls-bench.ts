/** The modem against a real TLS server on the loopback interface. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Server, type TLSSocket, type TlsOptions, createServer } from "node:tls";
import { RealClock } from "../../../tools/clock";
import { type Network, type SimulatorOptions, TlsNetwork } from "../../../tools/simulator";
import { RealBench } from "./real-bench";
import type { TestAuthority } from "./test-authority";

/** The network's time. */
const NOW = Date.UTC(2026, 5, 1);

export interface TlsBenchOptions extends Partial<SimulatorOptions> {
  /** Puts another network around the real one. */
  around?: (network: Network, clock: RealClock) => Network;
}

export class TlsBench {
  readonly accepted: TLSSocket[] = [];
  private _bench: RealBench | undefined;

  private constructor(readonly server: Server) {
    server.on("secureConnection", (socket: TLSSocket) => this.accepted.push(socket.on("error", () => {})));
  }

  /** @param options of the server; names that end in `.example` lead to it, except `unknown.example`. */
  static async start(options: TlsOptions, { around, ...simulator }: TlsBenchOptions = {}): Promise<TlsBench> {
    const bench = new TlsBench(createServer(options));
    benches.push(bench);
    await new Promise<void>((resolve) => bench.server.listen(0, "127.0.0.1", resolve));
    const network = new TlsNetwork({ resolve: (host) => bench._resolve(host) });
    const wrapped = around?.(network, new RealClock()) ?? network;
    bench._bench = await RealBench.start(wrapped, { networkTimeMs: () => NOW, ...simulator });
    return bench;
  }

  /** The server's end of its connection number `count`, from 1; the server may be told later than the modem that it is up. */
  async connection(count: number): Promise<TLSSocket> {
    while (this.accepted.length < count) await once(this.server, "secureConnection");
    return this.accepted[count - 1]!;
  }

  /** The modem and what a host does with it. */
  get host(): RealBench {
    return this._bench!;
  }

  get modem(): RealBench["modem"] {
    return this.host.modem;
  }

  get files(): Map<string, Buffer> {
    return this.host.files;
  }

  send(line: string): Promise<string> {
    return this.host.send(line);
  }

  until(pattern: RegExp): Promise<string> {
    return this.host.until(pattern);
  }

  /** Sets values of an SSL context, 0 unless told otherwise. */
  async set(settings: Record<string, string | number>, context = 0): Promise<void> {
    for (const [name, value] of Object.entries(settings)) {
      expect(await this.send(`AT+QSSLCFG="${name}",${context},${value}`)).toContain("OK");
    }
  }

  /** Sets values of SSL context 0, then opens client id 0. */
  async open(settings: Record<string, string | number>, host = "h.example"): Promise<number> {
    await this.set(settings);
    await this.send(`AT+QSSLOPEN=1,0,0,"${host}",443`);
    return Number(/,(\d+)\r\n$/.exec(await this.until(/\+QSSLOPEN: 0,\d+\r\n/))![1]);
  }

  /** Server check with `trusted` as the modem's CA file. */
  verified(trusted: TestAuthority): Record<string, string | number> {
    this.files.set("ca.pem", Buffer.from(trusted.cert));
    return { seclevel: 1, cacert: '"ca.pem"', sni: 1, sslversion: 3 };
  }

  async stop(): Promise<void> {
    this._bench?.stop();
    for (const socket of this.accepted) socket.destroy();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private _resolve(host: string) {
    const port = (this.server.address() as AddressInfo | null)?.port ?? 1;
    return host.endsWith(".example") && host !== "unknown.example" ? { host: "127.0.0.1", port } : undefined;
  }
}

const benches: TlsBench[] = [];

/** To be called after each test. */
export async function stopBenches(): Promise<void> {
  await Promise.all(benches.splice(0).map((bench) => bench.stop()));
}
