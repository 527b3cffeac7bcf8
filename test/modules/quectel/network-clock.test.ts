import { cme, ERROR, info, OK, pass } from "../../doubles/device";
import { type ScriptedModem, SOON_MS, startScriptedModem } from "../../doubles/scripted-modem";

const NTP = 'AT+QNTP=1,"pool.ntp.org"';
const TIME = Date.UTC(2026, 1, 3, 4, 5, 6) / 1000;
const CCLK = 'AT+CCLK="26/02/03,04:05:06+00"';

let modem: ScriptedModem;
let done: jest.Mock;

async function sync(server = "pool.ntp.org", pdpContextId = 1): Promise<void> {
  const { syncClock } = await import("../../../modules/quectel/network-clock");
  syncClock(server, pdpContextId, done);
}

const result = (): unknown[] => {
  expect(done).toHaveBeenCalledTimes(1);
  const [error, time] = done.mock.calls[0] as [Error | null, number];
  return [error?.message ?? "", time];
};

beforeEach(async () => {
  modem = await startScriptedModem();
  done = jest.fn();
});

it.each([
  '+QLTS: "2026/02/03,04:05:06+04,0"',
  '+QLTS: "26/02/03,04:05:06+32,1"',
  '+QLTS: "2026/02/03,04:05:06-20,0"',
  '+QLTS: "2026/02/03,04:05:06"',
])("takes the network's time and writes it to the modem's clock in UTC: %s", async (line) => {
  modem.answer("AT+QLTS=1", info(line));
  await sync();
  pass(SOON_MS);
  expect(result()).toEqual(["", TIME]);
  expect(modem.commands).toEqual(["AT+QLTS=1", CCLK]);
});

it.each([
  ["is empty", info('+QLTS: ""')],
  ["has no line", OK],
  ["is refused", ERROR],
  ["was never set", info('+QLTS: "1980/01/06,00:00:11+00,0"')],
  ["was never set, year of two digits", info('+QLTS: "80/01/06,00:00:11+00,0"')],
  ["is no time", info('+QLTS: "garbage/and,more"')],
])("asks the NTP server when the network's time %s", async (_name, answer) => {
  modem.answer("AT+QLTS=1", answer);
  await sync();
  pass(SOON_MS);
  expect(modem.commands.at(-1)).toBe(NTP);
  expect(done).not.toHaveBeenCalled();
  modem.say('+QNTP: 0,"2026/02/03,04:05:06+00"');
  pass(SOON_MS);
  expect(result()).toEqual(["", TIME]);
  expect(modem.commands.at(-1)).toBe(CCLK);
});

it("tells when neither knew the time, with the server's code", async () => {
  modem.answer("AT+QLTS=1", info('+QLTS: ""'));
  await sync();
  pass(SOON_MS);
  modem.say("+QNTP: 565");
  expect(result()).toEqual([expect.stringMatching(/^clock: .*pool.ntp.org.*565/), 0]);
  expect(modem.commands).not.toContain(CCLK);
});

it("tells when the command for NTP is refused", async () => {
  modem.answer("AT+QLTS=1", info('+QLTS: ""'));
  modem.answer(NTP, cme(3));
  await sync();
  pass(SOON_MS);
  expect(result()).toEqual([expect.stringMatching(/^clock: .*pool.ntp.org.*CME ERROR: 3/), 0]);
  pass(200e3);
  expect(done).toHaveBeenCalledTimes(1);
});

it("waits 125 s for the NTP server; a URC after that, or a second one, is ignored", async () => {
  modem.answer("AT+QLTS=1", info('+QLTS: ""'));
  await sync();
  pass(124e3);
  expect(done).not.toHaveBeenCalled();
  pass(2e3);
  expect(result()).toEqual([expect.stringMatching(/^clock: .*pool.ntp.org.*no answer/), 0]);
  modem.say('+QNTP: 0,"2026/02/03,04:05:06+00"');
  pass(SOON_MS);
  expect(done).toHaveBeenCalledTimes(1);
  expect(modem.commands).not.toContain(CCLK);
});

it("takes the NTP answer when it comes right behind its OK", async () => {
  modem.answer("AT+QLTS=1", info('+QLTS: ""'));
  modem.answer(NTP, OK + '\r\n+QNTP: 0,"2026/02/03,04:05:06+00"\r\n');
  await sync();
  pass(SOON_MS);
  expect(result()).toEqual(["", TIME]);
});

it("passes on that the modem's clock cannot be set", async () => {
  modem.answer("AT+QLTS=1", info('+QLTS: "2026/02/03,04:05:06+00,0"'));
  modem.answer(CCLK, ERROR);
  await sync();
  pass(SOON_MS);
  expect(result()).toEqual(["AT+CCLK: ERROR", TIME]);
});

it("asks in the PDP context that it is told", async () => {
  modem.answer("AT+QLTS=1", ERROR);
  await sync("ntp.example", 7);
  pass(SOON_MS);
  expect(modem.commands.at(-1)).toBe('AT+QNTP=7,"ntp.example"');
});
