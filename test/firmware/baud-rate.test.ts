import type { UartSettings } from "../../board/board";
import type * as BaudRateModule from "../../firmware/baud-rate";
import { ERROR, pass } from "../doubles/device";
import { type ScriptedModem, SOON_MS, startScriptedModem } from "../doubles/scripted-modem";

const CONFIGURED = 57600;

let modem: ScriptedModem;
let rates: typeof BaudRateModule;
/** Speeds that the UART was set to, and how many commands the modem had got by then. */
let changes: [baud: number, commands: number][];

const uartAt = (baud: number): UartSettings => ({ path: "", baud, port: "", pins: {}, pwrkeyMs: 800 });

beforeEach(async () => {
  modem = await startScriptedModem();
  rates = await import("../../firmware/baud-rate");
  changes = [];
  rates.startBaudRate(uartAt(CONFIGURED), ({ baud }) => changes.push([baud, modem.commands.length]));
});

/** The speeds tried while the modem stays silent so often. */
function tried(silences: number): number[] {
  for (let count = 0; count < silences; count++) rates.onModemSilent();
  return changes.splice(0).map(([baud]) => baud);
}

describe("a modem that does not answer", () => {
  it("is tried at other speeds, every other time at the configured one again", () => {
    expect(tried(8)).toEqual([115200, CONFIGURED, 9600, CONFIGURED, 921600, CONFIGURED, 460800, CONFIGURED]);
    expect(tried(4)).toEqual([115200, CONFIGURED, 9600, CONFIGURED]);
  });

  it("is not set to the speed that it is tried at already", () => {
    rates.startBaudRate(uartAt(115200), ({ baud }) => changes.push([baud, 0]));
    expect(tried(4)).toEqual([9600, 115200]);
  });

  it("is sent nothing meanwhile", () => {
    tried(8);
    pass(SOON_MS);
    expect(modem.commands).toEqual([]);
  });
});

describe("AT+IPR=<rate>;&W", () => {
  it("takes a modem that was found at another speed to the configured one, for good; the UART follows its OK", () => {
    tried(3);
    rates.onModemAnswers();
    expect(changes).toEqual([]);
    pass(SOON_MS);
    expect(modem.commands).toEqual(["AT+IPR=57600;&W"]);
    expect(changes).toEqual([[CONFIGURED, 1]]);
  });

  it("is not sent to a modem that answers at the configured speed", () => {
    rates.onModemAnswers();
    tried(2);
    rates.onModemAnswers();
    pass(SOON_MS);
    expect(modem.commands).toEqual([]);
    expect(changes).toEqual([]);
  });

  it("that is refused leaves the UART at the speed at which the modem answers", () => {
    modem.answer("AT+IPR=57600;&W", ERROR);
    tried(1);
    rates.onModemAnswers();
    pass(SOON_MS);
    expect(changes).toEqual([]);
    rates.onModemAnswers();
    pass(SOON_MS);
    expect(modem.commands).toHaveLength(2);
  });
});

it("begins with the first other speed again after the modem has answered", () => {
  tried(3);
  rates.onModemAnswers();
  pass(SOON_MS);
  changes.length = 0;
  expect(tried(2)).toEqual([115200, CONFIGURED]);
});
