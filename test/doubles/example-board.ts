/** A board that runs one of the worked examples from its file, with a simulated modem whose connections are real. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { ModuleName } from "../../tools/build/bundle";
import { buildStoredModule } from "../../tools/build/firmware-files";
import { RealClock } from "../../tools/clock";
import { type Device, startOnHost, startOnInterpreter } from "../../tools/demo/device";
import { findInterpreter } from "../../tools/interpreter/find-interpreter";
import { INSTANT_TIMING, ModemSimulator, TlsNetwork } from "../../tools/simulator";

const folder = path.resolve(__dirname, "../../docs/examples");

const SETTINGS_START = "// Settings: adapt these.\n";
const SETTINGS_END = "// End of settings.\n";

/** Speed of the line: the interpreter would lose what comes in a burst. */
const BAUD = 115200;

/** What the examples say must be on the board. */
const MODULES: readonly ModuleName[] = ["QuectelSSL", "QuectelBringUp", "QuectelNetwork", "mqtts"];

/** The modules, built once. */
let built: Promise<Record<string, string>> | undefined;

async function buildAll(): Promise<Record<string, string>> {
  const codes = await Promise.all(MODULES.map(async (name) => [name, await buildStoredModule({ name })] as const));
  return Object.fromEntries(codes);
}

/** An example's text, for those that want to look at it. */
export function exampleText(name: string): string {
  return readFileSync(path.join(folder, `${name}.js`), "latin1");
}

/**
 * The example as a user adapts it: in the block of settings, and nowhere else, the value of each constant named is another one.
 * @param settings name -> value as JavaScript.
 * @throws Error when there is no such setting.
 */
export function withSettings(text: string, settings: Record<string, string>): string {
  const [before, rest] = text.split(SETTINGS_START);
  const [block, after] = rest!.split(SETTINGS_END);
  const adapted = Object.entries(settings).reduce((now, [name, value]) => {
    const line = new RegExp(`^const ${name} = .*$`, "m");
    if (!line.test(now)) throw new Error(`the example has no setting ${name}`);
    return now.replace(line, () => `const ${name} = ${value};`);
  }, block!);
  return [before, adapted, after].join("");
}

export interface ExampleOptions {
  /** File name in docs/examples, without extension. */
  name: string;
  /** The interpreter's path; without one it runs in the host runtime. */
  interpreter?: string;
  /** Besides `PORT_OPTIONS`, which the runner sets. */
  settings: Record<string, string>;
  /** What the example wants in Storage, and on the modem. */
  files?: Record<string, string>;
  modemFiles?: Record<string, string>;
}

export class ExampleBoard {
  /** Lines of the console, and those who wait for one. */
  readonly lines: string[] = [];
  private _device: Device | undefined;
  private _onLine: () => void = () => {};

  private constructor(readonly modem: ModemSimulator) {}

  /** Names lead to this machine. */
  static async start({ name, interpreter, settings, files, modemFiles = {} }: ExampleOptions): Promise<ExampleBoard> {
    const modules = await (built ??= buildAll());
    const clock = new RealClock();
    const modem = new ModemSimulator({
      clock,
      network: new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) }),
      timing: INSTANT_TIMING,
      uart: { baud: BAUD },
      files: new Map(Object.entries(modemFiles).map(([file, text]) => [file, Buffer.from(text)])),
    });
    const board = new ExampleBoard(modem);
    modem.powerOn();
    const flash = (terminal: string): Record<string, string> => ({
      ...modules,
      ...files,
      ".bootcde": withSettings(exampleText(name), { ...settings, PORT_OPTIONS: JSON.stringify({ path: terminal }) }),
    });
    const log = (line: string): void => {
      board.lines.push(line);
      board._onLine();
    };
    board._device =
      interpreter === undefined
        ? startOnHost(modem.uart, flash, log)
        : await startOnInterpreter(findInterpreter(interpreter)!, modem.uart, flash, log);
    return board;
  }

  /** Resolves when the example has printed this, in a line of its own. */
  async untilPrinted(line: string | RegExp): Promise<void> {
    const isThere = (): boolean => this.lines.some((one) => (typeof line === "string" ? one === line : line.test(one)));
    while (!isThere()) await new Promise<void>((resolve) => (this._onLine = resolve));
  }

  async stop(): Promise<void> {
    await this._device?.stop();
    this.modem.dispose();
  }
}
