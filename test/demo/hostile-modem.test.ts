/** A modem that means ill: the firmware does not crash, hang or connect unverified, and delivers as soon as the modem behaves. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { CA_PEM, CONFIG, TestBoard } from "../doubles/board";
import { ILL_WILL, meanIll } from "../doubles/ill-will";

/** Of ill will, seconds, and between two words of it, milliseconds. */
const ILL_S = 300;
const WORD_MS = 1500;
/** Within which readings arrive again, seconds: the pauses have grown to a few minutes meanwhile. */
const PATIENCE_S = 400;
const INTERVAL_S = 10;
/** Of the program at rest, and two more. */
const TIMERS = 8;

let firmware: FirmwareFiles;
let board: TestBoard;

beforeAll(async () => {
  firmware = await buildFirmwareFiles({ board: "LINUX" });
});
afterEach(() => board.stop());

/** Nothing was thrown, no connection was opened unverified, nothing is left behind. */
function expectUnharmed(): void {
  expect(board.lines.join("\n")).not.toContain("Uncaught");
  for (const { tls } of board.network.requests) expect(tls).toMatchObject({ securityLevel: 1, trusted: [CA_PEM] });
  expect(board.pendingTimers).toBeLessThanOrEqual(TIMERS);
  const { modem } = board.status as unknown as { modem: { slots: unknown[] } };
  expect(modem.slots.length).toBeLessThanOrEqual(1);
  expect(board.status.offline).toBe("");
}

describe.each(Object.entries(ILL_WILL))("a modem with %s", (_, illWill) => {
  it.each([
    ["while readings are delivered", 2],
    ["from the board's start on", 0],
  ])("%s", async (_, delivered) => {
    board = new TestBoard({ firmware, config: { ...CONFIG, sampling: { intervalS: INTERVAL_S, sensors: ["load"] } } });
    await board.untilDelivered(delivered);
    const relent = meanIll(illWill, board, WORD_MS);
    await board.pass(ILL_S);
    relent();
    const before = board.server.readings.length;
    await board.untilDelivered(before + 3, PATIENCE_S);
    await board.pass(ILL_S);
    expectUnharmed();
  });
});
