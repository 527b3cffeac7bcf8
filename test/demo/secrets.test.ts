/** Secrets stay where they belong: the log, at its most talkative, and the status tell none, whatever works or fails. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { CONFIG, TestBoard, type TestBoardOptions } from "../doubles/board";

/** Marked, so that a search finds them. */
const PIN = "83914726";
const USER = "apn-user-k3x";
const PASSWORD = "apn-password-q7z";
const TOKEN = "Bearer-token-m5w";
const SECRETS = [PIN, USER, PASSWORD, TOKEN];

const config = {
  ...CONFIG,
  user: USER,
  password: PASSWORD,
  pin: PIN,
  server: { ...CONFIG.server, headers: { Authorization: TOKEN, "X-Key": TOKEN } },
  log: "debug",
};

let firmware: FirmwareFiles;
let board: TestBoard;

beforeAll(async () => {
  firmware = await buildFirmwareFiles({ board: "LINUX" });
});
afterEach(() => board.stop());

/** Everything that a person, a console or a server's log could see of the board itself. */
function expectNothingTold(): void {
  const told = [...board.lines, JSON.stringify(board.evaluate("qssl.status()"))].join("\n");
  expect(board.lines.length).toBeGreaterThan(20);
  for (const secret of SECRETS) expect(told).not.toContain(secret);
}

const boot = (options: Omit<TestBoardOptions, "firmware"> = {}): void => {
  board = new TestBoard({ firmware, config, simulator: { sim: { pin: PIN } }, ...options });
};

it("are sent to the modem and the server, and told nobody when all works", async () => {
  boot();
  await board.untilDelivered(3);
  // They were used indeed.
  for (const secret of [PIN, USER, PASSWORD]) expect(board.sent(secret).length).toBeGreaterThan(0);
  expect(board.server.heads.join()).toContain(TOKEN);
  expectNothingTold();
});

it.each<[string, Omit<TestBoardOptions, "firmware">, () => void]>([
  ["the PIN is wrong", { simulator: { sim: { pin: "1234" } } }, () => {}],
  ["the card asks for a PUK", { simulator: { sim: { state: "puk" } } }, () => {}],
  ["there is no card", { simulator: { sim: { state: "absent" } } }, () => {}],
  ["registration is denied", { simulator: { sim: { pin: PIN }, registration: [{ stat: 3, afterMs: 0 }] } }, () => {}],
  ["the server is not there", {}, () => board.server.close()],
  ["the server refuses", {}, () => (board.server.behaviour = 401)],
  [
    "the server says back what it got",
    {},
    () => (board.server.behaviour = `HTTP/1.1 403 ${TOKEN}\r\nContent-Length: 0\r\n\r\n`),
  ],
  [
    "the modem restarts again and again",
    {},
    () => (board.onCommand = (command) => command.includes("QICSGP") && board.modem.reboot()),
  ],
  [
    "the modem falls silent",
    {},
    () => (board.onCommand = (command) => command.includes("CPIN=") && (board.modem.faults.isSilent = true)),
  ],
  ["the CA is not there", { files: {} }, () => {}],
])("are told nobody when %s", async (_, options, prepare) => {
  boot(options);
  prepare();
  await board.pass(1800);
  expectNothingTold();
});

it.each([
  ["a password that is too long", { password: PASSWORD.repeat(20) }],
  ["a password with a quote", { password: `${PASSWORD}"` }],
  ["a password that is no text", { password: [PASSWORD] }],
  ["a PIN with a letter", { pin: `${PIN.slice(1)}x` }],
  ["a PIN that is a number", { pin: Number(PIN) }],
  ["a user with CR", { user: `${USER}\r` }],
  ["a header with LF", { server: { ...CONFIG.server, headers: { Authorization: `${TOKEN}\n` } } }],
  ["a password in the address", { server: { url: `https://${USER}:${PASSWORD}@collector.example/` } }],
])("are told nobody when the configuration is refused for %s", async (_, changes) => {
  boot({ config: { ...config, ...changes } });
  await board.pass(60);
  expect(board.lines).toEqual([expect.stringMatching(/^E .*config\.json: /)]);
  const told = board.lines.join();
  for (const secret of [...SECRETS, PIN.slice(1)]) expect(told).not.toContain(secret);
});
