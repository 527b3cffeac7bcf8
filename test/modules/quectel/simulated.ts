/** The public module on the simulated modem, all on the clock of jest. */
import type { UartPort } from "../../../modules/at/uart-port";
import type { ConnectOptions, ModemInterface } from "../../../modules/quectel/index";
import { RealClock } from "../../../tools/clock";
import { MemoryNetwork, ModemSimulator, type SimulatorOptions } from "../../../tools/simulator";

/** Time in which a modem comes online. */
export const BRING_UP_MS = 60e3;

/** What looks like a certificate to whoever does not look inside: the network in memory checks none. */
export const CA_PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** Lets time pass; the simulator works with promises too. */
export const passAsync = (ms: number): Promise<unknown> => jest.advanceTimersByTimeAsync(ms);

export class Simulated {
  readonly network: MemoryNetwork;
  readonly modem: ModemSimulator;
  /** AT commands that the driver wrote. */
  readonly commands: string[] = [];
  /** What the modem says gets lost. */
  isDeaf = false;
  readonly callback = jest.fn();
  private _boards = 0;

  constructor(options: Partial<SimulatorOptions> = {}) {
    const clock = new RealClock();
    this.network = new MemoryNetwork({ clock });
    this.modem = new ModemSimulator({ clock, network: this.network, ...options });
    this.modem.powerOn();
  }

  /**
   * The simulator's port as the device sees it: bytes never come from within a write. A port made before is that of a board which
   * was reset: it is heard no more.
   */
  uart(): UartPort {
    const board = ++this._boards;
    let receiver: (chunk: string) => void = () => {};
    this.modem.uart.onData((bytes) => {
      if (!this.isDeaf) receiver(bytes.toString("latin1"));
    });
    return {
      write: (data) => {
        if (board !== this._boards) return;
        this.commands.push(...data.split("\r").filter((line) => line.startsWith("AT")));
        this.modem.uart.write(Buffer.from(data, "latin1"));
      },
      on: (_event, listener) => (receiver = listener),
      removeAllListeners: () => (receiver = () => {}),
    };
  }

  /** Connects and lets the time pass that a bring-up takes. */
  async connect(options: ConnectOptions = { apn: "internet", tls: { ca: CA_PEM } }): Promise<ModemInterface> {
    const driver = await import("../../../modules/quectel/index");
    const made = driver.connect(this.uart(), options, this.callback);
    await passAsync(BRING_UP_MS);
    return made;
  }

  /** What the callback was told, once: "" for no error. */
  failure(): string {
    expect(this.callback).toHaveBeenCalledTimes(1);
    return (this.callback.mock.calls[0] as [Error | null])[0]?.message ?? "";
  }
}
