/** The very bundle that a board runs, with every modem and firmware that can be simulated: online, and readings delivered over TLS. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { FIRMWARE_NAMES, profileNamed } from "../../tools/simulator";
import { TestBoard } from "../doubles/board";

/** Readings that must arrive before and behind the modem's restart. */
const READINGS = 2;

let firmware: FirmwareFiles;
let board: TestBoard;

beforeAll(async () => {
  firmware = await buildFirmwareFiles({ board: "LINUX" });
});
afterEach(() => board.stop());

it.each(FIRMWARE_NAMES)(
  "a board with %s delivers its readings, also behind a restart of the modem",
  async (profile) => {
    board = new TestBoard({ firmware, simulator: { profile } });
    await board.untilDelivered(READINGS);
    expect(board.status).toMatchObject({ modem: { model: profileNamed(profile).model, registration: "home" } });
    expect(board.network.requests.every(({ tls }) => tls?.sslVersion === 3 && tls.securityLevel === 1)).toBe(true);
    board.modem.reboot();
    await board.untilDelivered(2 * READINGS);
    // At least once, and in order.
    const numbers = [...new Set(board.server.sequence)];
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  },
);
