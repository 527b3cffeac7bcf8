/** Boards whose modem the configuration describes: what is wrong there is refused by name, before a pin is touched. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { WiredBoard } from "../doubles/wired-board";

let firmware: FirmwareFiles;
let board: WiredBoard;
beforeAll(async () => {
  firmware = await buildFirmwareFiles({ board: "PICO" });
}, 120e3);
afterEach(() => board.stop());

async function start(uart: object, isModemOn = false): Promise<string> {
  board = new WiredBoard({
    firmware,
    uart: "Serial1",
    pins: ["A5", "A6", "B6", "B7", "LED1"],
    config: { uart },
    isModemOn,
  });
  await board.start();
  return board.lines[0]!;
}

it.each<[string, object, RegExp]>([
  ["a UART that the board has not", { port: "Serial9" }, /uart\.port: Serial9 is none of Serial1, Serial2$/],
  ["a port that is no UART", { port: "USB" }, /uart\.port: USB is none of Serial1, Serial2$/],
  [
    "a role that nobody knows",
    { pins: { pwr: "A5" } },
    /uart\.pins: pwr is none of rx, tx, pwrkey, reset, status, supply$/,
  ],
  [
    "a pin that the board has not",
    { pins: { pwrkey: "Z9" } },
    /uart\.pins\.pwrkey: this board has no pin Z9; see its page/,
  ],
  ["an inverted pin that it has not", { pins: { reset: "!Z9" } }, /uart\.pins\.reset: this board has no pin !Z9;/],
  ["no pin at all", { pins: { status: "!" } }, /uart\.pins\.status: this board has no pin !;/],
  ["a UART pin that it has not", { pins: { rx: "Q1" } }, /uart\.pins\.rx: this board has no pin Q1;/],
  ["a number for a pin", { pins: { rx: 5 } }, /uart\.pins\.rx: must be a text/],
  ["too short a pulse", { pwrkeyMs: 99 }, /uart\.pwrkeyMs: 99 is no whole number from 100 to 9999$/],
])("refuses %s", async (_name, uart, message) => {
  expect(await start(uart)).toMatch(message);
  expect(board.actions).toEqual(["0 USB.setConsole true"]);
  expect(board.runtime.errors).toEqual([]);
});

it("takes a modem that nothing is wired to but its UART for one that is on", async () => {
  await start({}, true);
  await board.until(() => board.lines.some((line) => / online, /.test(line)));
  expect(board.actions).toContain("0 Serial1.setup 115200 rx=B7 tx=B6");
  expect(board.switching({ led: "LED1" })).toEqual([]);
});

it("never drives a pin with ! high: the modem's side is at 1.8 V", async () => {
  await start({ pins: { pwrkey: "!A5", reset: "!A6" } });
  await board.clock.advance(600e3);
  expect(board.actions.some((action) => / A5=0$/.test(action))).toBe(true);
  expect(board.actions.filter((action) => / A[56]=1$/.test(action))).toEqual([]);
});
