import { matchBoard } from "../../../tools/flash/board-match";

const BOARDS = ["ESP32", "LINUX", "PICO", "RAK8212"];

describe("the board that is flashed", () => {
  it.each([
    [undefined, "LINUX", "LINUX"],
    ["LINUX", "LINUX", "LINUX"],
    ["LINUX", "RASPBERRYPI", "LINUX"],
    [undefined, "PICO_R1_3", "PICO"],
    ["PICO", "PICO_1V3", "PICO"],
    [undefined, "ESP32_IDF4", "ESP32"],
    ["RAK8212", "RAK8212", "RAK8212"],
  ])("asked for as %s, found as %s, is %s", (asked, told, board) =>
    expect(matchBoard(asked, told, BOARDS)).toBe(board),
  );

  it("is refused when it is another, with the right name as remedy", () => {
    expect(() => matchBoard("PICO", "RAK8212", BOARDS)).toThrow(
      "the board is RAK8212, not PICO: use --board RAK8212, or check --port; nothing was changed",
    );
    expect(() => matchBoard("PICO", "PUCKJS", BOARDS)).toThrow("the board is PUCKJS, not PICO: check --port");
  });

  it("is refused when there is no firmware for it", () => {
    expect(() => matchBoard(undefined, "PUCKJS", BOARDS)).toThrow(
      "there is no firmware for PUCKJS: boards are ESP32, LINUX, PICO, RAK8212",
    );
    expect(() => matchBoard(undefined, "ESP32C3_IDF4", BOARDS)).toThrow("there is no firmware for ESP32C3_IDF4");
  });
});
