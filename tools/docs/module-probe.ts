/** What the simulated modules answer, found by asking them. */
import { VirtualClock } from "../clock";
import { INSTANT_TIMING, MemoryNetwork, ModemSimulator } from "../simulator";

export interface Answer {
  /** Information lines. */
  lines: string[];
  /** Final result code. */
  final: string;
}

/** ERROR after ATV0. */
const ERROR_DIGIT = "4";

/** One module, registered and idle. */
export class ModuleProbe {
  private _output = "";
  private readonly _clock = new VirtualClock();
  private readonly _modem: ModemSimulator;

  private constructor(readonly profile: string) {
    const network = new MemoryNetwork({ clock: this._clock });
    this._modem = new ModemSimulator({ clock: this._clock, network, profile, timing: INSTANT_TIMING });
    this._modem.uart.onData((bytes) => (this._output += bytes.toString("latin1")));
  }

  static async start(profile: string): Promise<ModuleProbe> {
    const probe = new ModuleProbe(profile);
    probe._modem.powerOn();
    await probe._clock.advance(0);
    await probe.ask("ATE0");
    return probe;
  }

  /** Sends a line and lets the module answer. */
  async ask(line: string): Promise<Answer> {
    this._output = "";
    this._modem.uart.write(Buffer.from(`${line}\r`, "latin1"));
    await this._clock.advance(0);
    const lines = this._output.split(/[\r\n]+/).filter((text) => text !== "");
    return { lines: lines.slice(0, -1), final: lines.at(-1) ?? "" };
  }
}

/** The module has no such command, or not in this form. */
export function isRefused({ final }: Answer): boolean {
  return final === "ERROR" || final.startsWith("+CME ERROR") || final === ERROR_DIGIT || final === "";
}
