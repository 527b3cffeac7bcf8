/**
 * The same while data flow by themselves: in direct push, where the modem does not ask before it speaks, and in transparent mode,
 * where it takes every byte for data. From the opening on, at every step.
 */
import type { UrcForm } from "../../tools/simulator";
import type { Step } from "../doubles/steps";
import { StreamSession, type StreamSessionOptions } from "../doubles/stream-session";
import {
  BOARD_RESET,
  MODEM_POWER_CYCLE,
  MODEM_RESTART,
  SILENT_RESTART,
  type Trouble,
  UNHEARD_RESTART,
} from "../doubles/troubles";
import { openTwelve } from "../doubles/twelve-ids";

/** Longest time until a connection works again, seconds: an open whose result was lost is waited for 450 s. */
const LIMIT_S = 480;
/** So many steps are followed by twelve connections at once. */
const TWELVE_EVERY = 4;

const HEARD: [name: string, trouble: Trouble][] = [
  ["the board loses its power and boots again", BOARD_RESET],
  ["the modem restarts", MODEM_RESTART],
  ["the modem loses its power and gets it back", MODEM_POWER_CYCLE],
];
const ECHOING: [name: string, trouble: Trouble] = ["the modem restarts without a boot URC", UNHEARD_RESTART];
const SILENT: [name: string, trouble: Trouble] = [
  "the modem restarts without a boot URC and without echo",
  SILENT_RESTART,
];

/**
 * In transparent mode a modem that restarts unheard and echoes is left out: whatever is written comes back as the peer's, and this
 * program, which sends everything back, would go on for ever.
 */
const STREAMS: [mode: string, accessMode: 1 | 2, profile: string, urcForm: UrcForm, troubles: typeof HEARD][] = [
  ["in direct push", 1, "EG915U", "named", [...HEARD, ECHOING, SILENT]],
  ["in direct push", 1, "EG915U", "seed", HEARD.slice(0, 2)],
  ["in direct push", 1, "BG96", "named", HEARD.slice(0, 2)],
  ["in transparent mode", 2, "EG915U", "named", [...HEARD, SILENT]],
  ["in transparent mode", 2, "BG96", "named", [...HEARD, SILENT]],
];

/** Plays the session with trouble at that step. @returns what is wrong afterwards: nothing, if all is well. */
async function tryStep(
  options: StreamSessionOptions,
  step: Step,
  { strike }: Trouble,
  isTwelve: boolean,
): Promise<string[]> {
  const session = await StreamSession.start(options);
  const { board } = session;
  const faults: string[] = [];
  try {
    await session.untilWorks(await session.play(step, () => strike(board)), LIMIT_S);
    faults.push(...session.faults);
    if (isTwelve && (await openTwelve(board)) !== 12) faults.push("not all ids can be opened");
    if (board.network.requests.some(({ tls }) => tls?.securityLevel !== 1))
      faults.push("a connection was not verified");
  } catch (error) {
    faults.push(`${(error as Error).message}; ${board.lines.slice(-3).join("; ")}`);
  }
  board.stop();
  return faults.map((fault) => `${step.index} ${step.name}: ${fault}`);
}

describe.each(STREAMS)("%s (%i), %s, URCs as %s", (_mode, accessMode, profile, urcForm, troubles) => {
  it.each(troubles)(
    "%s at any step while data flow: the next connection works and no id is lost",
    async (_, trouble) => {
      const options = { accessMode, profile, urcForm, habits: trouble.habits };
      const steps = await StreamSession.steps(options);
      expect(steps.length).toBeGreaterThanOrEqual(accessMode === 1 ? 25 : 10);
      const faults: string[] = [];
      for (const [index, step] of steps.entries())
        faults.push(...(await tryStep(options, step, trouble, index % TWELVE_EVERY === 0)));
      expect(faults).toEqual([]);
    },
    120e3,
  );
});
