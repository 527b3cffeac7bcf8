import { cme, ERROR, OK, pass, printed } from "../../doubles/device";
import { outcome, type ScriptedModem, SOON_MS, startScriptedModem } from "../../doubles/scripted-modem";

let modem: ScriptedModem;
let done: jest.Mock;

async function activate(apn: string, username = "", password = "", pdpContextId = 1): Promise<void> {
  const { activatePdpContext } = await import("../../../modules/quectel/pdp-context");
  activatePdpContext({ pdpContextId, apn, username, password }, done);
}

beforeEach(async () => {
  modem = await startScriptedModem();
  done = jest.fn();
});

it("deactivates, sets the access point, activates", async () => {
  await activate("internet");
  pass(SOON_MS);
  expect(outcome(done)).toBe("");
  expect(modem.commands).toEqual(["AT+QIDEACT=1", 'AT+QICSGP=1,1,"internet","","",0', "AT+QIACT=1"]);
});

it("uses the PDP context that it is told", async () => {
  await activate("internet", "", "", 7);
  pass(SOON_MS);
  expect(modem.commands).toEqual(["AT+QIDEACT=7", 'AT+QICSGP=7,1,"internet","","",0', "AT+QIACT=7"]);
});

it("gives the credentials by PAP when there is a user", async () => {
  await activate("a", "me", "secret");
  pass(SOON_MS);
  expect(modem.commands[1]).toBe('AT+QICSGP=1,1,"a","me","secret",1');
});

it("keeps the password out of the trace", async () => {
  const { traceAt } = await import("../../../modules/at/line-reader");
  traceAt(true);
  await activate("a", "me", "secret");
  pass(SOON_MS);
  expect(printed).toContain("> AT+QICSGP");
  expect(printed.join()).not.toMatch(/secret|me"/);
});

it("does not mind that nothing was active", async () => {
  modem.answer("AT+QIDEACT=1", ERROR);
  await activate("internet");
  pass(SOON_MS);
  expect(outcome(done)).toBe("");
});

it.each(['AT+QICSGP=1,1,"internet","","",0', "AT+QIACT=1"])("says what to check when %s fails", async (command) => {
  modem.answer(command, cme(30));
  await activate("internet");
  pass(SOON_MS);
  expect(outcome(done)).toMatch(/^PDP.*: .*CME ERROR: 30.*apn/);
});

it("waits 150 s for the network, 40 s for the deactivation", async () => {
  modem.answer("AT+QIDEACT=1", undefined);
  modem.answer("AT+QIACT=1", undefined);
  await activate("internet");
  pass(39e3);
  expect(modem.commands).toEqual(["AT+QIDEACT=1"]);
  pass(2e3);
  expect(modem.commands.at(-1)).toBe("AT+QIACT=1");
  pass(148e3);
  expect(outcome(done)).toBeUndefined();
  modem.port.feed(OK);
  expect(outcome(done)).toBe("");
});

it.each(['a"', "a\r\nAT", "a".repeat(100)])("refuses the access point %j and sends nothing", async (apn) => {
  await expect(activate(apn)).rejects.toThrow(/^apn: at most 99/);
  expect(modem.commands).toEqual([]);
});
