/**
 * The connection test: goes the way of a reading from the board to the server step by step, and says of the first one that fails what
 * failed, what the modem calls it, and what to do. It leaves the board as it was.
 */
import type { Clock } from "../clock";
import { hasFile, readRoom } from "../provision/board-storage";
import { readServerUrl, readTlsNames } from "../provision/config-names";
import { explainConnection } from "../provision/connection-failure";
import type { ProvisionedBoard } from "../provision/provisioning";
import { type ModemUart, ServiceClient, ServiceError } from "../provision/service-client";
import { httpStep } from "./http-step";
import { failed, ModemSteps } from "./modem-steps";
import { mqttStep } from "./mqtt-step";
import { NetworkSteps } from "./network-steps";
import { type Finding, STEP_TITLES, type StepName, type StepResult } from "./step";
import { fromUtf8, readTestedConfig, type TestedConfig } from "./tested-config";
import { TestService } from "./test-service";

export type { StepName, StepResult, StepState } from "./step";
export { STEP_TITLES } from "./step";

export interface ConnectionTestOptions {
  /** Its program has been stopped, as for provisioning. */
  board: ProvisionedBoard;
  clock: Clock;
  /** Text of `firmware/service.ts`. */
  serviceCode: string;
  /** Makes the text of the module `TlsExplain`, when there is a failure to be explained. */
  buildExplain: () => Promise<string>;
  /** The configuration that is to be tried, a byte string, in place of the one on the board. */
  configText?: string;
  /** Text of the file that it names as `tls.ca`, where that is at hand: on the board meanwhile, unless it has one of that name. */
  caPem?: string;
  /** The modem's UART where no configuration tells. */
  uart: ModemUart;
  /** Told each result as it comes, those of skipped steps too. */
  onStep: (result: StepResult) => void;
  /** Told in words what goes on within a step. */
  onProgress: (text: string) => void;
  /** Ends the test; the board is tidied up all the same. */
  signal?: AbortSignal;
}

/** Names in Storage: the service and the given configuration while the test runs, and what belongs to the board. */
const SERVICE = "qssl.service";
const TRIED = "qssl.try";
const CONFIG = "config.json";
const FIRMWARE = ".bootcde";
const MQTT_MODULE = "MqttUplink";
/** Headers of the files, and what the driver may write meanwhile. */
const SPARE_BYTES = 1024;

/** A step, and whether it can be taken without a configuration. */
type Part = [step: StepName, isFree: boolean, take: () => Promise<Finding>];

export class ConnectionTest {
  private readonly _client: ServiceClient;
  private readonly _service: TestService;
  private readonly _modem: ModemSteps;
  private readonly _results: StepResult[] = [];
  private _network: NetworkSteps | undefined;
  private _config: TestedConfig | undefined;
  /** The configuration that is tried, a byte string. */
  private _text: string | undefined;
  private _isOpened = false;
  /** Names in Storage that go again at the end. */
  private readonly _added = [SERVICE, TRIED];

  constructor(private readonly _options: ConnectionTestOptions) {
    const { board, clock, onProgress, signal } = _options;
    this._client = new ServiceClient({ console: board, clock, onProgress, ...(signal ? { signal } : {}) });
    this._service = new TestService(this._client);
    this._modem = new ModemSteps({ client: this._client, service: this._service, clock, onProgress });
  }

  /**
   * Takes all steps, and boots the board.
   * @returns a result for each step, in their order.
   * @throws Error when the board cannot be talked to any more, or the signal's reason; the board is tidied up as far as it can be reached.
   */
  async run(): Promise<StepResult[]> {
    try {
      this._text = this._options.configText ?? (await this._options.board.readFile(CONFIG));
      await this._takeAll();
    } catch (error) {
      this._client.isStoppable = false;
      // What is the matter is known already; a board that is gone cannot be tidied up.
      await this._leave().catch(() => {});
      throw error;
    }
    this._client.isStoppable = false;
    await this._leave();
    return this._results;
  }

  private async _takeAll(): Promise<void> {
    let failed: StepName | undefined;
    for (const [step, isFree, take] of this._parts()) {
      this._options.signal?.throwIfAborted();
      const startMs = this._options.clock.now();
      const mustSkip = failed !== undefined && !(failed === "config" && isFree);
      const finding = mustSkip ? skipped(failed!) : await this._take(take);
      if (finding.state === "failed") failed = step;
      const result: StepResult = { step, durationMs: Math.round(this._options.clock.now() - startMs), ...finding };
      this._results.push(result);
      this._options.onStep(result);
    }
  }

  private _parts(): Part[] {
    const isMqtt = /"mqtts:/.test(this._text ?? "");
    return [
      ["board", true, () => this._board()],
      ["config", true, () => this._judgeConfig()],
      ["modem", true, () => this._findModem()],
      ["sim", true, () => this._modem.sim(!!this._config?.settings.pin)],
      ["signal", true, () => this._modem.signal()],
      ["registration", true, () => this._modem.registration()],
      ["pdp", false, () => this._network!.pdp()],
      ["time", false, () => this._network!.time()],
      ["dns", false, () => this._network!.dns()],
      ["tcp", false, () => this._network!.tcp()],
      ["tls", false, () => this._network!.tls()],
      isMqtt ? ["mqtt", false, () => this._mqtt()] : ["http", false, () => this._http()],
    ];
  }

  /** What the modem or the driver refuses is a failure of the step, whatever it was asked for. */
  private async _take(take: () => Promise<Finding>): Promise<Finding> {
    try {
      return await take();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return {
        state: "failed",
        text: error.message,
        remedy: "run the test again; switch board and modem off and on before",
      };
    }
  }

  /** Puts the service there and runs it. */
  private async _board(): Promise<Finding> {
    const { board, serviceCode, onProgress } = this._options;
    const { name, version } = await board.evaluate<{ name: string; version: string }>(
      "({name:process.env.BOARD,version:process.version})",
    );
    const hasFirmware = await hasFile(board, FIRMWARE);
    const needed = serviceCode.length + (this._text ?? "").length + (this._options.caPem ?? "").length + SPARE_BYTES;
    const { free, trash } = await readRoom(board);
    const facts = { board: name, version, freeBytes: free + trash };
    if (free + trash < needed)
      return {
        state: "failed",
        text: `the board's flash has ${free + trash} bytes free, the test needs ${needed} for a while`,
        remedy:
          "erase files of your own; where firmware and test do not fit together, erase .bootcde and the modules, run the test, and npm run flash again",
        facts,
      };
    if (free < needed) {
      onProgress("the board's free space is in pieces: compacting it; leave the power on");
      await board.compact();
    }
    await this._writeTried();
    onProgress("sending the test to the board");
    await board.writeFile(SERVICE, serviceCode);
    await board.load(SERVICE);
    const text = `Espruino ${version} on ${name}`;
    if (hasFirmware) return { state: "ok", text, facts };
    return { state: "warning", text: `${text}, without firmware`, remedy: "npm run flash -- --config F", facts };
  }

  /** The given configuration, and its CA. */
  private async _writeTried(): Promise<void> {
    const { board, configText, caPem } = this._options;
    if (configText === undefined) return;
    await board.writeFile(TRIED, configText);
    const ca = caPem === undefined ? undefined : caName(configText);
    if (ca === undefined || (await hasFile(board, ca))) return;
    this._added.push(ca);
    await board.writeFile(ca, caPem!);
  }

  /** By the board's own rules. */
  private async _judgeConfig(): Promise<Finding> {
    const { board, configText, clock } = this._options;
    const where = configText === undefined ? `${CONFIG} on the board` : "the given configuration";
    if (this._text === undefined)
      return failed("the board has no config.json", "write one and send it: npm run flash -- --config config.json");
    const fault = await this._openWith(configText === undefined ? CONFIG : TRIED);
    if (fault !== "") return failed(`${where}: ${fault}`, "correct what is named, then npm run flash -- --config F");
    const config = this._config!;
    this._network = new NetworkSteps({ service: this._service, clock, config, explain: () => this._explain() });
    const url = readServerUrl(fromUtf8(this._text))!;
    if (config.isMqtt && configText === undefined && !(await hasFile(board, MQTT_MODULE)))
      return failed(`${where} names a broker, but the module ${MQTT_MODULE} is not there`, "npm run flash sends it");
    return { state: "ok", text: `${where} is accepted; readings go to ${url}`, facts: { url } };
  }

  /** @returns what is wrong with the configuration, "" when nothing is. */
  private async _openWith(file: string): Promise<string> {
    try {
      await this._client.open(file, this._options.uart);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return error.message.replace(/^config\.json: /, "");
    }
    this._isOpened = true;
    try {
      this._config = readTestedConfig(this._text!);
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  }

  private async _findModem(): Promise<Finding> {
    if (!this._isOpened) await this._client.open("", this._options.uart);
    return this._modem.modem(this._config?.settings.uart.baud ?? this._options.uart.baud);
  }

  private async _http(): Promise<Finding> {
    const finding = await httpStep(this._service, this._settings);
    await this._service.close();
    return finding;
  }

  private async _mqtt(): Promise<Finding> {
    const device = this._settings.device || (await this._options.board.evaluate<string>("getSerial()"));
    const finding = await mqttStep(this._service, this._settings, device);
    await this._service.close();
    return finding;
  }

  private get _settings(): TestedConfig["settings"] {
    return this._config!.settings;
  }

  private async _explain(): Promise<string> {
    const { board, buildExplain, onProgress } = this._options;
    onProgress("asking the server why");
    const { ca } = this._settings.tls;
    const caPem = ca === "" ? undefined : await board.readFile(ca);
    return explainConnection({ board, client: this._client, buildExplain }, caPem ?? "");
  }

  /** Ends what is open, takes everything away and starts the firmware. */
  private async _leave(): Promise<void> {
    const { board } = this._options;
    for (const name of this._added) await board.eraseFile(name);
    await board.load();
  }
}

/** Undefined for what is no configuration: the board will say so. */
export function caName(configText: string): string | undefined {
  try {
    return readTlsNames(configText).ca;
  } catch {
    return undefined;
  }
}

function skipped(failedStep: StepName): Finding {
  return { state: "skipped", text: `not tried: ${STEP_TITLES[failedStep]} failed` };
}
