/** Console lock on the real interpreter: what the modem sends is never run as JavaScript, whenever it comes. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { HostileBoard, type HostileBoardOptions } from "../doubles/hostile-board";
import { FORMS, markOf, marksOf } from "../doubles/hostile-modem";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

const LIMIT_MS = 600e3;

/** The board's console is the modem's UART from the start, as on a RAK8212 or wherever nothing else is connected. */
const consoleAtModem = (terminal: string): string =>
  `Serial1.setup(115200,{path:${JSON.stringify(terminal)}});Serial1.setConsole();` +
  `var received=0;Serial1.on("data",function(d){received+=d.length})`;

/** The same board, and whoever wants to pin its console cannot. */
const consoleStaysAtModem = (terminal: string): string => `${consoleAtModem(terminal)};USB.setConsole=function(){}`;

/** A break is noticed before the bytes ahead of it have been taken, and clears the line that they make. */
const BREAK = ["a break before it"];
const NO_BREAK = Object.keys(FORMS).filter((form) => !BREAK.includes(form));

describeOnInterpreter("the console lock", (interpreter) => {
  const directory = scratchDirectory();
  const boards: HostileBoard[] = [];
  let firmware: FirmwareFiles;

  beforeAll(async () => {
    firmware = await buildFirmwareFiles({ board: "LINUX" });
  });
  afterEach(async () => {
    for (const board of boards.splice(0)) await board.stop();
  });

  async function prepare(name: string, options: Partial<HostileBoardOptions> = {}): Promise<HostileBoard> {
    const folder = path.join(directory(), name.replace(/\W/g, ""));
    mkdirSync(folder);
    const board = await HostileBoard.prepare({ path: interpreter, directory: folder, firmware, ...options });
    boards.push(board);
    return board;
  }

  /** Attacks before each answer until every form was sent, and readings still arrive afterwards. */
  async function attackAtEachAnswer(board: HostileBoard, moment: string): Promise<void> {
    board.modem.moment = moment;
    await board.until(`all forms sent: ${moment}`, () => marksOf(moment).every((mark) => board.modem.sent.has(mark)));
    board.modem.moment = "";
    await untilDelivered(board);
  }

  async function untilDelivered(board: HostileBoard): Promise<void> {
    const count = board.collector.readings.length;
    await board.until("a reading delivered", () => board.collector.readings.length > count);
  }

  async function expectNothingRun(board: HostileBoard): Promise<void> {
    expect(board.marks).toEqual([]);
    const asked = '[typeof owned,E.getConsole(),require("Storage").list(/^owned/),typeof qssl.status()]';
    expect(await board.evaluate(asked)).toEqual(["undefined", "USB", [], "object"]);
  }

  it(
    "keeps all that the modem sends from being run, while the same bytes do run once the console is at the modem",
    async () => {
      const board = await prepare("moments");
      board.modem.attack("before");
      board.start();
      await attackAtEachAnswer(board, "bringup");
      board.modem.attack("connected");
      await attackAtEachAnswer(board, "sending");
      await expectNothingRun(board);

      await board.evaluate("setTimeout(load,1)");
      board.modem.attack("reload");
      await attackAtEachAnswer(board, "reboot");
      const [first] = board.collector.readings;
      await board.until("a reading of the next boot", () => board.collector.readings.at(-1)!.boot === first!.boot + 1);
      await expectNothingRun(board);

      board.simulator.powerOff();
      await board.evaluate("setTimeout(function(){Serial1.setConsole()},1)");
      await board.until("the console moved", () => board.lines.includes("-> Serial1"));
      for (const form of Object.keys(FORMS)) {
        board.modem.attack("connected", [form]);
        await board.untilRun([markOf("connected", form)]);
      }
      expect(board.marks).toEqual(marksOf("connected"));
    },
    LIMIT_MS,
  );

  it.each<[string, HostileBoardOptions["config"]]>([
    ["with a configuration that works", undefined],
    ["with no valid JSON for a configuration", () => "{"],
    ["with a configuration that is refused", () => '{"apn":"internet"}'],
  ])(
    "takes the console from the modem before anything else, %s; without the lock the same bytes run",
    async (name, config) => {
      const options = config ? { config } : {};
      const locked = await prepare(name, { ...options, boot0: consoleAtModem });
      const count = locked.modem.attack("boot", NO_BREAK) + locked.modem.attack("boot", BREAK);
      locked.start();
      const isRead = async (): Promise<boolean> => Number(await locked.evaluate("received")) >= count;
      if (config) await locked.until(`${count} bytes read`, isRead);
      else await untilDelivered(locked);
      await expectNothingRun(locked);

      const free = await prepare(`${name} free`, { ...options, boot0: consoleStaysAtModem });
      // Its own words, and its echo of the console's, would mix with the attacks.
      free.simulator.powerOff();
      free.modem.attack("boot", NO_BREAK);
      free.start();
      await free.untilRun(marksOf("boot", NO_BREAK));
      free.modem.attack("boot", BREAK);
      await free.untilRun(marksOf("boot"));
    },
    LIMIT_MS,
  );
});
