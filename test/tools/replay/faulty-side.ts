/** All that a board in the field has around it, with faults by schedule: line, modem, network and server, on simulated time. */
import { VirtualClock } from "../../../tools/clock";
import { CarefulCollector } from "../../../tools/collector/careful-collector";
import { FaultInjector } from "../../../tools/faults/fault-injector";
import { parseSchedule } from "../../../tools/faults/schedule";
import { DEFAULT_TIMING, MemoryNetwork, ModemSimulator } from "../../../tools/simulator";

const PLACES = ["line", "modem", "network", "server"] as const;

export class FaultySide {
  readonly clock: VirtualClock;
  readonly faults: FaultInjector;
  readonly server: CarefulCollector;
  private readonly _modem: ModemSimulator;

  constructor(options: { startMs?: number; pin: string; onFault?: (line: string) => void }) {
    this.clock = new VirtualClock(options.startMs);
    const { clock } = this;
    const network = new MemoryNetwork({ clock });
    this.faults = new FaultInjector(clock, options.onFault ?? (() => {}));
    this.server = new CarefulCollector(network, { server: this.faults.server, clock });
    this.server.listen();
    this._modem = new ModemSimulator({
      clock,
      network: this.faults.network.around(network),
      onStage: this.faults.onStage,
      timing: DEFAULT_TIMING,
      uart: { baud: 115200 },
      sim: { pin: options.pin },
    });
    this.faults.attach(this._modem);
    this._modem.powerOn();
  }

  /** Lets so many seconds pass, in which these faults strike, then ends. */
  async run(seconds: number, faultLines: readonly object[]): Promise<void> {
    this.faults.start(parseSchedule(faultLines.map((line) => JSON.stringify(line)).join("\n"), "test", PLACES));
    await this.clock.advance(seconds * 1000);
    this.faults.stop();
    this._modem.dispose();
  }
}
