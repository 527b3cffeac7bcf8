/** The modem outlives the board's reset, and the board the modem's: neither loses an id or a step. */
import type { ConnectOptions, ModemInterface } from "../../../modules/quectel/index";
import type { SimulatorOptions } from "../../../tools/simulator";
import { installDevice } from "../../doubles/device";
import { BRING_UP_MS, CA_PEM, passAsync as pass, Simulated } from "./simulated";

let simulated: Simulated;

function online(simulator: Partial<SimulatorOptions> = {}, options: ConnectOptions = {}): Promise<ModemInterface> {
  simulated = new Simulated(simulator);
  return simulated.connect({ apn: "internet", ...options, tls: { ca: CA_PEM, ...options.tls } });
}

beforeEach(installDevice);

afterEach(() => simulated.modem.dispose());

it("notices by its echo a modem that restarted unheard, and ends its connections", async () => {
  const onLost = jest.fn();
  const made = await online({}, { onLost });
  simulated.network.listen("h.example", 443, () => {});
  const onClose = jest.fn();
  made.open({ host: "h.example", port: 443 }).on("close", onClose);
  // Between two polls.
  await pass(5500);
  simulated.isDeaf = true;
  simulated.modem.reboot();
  await pass(3000);
  simulated.isDeaf = false;
  expect(onLost).not.toHaveBeenCalled();
  // The next thing said is the poll, within 5 s.
  await pass(5000);
  expect(onLost.mock.calls).toEqual([["restarted"]]);
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(made.status()).toMatchObject({ isOnline: false, slots: [] });
  made.start(jest.fn());
  await pass(BRING_UP_MS);
  expect(made.status().isOnline).toBe(true);
  made.open({ host: "h.example", port: 443 });
  await pass(3000);
  // The contexts are written anew.
  expect(simulated.commands.filter((command) => command === 'AT+QSSLCFG="seclevel",0,1')).toHaveLength(2);
});

it("does not go on opening a connection on a modem that restarted: its settings are gone", async () => {
  const made = await online();
  simulated.network.listen("h.example", 443, () => {});
  simulated.commands.length = 0;
  made.open({ host: "h.example", port: 443 });
  for (let ms = 0; ms < 2000 && !simulated.commands.includes("AT+QSSLCLOSE=0"); ms++) await pass(1);
  simulated.modem.reboot();
  simulated.modem.urc("RDY");
  await pass(3000);
  expect(simulated.commands).toContain("AT+QSSLCLOSE=0");
  expect(simulated.commands.filter((command) => command.startsWith("AT+QSSLOPEN"))).toEqual([]);
});

it("takes APP RDY for a restart only once it is online", async () => {
  const onLost = jest.fn();
  const made = await online({}, { onLost });
  expect(made.status().isOnline).toBe(true);
  simulated.modem.urc("APP RDY");
  await pass(100);
  expect(onLost.mock.calls).toEqual([["restarted"]]);
  const done = jest.fn();
  made.start(done);
  await pass(700);
  simulated.modem.urc("APP RDY");
  await pass(BRING_UP_MS);
  expect(done.mock.calls).toEqual([[null]]);
});

it("fails when the modem restarts while it is being brought up, and works at the next try", async () => {
  const made = await online();
  simulated.modem.dropPdp(1);
  await pass(100);
  const done = jest.fn();
  made.start(done);
  await pass(700);
  simulated.modem.urc("RDY");
  await pass(BRING_UP_MS);
  expect(done.mock.calls).toEqual([[expect.objectContaining({ message: "restarted" })]]);
  const again = jest.fn();
  made.start(again);
  await pass(BRING_UP_MS);
  expect(again.mock.calls).toEqual([[null]]);
});

it("ends also a start of a modem that is online and restarts at that moment", async () => {
  const made = await online();
  const done = jest.fn();
  made.start(done);
  await pass(100);
  simulated.modem.urc("RDY");
  await pass(BRING_UP_MS);
  expect(done).toHaveBeenCalledTimes(1);
  made.start(jest.fn());
  await pass(BRING_UP_MS);
  expect(made.status().isOnline).toBe(true);
});

it("comes back online when it restarts while a connection is being secured", async () => {
  const onLost = jest.fn();
  const made = await online({}, { onLost });
  simulated.network.listen("h.example", 443, () => {});
  simulated.commands.length = 0;
  made.open({ host: "h.example", port: 443 });
  for (let ms = 0; ms < 2000 && !simulated.commands.includes('AT+QSSLCFG="checkhost",0,1'); ms++) await pass(1);
  simulated.modem.urc("RDY");
  await pass(1);
  expect(onLost).toHaveBeenCalledTimes(1);
  const done = jest.fn();
  made.start(done);
  await pass(BRING_UP_MS);
  expect(done.mock.calls).toEqual([[null]]);
});

it("closes at a start what the modem still holds, so that no id is lost with the board's reset", async () => {
  const made = await online();
  simulated.network.listen("h.example", 443, () => {});
  for (let count = 0; count < 12; count++)
    made.open({ host: "h.example", port: 443, ...(count % 2 ? { tls: false } : {}) });
  await pass(10e3);
  expect(simulated.modem.status().sockets).toHaveLength(12);
  // The board restarts, the modem lives on.
  jest.resetModules();
  const { connect } = await import("../../../modules/quectel/index");
  const callback = jest.fn();
  connect(simulated.uart(), { tls: { ca: CA_PEM } }, callback);
  await pass(BRING_UP_MS);
  expect(callback.mock.calls).toEqual([[null, expect.anything()]]);
  expect(simulated.modem.status().sockets).toEqual([]);
});
