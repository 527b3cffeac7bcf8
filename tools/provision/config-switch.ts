/**
 * Replaces `config.json` on the board so that a power cut at any instant leaves the old one or the new one. Storage deletes a file
 * before it writes its successor, so the candidate lies complete beside it, and a start script ends what a power cut interrupted.
 */
import { readTlsNames } from "./config-names";
import { crc32 } from "node:zlib";
import { byteLiteral } from "../interpreter/byte-literal";
import type { ProvisionedBoard } from "./provisioning";

/** The configuration that is to be tried, then to be used. */
export const CANDIDATE = "config.new";

/** Names of the modem's files that are to be deleted after a switch, one a line: a power cut must not make them forgotten. */
const FORMER = "config.old";

/** The interpreter runs them before the boot code. */
const START_SCRIPTS = [".boot3", ".boot2", ".boot1", ".boot0"];

export class ConfigSwitch {
  constructor(private readonly _board: ProvisionedBoard) {}

  /** Ends a switch that was interrupted when its files had proved themselves already. */
  async finishEarlier(): Promise<void> {
    for (const name of START_SCRIPTS) {
      const code = switchCode(name);
      const found = await this._board.readFile(name);
      if (found === code) await this._board.evaluate(code);
      else if (found !== undefined && isHalfWritten(found, code)) await this._board.eraseFile(name);
    }
  }

  /** Puts a configuration in the place of `config.json`. @param former names to be remembered until {@link forget}. */
  async replace(config: string, former: readonly string[]): Promise<void> {
    const board = this._board;
    await this.finishEarlier();
    await board.writeFile(CANDIDATE, config);
    if (former.length) await board.writeFile(FORMER, former.join("\n"));
    const script = await this._freeScript();
    const code = switchCode(script);
    await board.writeFile(script, code);
    await board.evaluate(code);
    const sum = await board.evaluate<number | null>(`E.CRC32(require("Storage").read("config.json"))`);
    if (sum !== crc32(Buffer.from(config, "latin1"))) throw new Error("config.json on the board could not be written");
  }

  /** The files that were named are deleted. */
  async forget(): Promise<void> {
    await this._board.eraseFile(FORMER);
  }

  /** Names of the modem's files in the configurations so far, and of an earlier run that did not come to its end. */
  async formerNames(...configs: (string | undefined)[]): Promise<string[]> {
    const names = (await this._board.readFile(FORMER))?.split("\n") ?? [];
    for (const config of configs) names.push(...(await this.namesIn(config)));
    return [...new Set(names)];
  }

  /** Names that a configuration gives to the modem. A CA that is a file on the board is there under the name of its content. */
  async namesIn(config: string | undefined): Promise<string[]> {
    if (config === undefined) return [];
    const { ca, cert, key } = readTlsNames(config);
    const names = [ca, cert, key].filter((name): name is string => !!name);
    if (!ca) return names;
    const read = `require("Storage").read(${byteLiteral(ca)})`;
    const sum = await this._board.evaluate<number | null>(`${read}?E.CRC32(${read})>>>0:null`);
    return sum === null ? names : [...names, `${sum.toString(16)}.pem`];
  }

  private async _freeScript(): Promise<string> {
    for (const name of START_SCRIPTS) {
      if ((await this._board.readFile(name)) === undefined) return name;
    }
    throw new Error("the board has no free start script (.boot0 to .boot3): erase one");
  }
}

/** What a power cut left of a file: bytes that were not written are 255. */
function isHalfWritten(found: string, whole: string): boolean {
  return found.length === whole.length && [...found].every((byte, at) => byte === "\xff" || byte === whole[at]);
}

/** Copies the candidate to `config.json`, then takes away itself; complete again after an interruption at any place. */
function switchCode(script: string): string {
  const files = [CANDIDATE, script].map((name) => `s.erase("${name}")`).join(";");
  const copy = `if(c&&s.read("config.json")!==c)s.write("config.json",""+c)`;
  return `(function(){var s=require("Storage"),c=s.read("${CANDIDATE}");${copy};${files}})()`;
}
