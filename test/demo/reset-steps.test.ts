/**
 * The board loses its power at every step of a session while the modem goes on, and the modem restarts at every step while the
 * board goes on: the next session works, no id is lost, and no connection is ever less than verified.
 *
 * What a board had in RAM alone is lost with its power: the readings that were not acknowledged when it was cut. Nothing else is.
 */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import type { UrcForm } from "../../tools/simulator";
import type { Step } from "../doubles/steps";
import {
  BOARD_RESET,
  MODEM_POWER_CYCLE,
  MODEM_RESTART,
  SILENT_RESTART,
  type Trouble,
  UNHEARD_RESTART,
} from "../doubles/troubles";
import { openTwelve } from "../doubles/twelve-ids";
import { INTERVAL_S, UploadSession, type UploadSessionOptions } from "../doubles/upload-session";

/** Longest time until the next session has delivered what waited, seconds: an open whose result was lost is waited for 450 s. */
const LIMIT_S = 480;
/** Readings taken after the trouble that must arrive. */
const FURTHER = 3;
/** So many of the steps tried are followed by twelve connections at once. */
const TWELVE_EVERY = 6;

/** Every step is tried, or every third one: the last two differ from the others by little. */
const TROUBLES: [name: string, trouble: Trouble, every: number][] = [
  ["the board loses its power and boots again", BOARD_RESET, 1],
  ["the modem restarts", MODEM_RESTART, 1],
  ["the modem restarts without a boot URC and without echo", SILENT_RESTART, 1],
  ["the modem restarts without a boot URC", UNHEARD_RESTART, 3],
  ["the modem loses its power and gets it back", MODEM_POWER_CYCLE, 3],
];

/** The first one at every step, the second at every fourth, both at every eighth with the URCs of spec.md. */
const MODEMS: [profile: string, urcForm: UrcForm, every: number][] = [
  ["EG915U", "named", 1],
  ["BG96", "named", 4],
  ["EG915U", "seed", 8],
  ["BG96", "seed", 8],
];

let firmware: FirmwareFiles;

beforeAll(async () => {
  firmware = await buildFirmwareFiles({ board: "LINUX" });
});

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Plays the session with trouble at that step. @returns what is wrong afterwards: nothing, if all is well. */
async function tryStep(
  options: UploadSessionOptions,
  step: Step,
  trouble: Trouble,
  isTwelve: boolean,
): Promise<string[]> {
  const session = new UploadSession(options);
  const { board } = session;
  const faults: string[] = [];
  try {
    faults.push(...(await strike(session, step, trouble)));
    const ids = isTwelve ? await openTwelve(board) : 12;
    if (ids !== 12) faults.push(`${ids} ids can be opened`);
    faults.push(...session.unsafe);
  } catch (error) {
    faults.push(`${(error as Error).message}; ${board.lines.slice(-3).join("; ")}`);
  }
  board.stop();
  return faults.map((fault) => `${step.index} ${step.name}: ${fault}`);
}

async function strike(session: UploadSession, step: Step, { strike, isBoardLost }: Trouble): Promise<string[]> {
  const { board } = session;
  let before = { acknowledged: 0, waiting: 0, atMs: 0 };
  await session.play(step, () => {
    before = { ...board.status, atMs: board.clock.now() };
    strike(board);
  });
  const boot = isBoardLost ? 2 : 1;
  const wanted = FURTHER + (isBoardLost ? 0 : before.acknowledged + before.waiting);
  await board.clock.runUntil(() => session.delivered(boot).length >= wanted, LIMIT_S * 1000);
  const lastedS = (board.clock.now() - before.atMs) / 1000;
  await board.pass(INTERVAL_S / 2);
  const faults = faultsOf(session, boot, before.acknowledged);
  return lastedS > LIMIT_S ? [...faults, `took ${lastedS} s`] : faults;
}

/** @param acknowledged readings of the first boot that the board knew the server to have. */
function faultsOf(session: UploadSession, boot: number, acknowledged: number): string[] {
  const { board } = session;
  const faults = board.lines.filter((line) => line.includes("Uncaught"));
  const expectSame = (what: string, is: unknown, expected: unknown): void => {
    if (String(is) !== String(expected)) faults.push(`${what}: ${String(is)} instead of ${String(expected)}`);
  };
  expectSame("acknowledged", session.delivered(1).slice(0, acknowledged), upTo(acknowledged));
  expectSame("readings", session.delivered(boot), upTo(session.delivered(boot).length));
  // Numbers go on over restarts: what the first boot took and nobody had acknowledged must be there as well.
  const all = [...new Set(board.server.sequence)];
  expectSame("readings of both boots", all, upTo(all.length));
  expectSame("waiting, dropped", [board.status.waiting, board.status.dropped], [0, 0]);
  const held = board.modem.status().sockets.map(({ clientId }) => clientId);
  expectSame("ids that the modem holds", held, board.evaluate("qssl.status().modem.slots.map(slot=>slot[0])"));
  if (held.length > 1) faults.push(`${held.length} ids in use`);
  return faults;
}

describe.each(MODEMS)("%s, URCs as %s", (profile, urcForm, modemEvery) => {
  it.each(TROUBLES)(
    "%s at any step of a session: the next one works and no id is lost",
    async (_, trouble, troubleEvery) => {
      const options = { firmware, profile, urcForm, habits: trouble.habits };
      const every = Math.max(modemEvery, troubleEvery);
      const steps = await UploadSession.steps(options);
      expect(steps.length).toBeGreaterThan(250);
      const tried = steps.filter((_step, index) => index % every === 0);
      const faults: string[] = [];
      for (const [index, step] of tried.entries())
        faults.push(...(await tryStep(options, step, trouble, index % TWELVE_EVERY === 0)));
      expect(faults).toEqual([]);
    },
    120e3,
  );
});
