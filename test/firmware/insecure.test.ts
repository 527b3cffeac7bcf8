/** From the configuration to the wire: an insecure connection is reported to the server, with the reason. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { CONFIG, TestBoard } from "../doubles/board";

let firmware: FirmwareFiles;
let board: TestBoard;

beforeAll(async () => {
  firmware = await buildFirmwareFiles({ board: "LINUX" });
});
afterEach(() => board.stop());

async function deliver(tls: object, profile = "EG915U"): Promise<void> {
  board = new TestBoard({ firmware, config: { ...CONFIG, tls }, simulator: { profile } });
  // A request is known once the command behind it has come.
  await board.untilDelivered(2);
}

it.each([
  [{ verify: "none" }, "verify none"],
  [{ ca: "ca.pem", version: 1.1 }, "TLS 1.1"],
  [{ ca: "ca.pem", version: 1 }, "TLS 1.0"],
  [{ verify: "none", version: 1.1 }, "verify none, TLS 1.1"],
])("posts and logs the reason with tls %j: %s", async (tls, reason) => {
  await deliver(tls);
  expect(board.sent(`"insecure":"${reason}"`)).not.toEqual([]);
  expect(board.errors).toContainEqual(expect.stringMatching(new RegExp(`uplink: INSECURE .*: ${reason}$`)));
});

it("says of a modem that cannot compare the server's name that it was not checked", async () => {
  await deliver({ ca: "ca.pem" }, "BG96");
  const reason = "server name not checked by this modem";
  expect(board.sent(`"insecure":"${reason}"`)).not.toEqual([]);
  expect(board.errors).toEqual([expect.stringMatching(new RegExp(`uplink: INSECURE .*: ${reason}$`))]);
  expect(board.status).toMatchObject({ modem: { model: "BG96", isNameChecked: false } });
});

it("posts no such member when the server is verified over TLS 1.2", async () => {
  await deliver({ ca: "ca.pem" });
  expect(board.sent('"dropped":')).not.toEqual([]);
  expect(board.sent("insecure")).toEqual([]);
  expect(board.errors).toEqual([]);
});
