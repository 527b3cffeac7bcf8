/**
 * What the board page is tried on: its server, a board behind the browser's serial interface (the real interpreter, or the host runtime
 * where there is none), a simulated modem with real TLS, and a collector that lets in only clients of its authority.
 */
import path from "node:path";
import { issue, makeAuthority, type Certificate } from "../../tools/certificates/certificates";
import { RealClock } from "../../tools/clock";
import { Collector } from "../../tools/collector/collector";
import type { BoardPort } from "../../tools/link/board-port";
import { openPort } from "../../tools/link/open-port";
import { PageServer } from "../../tools/page/page-server";
import { ModemSimulator, TlsNetwork } from "../../tools/simulator";
import { Terminal } from "../../tools/simulator/terminal";
import { BrowserSerial } from "./browser-serial";
import { Cable } from "./cable";
import { HostBoard } from "./host-board";

/** Speed of the line, as on a real UART: bursts would overflow the interpreter's event queue. */
const BAUD = 115200;
const TIMING = { bootMs: 100, registrationMs: 100, pdpMs: 10 };

export class PageBench {
  /** TLS versions of uploads. */
  readonly protocols = new Set<string>();
  private readonly _ends: (() => unknown)[] = [];

  private constructor(
    readonly url: string,
    readonly serial: BrowserSerial,
    readonly collector: Collector,
    /** Of the collector's own, and of a client that it lets in. */
    readonly ids: { ca: Certificate; client: Certificate },
    /** `config.json` that leads to the collector, without certificates. */
    readonly config: { apn: string; server: { url: string }; uart: { path: string } } & Record<string, unknown>,
    /** The modem's file system. */
    readonly files: ReadonlyMap<string, Buffer>,
  ) {
    collector.on("readings", ({ protocol }) => this.protocols.add(protocol));
  }

  /**
   * @param directory holds the board's flash memory, and the terminals.
   * @param interpreter path of the real interpreter, undefined for the host runtime.
   */
  static async open(directory: string, interpreter: string | undefined): Promise<PageBench> {
    const ca = await makeAuthority({ commonName: "Test CA" });
    const server = await issue(ca, { commonName: "localhost", dnsNames: ["localhost"], usage: "server" });
    const client = await issue(ca, { commonName: "device", usage: "client" });
    const collector = new Collector({ port: 0, key: server.keyPem, cert: server.certPem, clientCa: ca.certPem });
    const files = new Map<string, Buffer>();
    const uart = interpreter === undefined ? {} : { uart: { baud: BAUD } };
    const modem = new ModemSimulator({
      clock: new RealClock(),
      network: new TlsNetwork(),
      files,
      timing: TIMING,
      ...uart,
    });
    modem.powerOn();
    const page = new PageServer();
    const board = interpreter === undefined ? onHost(modem) : await onInterpreter(interpreter, directory, modem);
    const { port } = await collector.listen();
    const config = {
      device: "from-the-page",
      apn: "internet",
      server: { url: `https://localhost:${port}/readings` },
      sampling: { intervalS: 1, sensors: ["load"] },
      upload: { intervalS: 1, batch: 5 },
      uart: { path: board.modemPath },
    };
    const { url } = await page.listen("127.0.0.1", 0);
    // Built now, so that no wait of a test has the build in it.
    for (const name of ["page.js", "firmware/LINUX.json"]) await (await fetch(url + name)).arrayBuffer();
    const bench = new PageBench(url, new BrowserSerial(board.open), collector, { ca, client }, config, files);
    bench._ends.push(
      () => page.close(),
      ...board.ends,
      () => modem.dispose(),
      () => collector.close(),
    );
    return bench;
  }

  async close(): Promise<void> {
    for (const end of this._ends) await end();
  }
}

interface JoinedBoard {
  open: () => Promise<BoardPort>;
  modemPath: string;
  ends: (() => unknown)[];
}

function onHost(modem: ModemSimulator): JoinedBoard {
  const board = new HostBoard({ clock: new RealClock(), modem: modem.uart });
  return { open: () => Promise.resolve(board), modemPath: "/dev/modem", ends: [() => board.runtime.stop()] };
}

async function onInterpreter(interpreter: string, directory: string, modem: ModemSimulator): Promise<JoinedBoard> {
  const terminal = await Terminal.open(path.join(directory, "modem"), new RealClock());
  modem.uart.onData((bytes) => terminal.write(bytes));
  terminal.onData((bytes) => modem.uart.write(bytes));
  const cable = await Cable.open(interpreter, directory);
  return {
    open: () => openPort(cable.path),
    modemPath: terminal.path,
    ends: [() => cable.close(), () => terminal.close()],
  };
}
