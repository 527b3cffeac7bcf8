/** Every board: its built bundle with a modem on its pins, step by step. */
import { boardNames } from "../../tools/build/bundle";
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { WiredBoard, type WiredBoardOptions } from "../doubles/wired-board";

interface BoardRow extends Omit<WiredBoardOptions, "firmware"> {
  board: string;
  /** Name of the LED's pin. */
  led?: string;
  /** Set up at the start, after the console was pinned. */
  opened: string[];
  /** From off to online. */
  powerUp: string[];
  /** `qssl.powerOff()`. */
  powerDown: string[];
  /** The same with a modem that hears nothing any more. */
  deafPowerDown: string[];
  hardReset: string[];
  /** When a hard reset did not help. */
  powerCycle: string[];
}

const rows: BoardRow[] = [
  {
    board: "RAK5010",
    uart: "Serial1",
    ports: ["Bluetooth"],
    pins: ["D39", "D40", "D41"],
    wiring: { pwrkey: ["D2", 1], reset: ["D28", 1], status: ["D31", 1] },
    led: "D12",
    opened: ["Bluetooth.setConsole true", "Serial1.setup 115200 rx=D8 tx=D6"],
    powerUp: ["0 D28=0", "200 D2=1", "700 D2=0"],
    powerDown: ["20 Serial1> AT+QPOWD=1"],
    deafPowerDown: ["20 Serial1> AT+QPOWD=1", "15000 D2=1", "700 D2=0"],
    hardReset: ["0 D28=1", "300 D28=0"],
    powerCycle: ["0 Serial1> AT+QPOWD=1", "15000 D2=1", "700 D2=0", "66000 D28=0", "200 D2=1", "700 D2=0"],
  },
  {
    board: "RAK8212",
    uart: "Serial1",
    ports: ["Bluetooth"],
    console: "Serial1",
    wiring: { pwrkey: ["D15", 1], reset: ["D14", 1], supply: ["D6", 1] },
    led: "D12",
    opened: ["Bluetooth.setConsole true", "Serial1.setup 115200 rx=D7 tx=D9"],
    powerUp: ["6900 D14=0", "0 D6=1", "200 D15=1", "700 D15=0"],
    powerDown: ["20 Serial1> AT+QPOWD=1", "4001 D6=0"],
    deafPowerDown: ["20 Serial1> AT+QPOWD=1", "15000 D15=1", "700 D15=0", "65000 D6=0"],
    hardReset: ["0 D14=1", "300 D14=0"],
    powerCycle: [
      "0 Serial1> AT+QPOWD=1",
      "15000 D15=1",
      "700 D15=0",
      "65000 D6=0",
      "1000 D14=0",
      "0 D6=1",
      "200 D15=1",
      "700 D15=0",
    ],
  },
  {
    board: "WIO_LTE",
    uart: "Serial2",
    pins: ["A2", "A3", "B5", "C3", "C4"],
    console: "Serial2",
    wiring: { pwrkey: ["C4", 1], reset: ["C3", 0], supply: ["B5", 1] },
    files: { ".boot0": "WioLTE={setLEDPower:()=>{},LED:()=>{}}" },
    opened: ["USB.setConsole true", "Serial2.setup 115200 rx=A3 tx=A2"],
    powerUp: ["6900 C3=1", "0 B5=1", "200 C4=1", "700 C4=0"],
    powerDown: ["20 Serial2> AT+QPOWD=1", "4001 B5=0"],
    deafPowerDown: ["20 Serial2> AT+QPOWD=1", "15000 C4=1", "700 C4=0", "65000 B5=0"],
    hardReset: ["0 C3=0", "300 C3=1"],
    powerCycle: [
      "0 Serial2> AT+QPOWD=1",
      "15000 C4=1",
      "700 C4=0",
      "65000 B5=0",
      "1000 C3=1",
      "0 B5=1",
      "200 C4=1",
      "700 C4=0",
    ],
  },
  {
    board: "PICO",
    uart: "Serial2",
    pins: ["A2", "A3", "A5", "A6", "A7", "B6", "B7", "LED1"],
    console: "Serial1",
    config: { uart: { port: "Serial2", pins: { rx: "A3", tx: "A2", pwrkey: "A5", reset: "!A6", status: "!A7" } } },
    wiring: { pwrkey: ["A5", 1], reset: ["A6", 0], status: ["A7", 0] },
    led: "LED1",
    opened: ["USB.setConsole true", "Serial2.setup 115200 rx=A3 tx=A2"],
    powerUp: ["0 A6 input", "200 A5=1", "800 A5=0"],
    powerDown: ["20 Serial2> AT+QPOWD=1"],
    deafPowerDown: ["20 Serial2> AT+QPOWD=1", "15000 A5=1", "800 A5=0"],
    hardReset: ["0 A6 output", "0 A6=0", "300 A6 input"],
    powerCycle: ["0 Serial2> AT+QPOWD=1", "15000 A5=1", "800 A5=0", "66000 A6 input", "200 A5=1", "800 A5=0"],
  },
  {
    board: "ESPRUINOWIFI",
    uart: "Serial1",
    pins: ["A5", "A6", "A7", "B6", "B7", "LED1"],
    console: "Serial1",
    config: { uart: { pins: { pwrkey: "A5", reset: "A6", supply: "A7" }, pwrkeyMs: 3000 } },
    wiring: { pwrkey: ["A5", 1], reset: ["A6", 1], supply: ["A7", 1] },
    led: "LED1",
    opened: ["USB.setConsole true", "Serial1.setup 115200 rx=B7 tx=B6"],
    powerUp: ["6900 A6=0", "0 A7=1", "200 A5=1", "3000 A5=0"],
    powerDown: ["20 Serial1> AT+QPOWD=1", "4001 A7=0"],
    deafPowerDown: ["20 Serial1> AT+QPOWD=1", "15000 A5=1", "3000 A5=0", "65000 A7=0"],
    hardReset: ["0 A6=1", "300 A6=0"],
    powerCycle: [
      "0 Serial1> AT+QPOWD=1",
      "15000 A5=1",
      "3000 A5=0",
      "65000 A7=0",
      "1000 A6=0",
      "0 A7=1",
      "200 A5=1",
      "3000 A5=0",
    ],
  },
  {
    board: "ESP32",
    uart: "Serial2",
    console: "Serial1",
    isModemOn: true,
    config: { uart: { pins: { reset: "D18" } } },
    wiring: { reset: ["D18", 1] },
    led: "D2",
    opened: ["Serial1.setConsole true", "Serial2.setup 115200 rx=D5 tx=D4"],
    powerUp: [],
    powerDown: ["20 Serial2> AT+QPOWD=1"],
    deafPowerDown: ["20 Serial2> AT+QPOWD=1"],
    hardReset: ["0 D18=1", "300 D18=0"],
    powerCycle: ["0 D18=1", "300 D18=0"],
  },
  {
    board: "PIXLJS",
    uart: "Serial1",
    ports: ["Bluetooth"],
    console: "Serial1",
    config: { uart: { pins: { pwrkey: "!D4" } } },
    wiring: { pwrkey: ["D4", 0] },
    opened: ["Bluetooth.setConsole true", "Serial1.setup 115200 rx=D0 tx=D1"],
    powerUp: ["7100 D4 output", "0 D4=0", "800 D4 input"],
    powerDown: ["20 Serial1> AT+QPOWD=1"],
    deafPowerDown: ["20 Serial1> AT+QPOWD=1"],
    hardReset: [],
    // Nothing tells whether it is on: turned round, and looked for when it had its time; then it is off, or on again.
    powerCycle: ["0 D4 output", "0 D4=0", "800 D4 input", "72100 D4 output", "0 D4=0", "800 D4 input"],
  },
  {
    board: "LINUX",
    uart: "Serial1",
    console: "Serial1",
    isModemOn: true,
    config: { uart: { path: "/dev/ttyUSB2" } },
    opened: ["USB.setConsole true", "Serial1.setup 115200 path=/dev/ttyUSB2"],
    powerUp: [],
    powerDown: ["20 Serial1> AT+QPOWD=1"],
    deafPowerDown: ["20 Serial1> AT+QPOWD=1"],
    hardReset: [],
    powerCycle: [],
  },
];

/** A build takes its time on a busy machine. */
const BUILD_MS = 120e3;

/** Longer than the shutdown's limit and what comes before it. */
const SHUTDOWN_MS = 120e3;

it("has a row for every board", () => {
  expect(rows.map(({ board }) => board).sort()).toEqual(boardNames());
});

describe.each(rows)("$board", (row) => {
  const running: WiredBoard[] = [];
  let firmware: FirmwareFiles;
  beforeAll(async () => {
    firmware = await buildFirmwareFiles({ board: row.board });
  }, BUILD_MS);
  afterEach(() => running.splice(0).forEach((board) => board.stop()));

  async function started(options: Partial<WiredBoardOptions> = {}): Promise<WiredBoard> {
    const board = new WiredBoard({ ...row, firmware, ...options });
    running.push(board);
    await board.start();
    return board;
  }

  async function online(options: Partial<WiredBoardOptions> = {}): Promise<WiredBoard> {
    const board = await started({ isModemOn: true, ...options });
    await board.until(() => board.lines.some((line) => / online, /.test(line)));
    board.mark();
    return board;
  }

  it("pins the console elsewhere before it opens the modem's UART", async () => {
    const board = await started();
    expect(board.actions.slice(0, 2)).toEqual(row.opened.map((action) => `0 ${action}`));
    expect(board.runtime.evaluate("E.getConsole()")).not.toBe(row.uart);
    expect(board.runtime.errors).toEqual([]);
  });

  it("powers a modem up that is off, and uploads", async () => {
    const board = await started();
    await board.until(() => board.lines.some((line) => / online, /.test(line)));
    expect(board.switching(row)).toEqual(row.powerUp);
    await board.untilDelivered(1);
    expect(board.server.readings[0]).toMatchObject(
      row.board === "LINUX" ? { quantity: "load", value: 0.25 } : { quantity: "battery", unit: "V", value: 3.911 },
    );
    expect(board.runtime.errors).toEqual([]);
  });

  it("leaves a modem alone that is on", async () => {
    const board = await online();
    await board.clock.advance(60e3);
    expect(board.switching(row)).toEqual([]);
    expect(board.modem.status().power).toBe("on");
  });

  it("powers down in an orderly way, and stays off", async () => {
    const board = await online();
    board.runtime.run("qssl.powerOff();qssl.powerOff()");
    await board.clock.advance(SHUTDOWN_MS);
    expect(board.switching(row)).toEqual(row.powerDown);
    await board.clock.advance(3600e3);
    expect(board.switching(row)).toEqual(row.powerDown);
    expect(board.modem.status().power).toBe("off");
    expect(board.cutsWhileOn).toBe(0);
    expect(board.lines.at(-1)).toMatch(/modem: off$/);
  });

  it("powers a deaf modem down by its pins, with patience", async () => {
    const board = await online();
    board.isHung = true;
    board.runtime.run("qssl.powerOff()");
    await board.clock.advance(SHUTDOWN_MS);
    expect(board.switching(row)).toEqual(row.deafPowerDown);
    expect(board.cutsWhileOn).toBe(0);
  });

  it("resets a modem that has fallen silent", async () => {
    const board = await online();
    board.isHung = true;
    await afterSilences(board, 4);
    expect(board.switching({ ...row, isRelative: true })).toEqual(row.hardReset);
  });

  it("switches a modem off and on that no reset brings back", async () => {
    const board = await online();
    board.isHung = board.isDeafToReset = true;
    await afterSilences(board, 4);
    board.mark();
    await afterSilences(board, 7);
    expect(board.switching({ ...row, isRelative: true })).toEqual(row.powerCycle);
    expect(board.cutsWhileOn).toBe(0);
  });
});

/** Until the modem did not answer so many times, or is back. */
function afterSilences(board: WiredBoard, count: number): Promise<void> {
  const linesWith = (text: RegExp): number => board.lines.filter((line) => text.test(line)).length;
  return board.until(() => linesWith(/modem: no answer/) >= count || linesWith(/ online, /) > 1);
}
