/** A modem that means ill, on the real interpreter: readings arrive as soon as it behaves, and no variable is left behind. */
import { setTimeout } from "node:timers/promises";
import { buildFirmwareFiles } from "../../tools/build/firmware-files";
import { RealClock } from "../../tools/clock";
import { HostileBoard } from "../doubles/hostile-board";
import { ILL_WILL, meanIll, type Tongue } from "../doubles/ill-will";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const LIMIT_MS = 600e3;
/** Of each ill will, of one that waits for a start of the modem, and between two words of it, milliseconds. */
const ILL_MS = 1500;
const START_MS = 5000;
const WORD_MS = 400;
/** What may differ from one moment at rest to the next: a reading that waits, a text in the status. */
const SLACK = 40;

/** Time limits and pauses take a tenth of themselves. */
const QUICK = `
var realTimeout = setTimeout;
global.setTimeout = function(callback, ms, a, b, c) { return realTimeout(callback, ms > 1000 ? ms / 10 : ms, a, b, c); };
`;

describeOnInterpreter("a hostile modem", (interpreter) => {
  const directory = scratchDirectory();
  let board: HostileBoard | undefined;
  afterEach(() => board?.stop());

  it(
    "hangs nothing and leaves no variable behind, whatever it says or answers",
    async () => {
      const firmware = await buildFirmwareFiles({ board: "LINUX" });
      board = await HostileBoard.prepare({ path: interpreter, directory: directory(), firmware, boot0: () => QUICK });
      const { modem, simulator } = board;
      const tongue: Tongue = {
        clock: new RealClock(),
        modem: simulator,
        say: (text) => modem.say(text),
        set onCommand(listener: Tongue["onCommand"]) {
          modem.onCommand = listener;
        },
      };
      board.start();
      await board.untilDelivered(2);
      const before = await board.restingUsage();
      for (const [name, illWill] of Object.entries(ILL_WILL)) {
        const relent = meanIll(illWill, tongue, WORD_MS);
        await setTimeout(illWill.isOnce ? START_MS : ILL_MS);
        relent();
        await board.untilDelivered(2, `readings delivered after ${name}`);
      }
      await board.untilDelivered(10);
      expect(await board.restingUsage()).toBeLessThanOrEqual(before + SLACK);
      // A number of 64 characters and more is an exception in the interpreter, which costs the line that held it.
      const thrown = board.lines.filter((line) => line.includes("Uncaught"));
      for (const line of thrown)
        expect(line).toMatch(/^Uncaught (?:Error: String too big to convert to number|undefined)$/);
      expect(board.lines.join("\n")).not.toMatch(/MEMORY|Too much recursion/);
    },
    LIMIT_MS,
  );
});
