import type * as SimModule from "../../../modules/quectel/sim";
import { cme, info, pass } from "../../doubles/device";
import { outcome, type ScriptedModem, SOON_MS, startScriptedModem } from "../../doubles/scripted-modem";

let modem: ScriptedModem;
let unlockSim: (typeof SimModule)["unlockSim"];
/** What the guard was told, and how many commands the modem had got by then. */
let marks: [isRefused: boolean, commands: string[]][];
let isRefused: boolean;
const guard = {
  isRefused: () => isRefused,
  setRefused(value: boolean) {
    isRefused = value;
    marks.push([value, [...modem.commands]]);
  },
};

const unlock = (pin: string): jest.Mock => {
  const done = jest.fn();
  unlockSim(pin, guard, done);
  return done;
};
const pinCommands = (): string[] => modem.commands.filter((command) => command.includes("CPIN="));

beforeEach(async () => {
  modem = await startScriptedModem();
  ({ unlockSim } = await import("../../../modules/quectel/sim"));
  marks = [];
  isRefused = false;
});

it("does nothing about a SIM that is ready, even with a PIN configured", () => {
  modem.answer("AT+CPIN?", info("+CPIN: READY"));
  const done = unlock("1234");
  pass(SOON_MS);
  expect(outcome(done)).toBe("");
  expect(modem.commands).toEqual(["AT+CPIN?"]);
  expect(marks).toEqual([]);
});

it("sends the PIN once; the guard is set before and taken back after the modem's OK", () => {
  modem.answer("AT+CPIN?", info("+CPIN: SIM PIN"), info("+CPIN: READY"));
  const done = unlock("1234");
  pass(SOON_MS);
  expect(outcome(done)).toBe("");
  expect(modem.commands).toEqual(["AT+CPIN?", 'AT+CPIN="1234"', "AT+CPIN?"]);
  expect(marks.map(([value]) => value)).toEqual([true, false]);
  expect(marks[0]![1]).toEqual(["AT+CPIN?"]);
});

it("waits while the SIM is not ready or busy, or its state is not said", () => {
  modem.answer("AT+CPIN?", info("+CPIN: NOT READY"), cme(14), cme(10), "\r\nOK\r\n", info("+CPIN: READY"));
  const done = unlock("");
  pass(4 * SOON_MS);
  expect(outcome(done)).toBeUndefined();
  pass(SOON_MS);
  expect(outcome(done)).toBe("");
});

it.each([cme(16), "\r\nERROR\r\n", undefined])("never sends a PIN again that was not taken: %j", (answer) => {
  modem.answer("AT+CPIN?", info("+CPIN: SIM PIN"));
  modem.answer('AT+CPIN="1234"', answer);
  const done = unlock("1234");
  pass(20 * SOON_MS);
  expect(outcome(done)).toMatch(/^SIM: PIN refused/);
  const again = unlock("1234");
  pass(20 * SOON_MS);
  expect(outcome(again)).toMatch(/^SIM: PIN refused/);
  expect(pinCommands()).toHaveLength(1);
  expect(isRefused).toBe(true);
});

it("does not send the PIN when the SIM asks again after its OK", () => {
  modem.answer("AT+CPIN?", info("+CPIN: SIM PIN"), info("+CPIN: NOT READY"), info("+CPIN: READY"));
  const done = unlock("1234");
  pass(5 * SOON_MS);
  expect(outcome(done)).toBe("");
  expect(pinCommands()).toHaveLength(1);
});

it("sends the PIN at most once in a run, even when a SIM asks for it still after its OK", () => {
  modem.answer("AT+CPIN?", info("+CPIN: SIM PIN"));
  unlock("1234");
  pass(5 * SOON_MS);
  expect(pinCommands()).toHaveLength(1);
});

it("says that a PIN is needed", () => {
  modem.answer("AT+CPIN?", info("+CPIN: SIM PIN"));
  const done = unlock("");
  pass(SOON_MS);
  expect(outcome(done)).toMatch(/^SIM: needs a PIN/);
  expect(marks).toEqual([]);
});

it("gives up an absent SIM after 20 s", () => {
  modem.answer("AT+CPIN?", cme(10));
  const done = unlock("1234");
  pass(20e3);
  expect(outcome(done)).toBeUndefined();
  pass(2e3);
  expect(outcome(done)).toMatch(/^SIM: not inserted/);
});

it.each([
  ["SIM PUK", info("+CPIN: SIM PUK"), "SIM: SIM PUK: try"],
  ["PH-NET PIN", info("+CPIN: PH-NET PIN"), "SIM: PH-NET PIN: try"],
  ["a failure", cme(13), "SIM: AT+CPIN: +CME ERROR: 13: try"],
])("ends at once at %s", (_name, answer, message) => {
  modem.answer("AT+CPIN?", answer);
  const done = unlock("1234");
  pass(SOON_MS);
  expect(outcome(done)).toContain(message);
  expect(pinCommands()).toEqual([]);
});

it.each(['12"3', "1234\r", "123456789"])("refuses to send the PIN %j", (pin) => {
  modem.answer("AT+CPIN?", info("+CPIN: SIM PIN"));
  expect(() => unlock(pin)).toThrow(/^pin: at most 8/);
  pass(SOON_MS);
  expect(pinCommands()).toEqual([]);
});
