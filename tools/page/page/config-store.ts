/** The configuration as it is edited, and what is wrong with it: by the same judges as on the command line. */
import { EventEmitter } from "node:events";
import checkSchema from "config-schema-check";
import type { Settings } from "../../../firmware/settings";
import {
  checkForBoard,
  checkCaFile,
  type ConfigFault,
  judgeConfig,
  ruleFault,
  schemaFaults,
} from "../../flash/config-judge";
import type { BoardFile } from "../../flash/flash-plan";
import { namesFor, withTlsNames, type FileNames } from "../../provision/config-names";
import { type Config, withValue } from "./form/config-fields";

const FILE = "config.json";

/** What every configuration must have. */
const EMPTY: Config = { apn: "", server: { url: "" } };

/** Emits "change", and "load" when the whole of it has become another one. */
export class ConfigStore extends EventEmitter<{ change: []; load: [] }> {
  /** Where it is from; "" when nobody has touched it. */
  origin = "";
  private _config: Config = EMPTY;
  private _ca: BoardFile | undefined;

  get config(): Config {
    return this._config;
  }

  /** As it is saved. */
  get text(): string {
    return `${JSON.stringify(this._config, null, 2)}\n`;
  }

  /** The CA certificate that goes to the board with it; undefined when none was given, or `tls.ca` names another. */
  get ca(): BoardFile | undefined {
    const { tls } = this._config as { tls?: { ca?: unknown } };
    return this._ca && tls?.ca === this._ca.name ? this._ca : undefined;
  }

  /** @param value undefined takes the key out. */
  set(key: string, value: unknown): void {
    this._config = withValue(this._config, key, value);
    this.origin ||= "the form";
    this.emit("change");
  }

  /** @param origin in words, for example "the board". @throws Error when the text is no JSON object. */
  load(text: string, origin: string): void {
    const config = parseObject(text);
    this._config = config;
    this.origin = origin;
    this.emit("load");
    this.emit("change");
  }

  /** Takes a CA certificate that is to lie on the board. @throws UsageError. */
  takeCa(name: string, content: Buffer): void {
    checkCaFile(FILE, name, content, name);
    this._ca = { name, content };
    this.set("tls.ca", name);
    this.emit("load");
  }

  /** All that is wrong with it. @param board whose rules count beside the general ones; undefined when it is not known yet. */
  faults(board: string | undefined): ConfigFault[] {
    return faultsOf(this._config, board);
  }

  /** @throws UsageError naming what is wrong. */
  settings(board: string): Settings {
    const settings = judgeConfig(FILE, this._config, checkSchema);
    checkForBoard(FILE, settings, board);
    return settings;
  }

  /** What the board gets. */
  files(): BoardFile[] {
    const config = { name: FILE, content: Buffer.from(JSON.stringify(this._config), "latin1") };
    return this.ca ? [this.ca, config] : [config];
  }

  /** What would be wrong with it once it names these files of the modem. */
  faultsWith(names: FileNames, board: string | undefined): ConfigFault[] {
    const text = withTlsNames(this.text, namesFor(this.text, names));
    return faultsOf(JSON.parse(text) as Config, board);
  }
}

function faultsOf(config: Config, board: string | undefined): ConfigFault[] {
  const faults = schemaFaults(config, checkSchema);
  if (faults.length) return faults;
  const fault = ruleFault(config) ?? boardFault(config, board);
  return fault ? [fault] : [];
}

function boardFault(config: Config, board: string | undefined): ConfigFault | undefined {
  try {
    checkForBoard(FILE, judgeConfig(FILE, config, checkSchema), board);
    return undefined;
  } catch (error) {
    const text = (error as Error).message.slice(`${FILE}: `.length);
    return { key: text.split(":")[0]!, text };
  }
}

function parseObject(text: string): Config {
  let config: unknown;
  try {
    config = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Error(`no JSON: ${(error as Error).message}`);
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) throw new Error("no JSON object");
  return config as Config;
}
