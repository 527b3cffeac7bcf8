/**
 * The walk of a certificate into the modem. The new files come beside the old ones; a connection with a candidate of the configuration
 * proves them; only then the board's configuration is switched, and only after that the old files go. So there is no instant at which
 * an interruption leaves the board with a configuration that was not proved.
 */
import type { Clock } from "../clock";
import { namesFor, readServerUrl, type TlsNames, withTlsNames } from "./config-names";
import type { Credentials } from "./credentials";
import { hasFile, readRoom } from "./board-storage";
import { CONNECT_FAILED, explainConnection } from "./connection-failure";
import { modemFiles, type ModemFile, type ModemFiles, namesOf } from "./modem-file";
import { type BoardConsole, type ModemUart, ServiceClient, ServiceError } from "./service-client";
import { CANDIDATE, ConfigSwitch } from "./config-switch";

/** A board whose program has been stopped. */
export interface ProvisionedBoard extends BoardConsole {
  /** A file in Storage, a byte string; undefined when there is none. */
  readFile(name: string): Promise<string | undefined>;
  /** Writes a file and checks it. @throws Error when there is no room. */
  writeFile(name: string, content: string): Promise<void>;
  /** Harmless when there is none. */
  eraseFile(name: string): Promise<void>;
  /** Moves all files together; to be called while no program runs. */
  compact(): Promise<void>;
  /** Forgets what runs, and runs a file in its place (`load(file)`), or boots (`load()`). */
  load(file?: string): Promise<void>;
}

export interface ProvisioningOptions {
  board: ProvisionedBoard;
  clock: Clock;
  credentials: Credentials;
  /** Text of `firmware/service.ts`. */
  serviceCode: string;
  /** Makes the text of the module `TlsExplain`, when there is a failure to be explained. */
  buildExplain: () => Promise<string>;
  /** Makes the text of the module `MqttUplink`, which a board needs whose server is a broker; left out: it is not looked after. */
  buildUplink?: () => Promise<string>;
  /** The configuration on the PC: its text, and how the changed one is saved. */
  local?: { text: string; save(text: string): void };
  /** The modem's UART where no configuration tells. */
  uart: ModemUart;
  onProgress: (text: string) => void;
  /** Told how much of a file has gone to the modem, or to the board. */
  onSent?: (name: string, bytes: number, total: number) => void;
  signal?: AbortSignal;
}

/** What was done. */
export interface ProvisioningResult {
  /** The names to be used. */
  names: TlsNames;
  /** Where the connection was made to; undefined: none was made, as there is no configuration. */
  confirmedBy?: string;
  /** The configuration on the board names the files now. */
  isBoardSwitched: boolean;
  /** Files of the former configuration that were deleted. */
  deleted: string[];
  /** What is worth knowing. */
  notes: string[];
}

/** The files did not prove themselves; everything is as it was before. */
export class ProvisioningError extends Error {}

const CONFIG = "config.json";
const SERVICE = "qssl.service";
const MQTT_MODULE = "MqttUplink";
/** The candidate comes twice and `config.json` once. */
const CONFIG_COPIES = 3;
/** Start script, names of former files, headers. */
const SPARE_BYTES = 1024;
/** A modem that restarts while it is tried says nothing about the files. */
const CONNECT_TRIES = 3;

export class Provisioning {
  private readonly _client: ServiceClient;
  private readonly _files: ModemFiles;
  private readonly _switch: ConfigSwitch;
  /** Files that were not on the modem before. */
  private readonly _added: string[] = [];
  private readonly _notes: string[] = [];
  /** Text of `MqttUplink` when the board needs it and has none. */
  private _uplink: string | undefined;

  constructor(private readonly _options: ProvisioningOptions) {
    const { board, clock, onProgress, onSent, signal, credentials } = _options;
    this._client = new ServiceClient({
      console: board,
      clock,
      onProgress,
      ...(onSent ? { onSent } : {}),
      ...(signal ? { signal } : {}),
    });
    this._switch = new ConfigSwitch(board);
    this._files = modemFiles(credentials);
  }

  /**
   * Does all of it, and boots the board.
   * @throws ProvisioningError with the reason when it did not come to its end; then the files that were new are gone again.
   */
  async run(): Promise<ProvisioningResult> {
    let result: ProvisioningResult;
    try {
      result = await this._run();
      await this._addUplink();
    } catch (error) {
      // What is the matter is known already; a board that is gone cannot be tidied up.
      await this._leave().catch(() => {});
      throw error;
    }
    await this._leave();
    return result;
  }

  /** As `npm run flash` does: without it the firmware would look for its broker in vain. */
  private async _addUplink(): Promise<void> {
    if (this._uplink === undefined) return;
    await this._options.board.writeFile(MQTT_MODULE, this._uplink);
    this._notes.push(`${MQTT_MODULE} was missing on the board and has been sent: its server is a broker`);
  }

  private async _leave(): Promise<void> {
    const { board } = this._options;
    for (const name of [SERVICE, CANDIDATE]) await board.eraseFile(name);
    await board.load();
  }

  private async _run(): Promise<ProvisioningResult> {
    const { board, local, uart } = this._options;
    await this._switch.finishEarlier();
    const onBoard = await board.readFile(CONFIG);
    const source = local?.text ?? onBoard;
    const candidate = source === undefined ? undefined : this._switched(source);
    const mustSwitch = onBoard !== undefined && (!local || readServerUrl(local.text) === readServerUrl(onBoard));
    if (local && onBoard !== undefined && !mustSwitch)
      this._notes.push(
        `${CONFIG} on the board is for another server and stays as it is: npm run flash puts yours there`,
      );
    if (mustSwitch && readServerUrl(onBoard)?.startsWith("mqtts:") && !(await hasFile(board, MQTT_MODULE)))
      this._uplink = await this._options.buildUplink?.();
    await this._makeRoom(candidate ?? "");
    if (candidate !== undefined) await board.writeFile(CANDIDATE, candidate);
    await board.writeFile(SERVICE, this._options.serviceCode);
    await board.load(SERVICE);
    await this._client.open(candidate === undefined ? "" : CANDIDATE, uart);
    this._options.onProgress(`modem: ${await this._client.findModem()}`);
    try {
      await this._uploadAll();
      if (candidate !== undefined) await this._confirm();
    } catch (error) {
      throw await this._rolledBack(error);
    }
    const deleted = await this._settle(onBoard, mustSwitch);
    return {
      names: this._names(source),
      isBoardSwitched: mustSwitch,
      deleted,
      notes: this._notes,
      ...(candidate === undefined ? {} : { confirmedBy: readServerUrl(candidate)! }),
    };
  }

  /**
   * Room for the service and all that is written while it runs, at the end of Storage: it runs from flash, so nothing may be moved then.
   * @throws ProvisioningError when there is too little.
   */
  private async _makeRoom(candidate: string): Promise<void> {
    const { board, serviceCode, onProgress } = this._options;
    const uplinkBytes = this._uplink?.length ?? 0;
    const needed = serviceCode.length + uplinkBytes + CONFIG_COPIES * candidate.length + SPARE_BYTES;
    const { free, trash } = await readRoom(board);
    if (free >= needed) return;
    if (free + trash < needed)
      throw new ProvisioningError(
        `the board's flash has ${free + trash} bytes free, ${needed} are needed for a while: erase files of your own`,
      );
    onProgress("the board's free space is in pieces: compacting it; leave the power on");
    await board.compact();
  }

  private get _all(): ModemFile[] {
    const { ca, cert, key } = this._files;
    return [ca, cert, key].filter((file) => file !== undefined);
  }

  private _names(config: string | undefined): TlsNames {
    return namesFor(config, namesOf(this._files));
  }

  private _switched(config: string): string {
    return withTlsNames(config, this._names(config));
  }

  private async _uploadAll(): Promise<void> {
    const before = await this._client.listFiles();
    for (const file of this._all) {
      const isThere = before.get(file.name) === file.content.length && (await this._client.holds(file)) !== false;
      if (isThere) this._options.onProgress(`${file.name} is on the modem already`);
      else {
        if (!before.has(file.name)) this._added.push(file.name);
        await this._client.upload(file);
      }
    }
    const after = await this._client.listFiles();
    for (const { name, content } of this._all)
      if (after.get(name) !== content.length)
        throw new ProvisioningError(`${name} is not in the modem's list with its ${content.length} bytes`);
  }

  private async _confirm(): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const remark = await this._client.connect();
        if (remark) this._notes.push("this modem cannot compare the server's name with its certificate");
        return;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.code === CONNECT_FAILED) throw new ProvisioningError(await this._explained(error.message));
        if (!/restarted/.test(error.message) || tries === CONNECT_TRIES) throw error;
        this._options.onProgress(`${error.message}; once more`);
        await this._client.findModem();
      }
    }
  }

  private async _explained(message: string): Promise<string> {
    const { board, credentials, buildExplain } = this._options;
    const text = await explainConnection({ board, client: this._client, buildExplain }, credentials.ca);
    return text ? `${message}; ${text}` : message;
  }

  /** Takes away what this run put on the modem. @returns the error to be reported. */
  private async _rolledBack(error: unknown): Promise<Error> {
    const reason = (error as Error).message;
    this._client.isStoppable = false;
    try {
      for (const name of this._added) await this._client.deleteFile(name);
      return new ProvisioningError(`${reason}. Nothing was changed: the board keeps its configuration and files`);
    } catch (problem) {
      return new ProvisioningError(
        `${reason}. The board keeps its configuration; ${this._added.join(", ")} could not be deleted from the modem (${(problem as Error).message})`,
      );
    }
  }

  /** The files have proved themselves: the configurations get their names, then the former files go. @returns those. */
  private async _settle(onBoard: string | undefined, mustSwitch: boolean): Promise<string[]> {
    const { local } = this._options;
    const former = await this._switch.formerNames(onBoard, local?.text);
    const localNow = local && this._switched(local.text);
    const boardNow = onBoard !== undefined && mustSwitch ? this._switched(onBoard) : onBoard;
    if (boardNow !== undefined && boardNow !== onBoard) await this._switch.replace(boardNow, former);
    if (local && localNow !== local.text) local.save(localNow!);
    const kept = [...(await this._switch.namesIn(boardNow)), ...(await this._switch.namesIn(localNow))];
    kept.push(...this._all.map(({ name }) => name));
    // Nobody can tell what else may use them when there was no configuration to prove the new ones.
    if (onBoard === undefined && !local) return [];
    const list = await this._client.listFiles();
    const old = former.filter((name) => list.has(name) && !kept.includes(name));
    for (const name of old) await this._client.deleteFile(name);
    await this._switch.forget();
    return old;
  }
}
