import type { BringUpSettings, NetworkStatus } from "../../../modules/quectel/bring-up";
import { cme, ERROR, info, OK, pass } from "../../doubles/device";
import { outcome, type ScriptedModem, SOON_MS, startScriptedModem } from "../../doubles/scripted-modem";

const STATE = (id: number): string => `+QSSLSTATE: ${id},"SSLClient","1.2.3.4",443,65344,2,1,4,0,"uart1",0`;
const TCP_STATE = (id: number): string => `+QISTATE: ${id},"TCP","1.2.3.4",80,65344,2,1,${id},0,"uart1"`;

let modem: ScriptedModem;
let status: NetworkStatus;
let done: jest.Mock;
let times: number[];

async function run(changes: Partial<BringUpSettings> = {}): Promise<void> {
  const { bringUp } = await import("../../../modules/quectel/bring-up");
  bringUp(
    {
      apn: "internet",
      username: "",
      password: "",
      pin: "",
      pinGuard: { isRefused: () => false, setRefused: () => {} },
      ntp: "pool.ntp.org",
      pdpContextId: 1,
      tls: { verify: "server" },
      onTime: (time) => times.push(time),
      ...changes,
    },
    status,
    done,
  );
  pass(3 * SOON_MS);
}

beforeEach(async () => {
  modem = await startScriptedModem();
  const { network, startNetworkStatus } = await import("../../../modules/quectel/network-status");
  startNetworkStatus(() => {});
  status = network;
  done = jest.fn();
  times = [];
  modem.answerBringUp();
});

it("goes from settings over the SIM, the network and the address to the time", async () => {
  await run();
  expect(outcome(done)).toBe("");
  expect(modem.commands).toEqual([
    "ATE0",
    "AT+CMEE=1",
    "AT+CFUN=1",
    'AT+QURCCFG="urcport"',
    "AT+QISDE=0",
    "AT+CTZU=1",
    "ATI",
    "AT+QSSLSTATE",
    "AT+QISTATE",
    "AT+CPIN?",
    "AT+CEREG=1",
    "AT+CEREG?;+CGREG?",
    "AT+CSQ",
    "AT+QIDEACT=1",
    'AT+QICSGP=1,1,"internet","","",0',
    "AT+QIACT=1",
    "AT+QLTS=1",
    'AT+CCLK="26/02/03,04:05:06+00"',
  ]);
  expect(status).toEqual({ model: "EG915U", registration: "home", rssiDbm: -65 });
  expect(times).toEqual([Date.UTC(2026, 1, 3, 4, 5, 6) / 1000]);
});

it.each([
  ["+QIND: SMS DONE", "EC25"],
  ['+CIEV: 2,"A1"', "BG95-M3"],
])("finds the model though a URC stands before it: %s", async (urc, model) => {
  modem.answer("ATI", info("Quectel", urc, model, "Revision: X1Y2"));
  await run();
  expect(status.model).toBe(model);
});

describe("AT+QSSLSTATE", () => {
  it("finds the connections that the modem holds since before the board's restart, which are closed", async () => {
    modem.answer("AT+QSSLSTATE", info(STATE(0), STATE(7), STATE(11)));
    await run();
    expect(outcome(done)).toBe("");
    const first = modem.commands.indexOf("AT+QSSLSTATE");
    expect(modem.commands.slice(first, first + 5)).toEqual([
      "AT+QSSLSTATE",
      "AT+QSSLCLOSE=0,0",
      "AT+QSSLCLOSE=7,0",
      "AT+QSSLCLOSE=11,0",
      "AT+QISTATE",
    ]);
  });

  it.each([ERROR, cme(3), OK, undefined])("does not stop the bring-up when it is answered %j", async (answer) => {
    modem.answer("AT+QSSLSTATE", answer);
    await run();
    pass(20 * SOON_MS);
    expect(outcome(done)).toBe("");
    expect(modem.commands.join()).not.toContain("QSSLCLOSE");
  });

  it("goes on when a close is refused", async () => {
    modem.answer("AT+QSSLSTATE", info(STATE(0), STATE(1)));
    modem.answer("AT+QSSLCLOSE=0,0", ERROR);
    await run();
    expect(outcome(done)).toBe("");
    expect(modem.commands).toContain("AT+QSSLCLOSE=1,0");
  });
});

it("AT+QISTATE finds plain connections, which are closed by AT+QICLOSE=<clientid>,0", async () => {
  modem.answer("AT+QISTATE", info(TCP_STATE(2), TCP_STATE(10)));
  await run();
  expect(outcome(done)).toBe("");
  expect(modem.commands.filter((command) => command.includes("CLOSE"))).toEqual(["AT+QICLOSE=2,0", "AT+QICLOSE=10,0"]);
});

it.each(["ATE0", "AT+CMEE=1", "AT+CFUN=1", 'AT+QURCCFG="urcport"', "AT+QISDE=0", "AT+CTZU=1"])(
  "tolerates a modem that does not have %s",
  async (command) => {
    modem.answer(command, ERROR);
    await run();
    expect(outcome(done)).toBe("");
  },
);

it.each([
  ["uart1", OK, []],
  ["all", OK, []],
  ["usbat", OK, ['AT+QURCCFG="urcport","all"']],
  ["usbmodem", OK, ['AT+QURCCFG="urcport","all"']],
  ["usbat", ERROR, ['AT+QURCCFG="urcport","all"', 'AT+QURCCFG="urcport","uart1"']],
])('has URCs come over the UART by AT+QURCCFG="urcport" where they go to %s ("all" answers %j)', async (...row) => {
  const [port, answer, writes] = row;
  modem.answer('AT+QURCCFG="urcport"', info(`+QURCCFG: "urcport","${port}"`));
  modem.answer('AT+QURCCFG="urcport","all"', answer);
  await run();
  expect(outcome(done)).toBe("");
  expect(modem.commands.filter((command) => /QURCCFG=.*,/.test(command))).toEqual(writes);
});

it("works with the echo that ATE0 is to end", async () => {
  modem.answer("ATE0", `ATE0\r${OK}`);
  await run();
  expect(outcome(done)).toBe("");
});

it.each<[string, string, RegExp]>([
  ["ATI", ERROR, /^ATI: ERROR/],
  ["AT+CPIN?", cme(13), /^SIM: /],
  ["AT+CEREG=1", cme(30), /CME ERROR: 30/],
  ["AT+QIACT=1", ERROR, /^PDP: .*check apn/],
])("stops at %s, once, with the reason", async (command, answer, reason) => {
  modem.answer(command, answer);
  await run();
  expect(outcome(done)).toMatch(reason);
  expect(modem.commands.at(-1)).toBe(command);
});

it("needs a clock where certificates are judged by it, and none where nothing is verified", async () => {
  modem.answer("AT+QLTS=1", ERROR);
  modem.answer('AT+QNTP=1,"pool.ntp.org"', ERROR);
  await run();
  expect(outcome(done)).toMatch(/^clock: /);
  done = jest.fn();
  await run({ tls: { verify: "none" } });
  expect(outcome(done)).toBe("");
  expect(times).toEqual([]);
});

it.each([
  ["apn", { apn: 'a"' }],
  ["user", { username: "a\r" }],
  ["password", { password: "\n" }],
  ["pin", { pin: "1234\r" }],
  ["ntp", { ntp: 'a"' }],
])("reports a bad %s and never sends it", async (field, changes) => {
  modem.answer("AT+QLTS=1", ERROR);
  await run(changes);
  expect(outcome(done)).toMatch(new RegExp(`${field}: at most`));
  expect(modem.commands.join("\n")).not.toMatch(/\r|"a""/);
});
