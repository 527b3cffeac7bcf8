import { mkdirSync } from "node:fs";
import path from "node:path";
import { flash } from "../../../tools/flash/flasher";
import type { BoardFile } from "../../../tools/flash/flash-plan";
import { BoardLink } from "../../../tools/link/board-link";
import { Cable } from "../../doubles/cable";
import { Random } from "../../doubles/random";
import { describeOnInterpreter } from "../interpreter/on-interpreter";
import { scratchDirectory } from "../interpreter/scratch-directory";

/** Points at which the upload is cut, shared among boards that run at the same time. */
const POINTS = 50;
const BOARDS = 5;
const LIMIT_MS = 600e3;

/** Changes of the flash memory in a switch of {@link files} before which the power goes: some of the first file's, the others', the last. */
const SWITCH_CHANGES = [0, 1, 2, 4, 7, 9, 11, 13];
const VERSIONS = "[qssl.version,require('Part').version,require('Storage').readJSON('config.json').version]";
/** How a switch begins. */
const SWITCH_HEAD = 'var s=require("Storage");';
/** Milliseconds after which a switch that stands still is taken to do so for ever; it needs some tens. */
const STANDS_STILL_MS = 1000;

/** Boot code of some size that tells its version; its name is what the tools look for to see that the firmware runs. */
function files(version: number): BoardFile[] {
  const filler = `//${"x".repeat(1200)}${version}`;
  return [
    { name: "config.json", content: Buffer.from(JSON.stringify({ version })) },
    { name: "Part", content: Buffer.from(`exports.version=${version};${filler}`) },
    { name: ".bootcde", content: Buffer.from(`USB.setConsole(true);var qssl={version:${version}};${filler}`) },
  ];
}

async function flashOnce(port: string, version: number): Promise<unknown> {
  const link = await BoardLink.open(port);
  try {
    await link.sync();
    await flash(link, { files: files(version), upload: undefined, output: { write: () => {} }, onText: () => {} });
    return await link.evaluate(VERSIONS);
  } finally {
    await link.close();
  }
}

/** Flashes until so many bytes have passed, then nothing goes through any more. */
async function flashAndPull(cable: Cable, version: number, afterBytes: number): Promise<void> {
  const link = await BoardLink.open(cable.path);
  const isCut = cable.cutAfter(afterBytes);
  const flashed = (async (): Promise<void> => {
    await link.sync();
    await flash(link, { files: files(version), upload: undefined, output: { write: () => {} }, onText: () => {} });
  })().catch(() => {});
  await Promise.race([isCut, flashed]);
  await link.close();
  await flashed;
}

/** Flashes; the interpreter stands still, and is killed, before a change of the flash memory by the switch, counted from 0. */
async function flashAndCutSwitch(cable: Cable, version: number, change: number): Promise<void> {
  const link = await BoardLink.open(cable.path);
  const evaluate: BoardLink["evaluate"] = link.evaluate.bind(link);
  let isSwitching = false;
  link.evaluate = <T>(expression: string, timeoutMs?: number): Promise<T> => {
    if (!expression.startsWith(`(function(l){${SWITCH_HEAD}`)) return evaluate(expression, timeoutMs);
    isSwitching = true;
    // Nothing comes after it: the power goes.
    link.sync = () => Promise.reject(new Error("the power is going"));
    return evaluate(expression.replace(SWITCH_HEAD, standStillBefore(change)), STANDS_STILL_MS);
  };
  await link.sync();
  const options = { files: files(version), upload: undefined, output: { write: () => {} }, onText: () => {} };
  await expect(flash(link, options)).rejects.toThrow();
  expect(isSwitching).toBe(true);
  await cable.powerOff();
  await link.close();
}

/** The Storage for a switch, which stands still before a change. */
function standStillBefore(change: number): string {
  return (
    `var S=require("Storage"),c=${change};function t(){if(!c--)while(1);}var s={` +
    "read:function(n,o,l){return l?S.read(n,o,l):S.read(n)},getFree:function(){return S.getFree()}," +
    "write:function(n,d,o,l){t();return S.write(n,d,o,l)},erase:function(n){t();S.erase(n)},compact:function(){t();S.compact()}};"
  );
}

/** What is in force after the power was off and on. */
async function versionAfterPowerCut(cable: Cable, expression = "global.qssl&&qssl.version"): Promise<unknown> {
  await cable.powerOff();
  cable.plug();
  cable.powerOn();
  const link = await BoardLink.open(cable.path);
  try {
    await link.sync();
    return await link.evaluate(expression);
  } finally {
    await link.close();
  }
}

describeOnInterpreter("an upload that is cut short", (interpreter) => {
  const directory = scratchDirectory();

  async function pullAgainAndAgain(board: number): Promise<void> {
    const folder = path.join(directory(), `board${board}`);
    mkdirSync(folder);
    const cable = await Cable.open(interpreter, folder);
    const random = new Random(board + 1);
    try {
      // A board that has nothing yet has nothing that could be kept, but can be flashed again.
      await flashAndPull(cable, 0, random.integer(500, 4000));
      cable.plug();
      expect(await flashOnce(cable.path, 1)).toEqual([1, 1, 1]);
      cable.plug();
      expect(await flashOnce(cable.path, 2)).toEqual([2, 2, 2]);
      const totalBytes = cable.bytesToBoard;
      for (let version = 3; version < 3 + POINTS / BOARDS; version++) {
        const afterBytes = random.integer(0, totalBytes - 1);
        await flashAndPull(cable, version, afterBytes);
        if (version % 2) expect([version - 1, version]).toContain(await versionAfterPowerCut(cable));
        cable.plug();
        expect([afterBytes, await flashOnce(cable.path, version)]).toEqual([afterBytes, [version, version, version]]);
      }
    } finally {
      await cable.close();
    }
  }

  it(
    `at ${POINTS} random points leaves a firmware that boots, and the next flash succeeds each time`,
    async () => {
      await Promise.all(Array.from({ length: BOARDS }, (_, board) => pullAgainAndAgain(board)));
    },
    LIMIT_MS,
  );

  it(
    `in the switch, before any of ${SWITCH_CHANGES.length} changes of the flash memory, starts the new firmware`,
    async () => {
      const cable = await Cable.open(interpreter, directory());
      const all = `[${VERSIONS},require('Storage').list().sort()]`;
      try {
        await flashOnce(cable.path, 1);
        for (const [index, change] of SWITCH_CHANGES.entries()) {
          const version = index + 2;
          await flashAndCutSwitch(cable, version, change);
          const now = await versionAfterPowerCut(cable, all);
          expect([change, now]).toEqual([
            change,
            [
              [version, version, version],
              [".bootcde", "Part", "config.json"],
            ],
          ]);
        }
      } finally {
        await cable.close();
      }
    },
    LIMIT_MS,
  );
});
