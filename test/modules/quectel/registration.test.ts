import type { NetworkStatus } from "../../../modules/quectel/bring-up";
import type * as RegistrationModule from "../../../modules/quectel/registration";
import { cme, info, pass } from "../../doubles/device";
import { outcome, type ScriptedModem, SOON_MS, startScriptedModem } from "../../doubles/scripted-modem";

type Registration = typeof RegistrationModule;

const POLL = "AT+CEREG?;+CGREG?";

let modem: ScriptedModem;
let registration: Registration;
let status: NetworkStatus;
let progress: string[];
let done: jest.Mock;

const answer = (lte: number, gsm: number): string => info(`+CEREG: 1,${lte}`, `+CGREG: 0,${gsm}`);
const begin = (limitS = 600): void => registration.register(limitS, status, done);

beforeEach(async () => {
  modem = await startScriptedModem();
  registration = await import("../../../modules/quectel/registration");
  const { network, startNetworkStatus } = await import("../../../modules/quectel/network-status");
  modem.answer("AT+CSQ", info("+CSQ: 24,99"));
  status = network;
  progress = [];
  startNetworkStatus((text) => progress.push(text));
  done = jest.fn();
});

it("waits from searching to home, tells each change once, and reads the signal", () => {
  modem.answer(POLL, answer(2, 2), answer(2, 2), answer(2, 2), answer(1, 0));
  begin();
  pass(2 * SOON_MS);
  expect(outcome(done)).toBeUndefined();
  expect(status.registration).toBe("searching");
  pass(3 * SOON_MS);
  expect(outcome(done)).toBe("");
  expect(progress).toEqual(["registration: searching", "registration: home"]);
  expect(status.rssiDbm).toBe(-65);
  expect(modem.commands[0]).toBe("AT+CEREG=1");
});

it.each([
  ["home in LTE", 1, 0, "home"],
  ["roaming in LTE", 5, 2, "roaming"],
  ["home in GSM only", 2, 1, "home"],
  ["roaming in GSM only, LTE denied", 3, 5, "roaming"],
])("is registered: %s", (_name, lte, gsm, text) => {
  modem.answer(POLL, answer(lte, gsm));
  begin();
  pass(SOON_MS);
  expect(outcome(done)).toBe("");
  expect(status.registration).toBe(text);
});

it("takes answers with more fields, and a URC of the same name for what it is", () => {
  modem.answer(POLL, '\r\n+CEREG: 5,"1A2B","01C3D4E5",7\r\n' + info("+CEREG: 1,2", "+CGREG: 0,2"), answer(1, 0));
  begin();
  pass(500);
  expect(outcome(done)).toBeUndefined();
  pass(2 * SOON_MS);
  expect(outcome(done)).toBe("");
  expect(progress.at(-1)).toBe("registration: home");
});

it.each(['+QIND: "csq",24,99', "+QUSIM: 1", "RING", '+CTZE: "+04",0,"2026/01/01,00:00:00"'])(
  "is not confused by %s between the lines of the answer",
  (urc) => {
    modem.answer(POLL, `\r\n${urc}\r\n\r\n+CEREG: 1,2\r\n\r\n${urc}\r\n\r\n+CGREG: 0,5\r\n\r\n${urc}\r\n\r\nOK\r\n`);
    begin();
    pass(SOON_MS);
    expect(outcome(done)).toBe("");
    expect(status.registration).toBe("roaming");
  },
);

it("believes a denial after 30 polls in a row", () => {
  modem.answer(POLL, ...Array<string>(30).fill(answer(3, 3)), answer(3, 3));
  begin();
  pass(29e3);
  expect(outcome(done)).toBeUndefined();
  pass(3e3);
  expect(outcome(done)).toMatch(/^registration: denied/);
  pass(60e3);
  expect(modem.commands.filter((command) => command === POLL)).toHaveLength(31);
});

it("counts denials anew after another answer", () => {
  modem.answer(
    POLL,
    ...Array<string>(25).fill(answer(3, 3)),
    answer(2, 2),
    ...Array<string>(25).fill(answer(3, 3)),
    answer(1, 1),
  );
  begin();
  pass(60e3);
  expect(outcome(done)).toBe("");
});

it("gives up after its limit", () => {
  modem.answer(POLL, answer(2, 2));
  begin(60);
  pass(59e3);
  expect(outcome(done)).toBeUndefined();
  pass(4e3);
  expect(outcome(done)).toMatch(/^registration: still searching/);
});

it.each(["AT+CEREG=1", POLL])("ends with the error of %s", (command) => {
  modem.answer(command, cme(30));
  begin();
  pass(SOON_MS);
  expect(outcome(done)).toMatch(/CME ERROR: 30/);
});

it("follows URCs afterwards, in any of their forms", () => {
  modem.answer(POLL, answer(1, 0));
  begin();
  pass(SOON_MS);
  for (const [urc, text] of [
    ["2", "searching"],
    ['5,"1A2B","01C3D4E5",7', "roaming"],
    ["0", "not searching"],
    ["4", "unknown"],
  ]) {
    modem.say(`+CEREG: ${urc}`);
    expect(status.registration).toBe(text);
    expect(progress.at(-1)).toBe(`registration: ${text}`);
  }
});

it.each([
  ["0,99", -113],
  ["31,99", -51],
  ["99,99", 0],
])("reads the signal %s as %d dBm", (csq, dbm) => {
  modem.answer(POLL, answer(1, 0));
  modem.answer("AT+CSQ", info(`+CSQ: ${csq}`));
  begin();
  pass(SOON_MS);
  expect(status.rssiDbm).toBe(dbm);
});
