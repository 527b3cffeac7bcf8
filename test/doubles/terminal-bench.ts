/** What `npm run provision` is tried on as a user meets it: the real interpreter and a simulated modem behind terminals, and `openssl s_server`. */
import path from "node:path";
import { RealClock } from "../../tools/clock";
import { ModemSimulator, TlsNetwork } from "../../tools/simulator";
import { Terminal } from "../../tools/simulator/terminal";
import { Cable } from "./cable";
import { OpensslServer } from "./openssl-server";

/** Speed of the line, as on a real UART: bursts would overflow the interpreter's event queue. */
const BAUD = 115200;

export class TerminalBench {
  private constructor(
    readonly server: OpensslServer,
    readonly cable: Cable,
    /** Path of the modem's terminal. */
    readonly modemPath: string,
    /** The modem's file system. */
    readonly files: Map<string, Buffer>,
    private readonly _ends: (() => unknown)[],
  ) {}

  /**
   * @param directory empty: holds the board's flash memory, and the terminals.
   * @param identity certificate and key of the server. @param clientCaPem only clients of this authority are let in.
   */
  static async open(
    interpreter: string,
    directory: string,
    identity: { certPem: string; keyPem: string },
    clientCaPem: string,
  ): Promise<TerminalBench> {
    const server = await OpensslServer.start(directory, identity, { clientCaPem });
    const files = new Map<string, Buffer>();
    const modem = new ModemSimulator({
      clock: new RealClock(),
      network: new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) }),
      files,
      uart: { baud: BAUD },
      timing: { bootMs: 100, registrationMs: 100, pdpMs: 10 },
    });
    const terminal = await Terminal.open(path.join(directory, "modem"), new RealClock());
    modem.uart.onData((bytes) => terminal.write(bytes));
    terminal.onData((bytes) => modem.uart.write(bytes));
    modem.powerOn();
    const cable = await Cable.open(interpreter, directory);
    const ends = [() => cable.close(), () => modem.dispose(), () => terminal.close(), () => server.stop()];
    return new TerminalBench(server, cable, terminal.path, files, ends);
  }

  async close(): Promise<void> {
    for (const end of this._ends) await end();
  }
}
