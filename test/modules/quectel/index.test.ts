/** The public module on the simulated modem. */
import type { ConnectOptions, ModemInterface } from "../../../modules/quectel/index";
import type { MemoryPeer, SimulatorOptions } from "../../../tools/simulator";
import { installDevice, printed, START } from "../../doubles/device";
import { BRING_UP_MS, CA_PEM, passAsync as pass, Simulated } from "./simulated";

let simulated: Simulated;

function online(simulator: Partial<SimulatorOptions> = {}, options: ConnectOptions = {}): Promise<ModemInterface> {
  simulated = new Simulated(simulator);
  return simulated.connect({ apn: "internet", ...options, tls: { ca: CA_PEM, ...options.tls } });
}

beforeEach(installDevice);

afterEach(() => simulated.modem.dispose());

it.each<[RegExp, ConnectOptions]>([
  [/^tls\.ca: needed/, { apn: "internet" }],
  [/^tls\.ca: needed/, { tls: { verify: "mutual", cert: "c", key: "k" } }],
  [/^tls\.cert: needed/, { tls: { verify: "mutual", ca: "ca.pem" } }],
  [/^tls\.sni: needed/, { tls: { ca: "ca.pem", sni: false } }],
  [/^tls\.version: /, { tls: { ca: "ca.pem", version: 5 } }],
  [/^tls\.cipherSuites: /, { tls: { ca: "ca.pem", cipherSuites: "best" } }],
  [/^tls\.negotiateS: /, { tls: { ca: "ca.pem", negotiateS: 301 } }],
  [/^pdpContextId: /, { tls: { ca: "ca.pem" }, pdpContextId: 8 }],
  [/^pdpContextId: /, { tls: { ca: "ca.pem" }, pdpContextId: 0 }],
])("refuses to connect: %s", async (message, options) => {
  simulated = new Simulated();
  await expect(simulated.connect(options)).rejects.toThrow(message);
  expect(simulated.commands).toEqual([]);
});

it("brings the modem online with safe defaults", async () => {
  const made = await online();
  expect(simulated.failure()).toBe("");
  expect(simulated.callback).toHaveBeenCalledWith(null, made);
  expect(made.status()).toMatchObject({
    isOnline: true,
    model: "EG915U",
    registration: "home",
    rssiDbm: -65,
    slots: [],
    overruns: 0,
  });
  expect(simulated.commands.filter((command) => /CPIN=|QSSLCFG|QFUPL/.test(command))).toEqual([]);
  made.open({ host: "h.example", port: 443 });
  await pass(3000);
  for (const setting of [
    '"sslversion",0,3',
    '"ciphersuite",0,0XFFFF',
    '"seclevel",0,1',
    '"ignorelocaltime",0,0',
    '"negotiatetime",0,60',
    '"sni",0,1',
  ])
    expect(simulated.commands).toContain(`AT+QSSLCFG=${setting}`);
  expect(simulated.modem.status().files).toEqual([
    { name: expect.stringMatching(/^[0-9a-f]+\.pem$/), sizeBytes: CA_PEM.length },
  ]);
});

it("leaves TLS unverified only when told so", async () => {
  simulated = new Simulated();
  const made = await simulated.connect({ tls: { verify: "none" } });
  expect(simulated.failure()).toBe("");
  made.open({ host: "h.example", port: 443 });
  await pass(3000);
  expect(simulated.commands).toContain('AT+QSSLCFG="seclevel",0,0');
});

it("lets a connection differ from the modem's TLS settings, or have none", async () => {
  const made = await online();
  expect(() => made.open({ host: "h", port: 1, tls: { ca: "" } })).toThrow(/^tls\.ca: needed/);
  expect(() => made.open({ host: "h", port: 1, tls: { version: 9 } })).toThrow(/^tls\.version: /);
  made.open({ host: "h.example", port: 443, tls: { version: 4, negotiateS: 20 } });
  made.open({ host: "h.example", port: 80, tls: false });
  await pass(3000);
  expect(simulated.commands).toEqual(
    expect.arrayContaining([
      'AT+QSSLCFG="sslversion",0,4',
      'AT+QSSLCFG="negotiatetime",0,20',
      'AT+QSSLCFG="seclevel",0,1',
      'AT+QSSLOPEN=1,0,0,"h.example",443,0',
      'AT+QIOPEN=1,1,"TCP","h.example",80,0,0',
    ]),
  );
});

it("gives a PIN and the time of the network", async () => {
  const onTime = jest.fn();
  await online({ sim: { pin: "1234" } }, { pin: "1234", ...{ onTime } });
  expect(simulated.failure()).toBe("");
  expect(Math.abs((onTime.mock.calls[0] as [number])[0] - START / 1000)).toBeLessThan(60);
});

it("never sends a PIN again that was refused, however often it is started", async () => {
  const made = await online({ sim: { pin: "1234" } }, { pin: "9999" });
  for (let start = 0; start < 2; start++) {
    expect(simulated.failure()).toMatch(/^SIM: PIN refused/);
    simulated.callback.mockClear();
    made.start(simulated.callback);
    await pass(BRING_UP_MS);
  }
  expect(simulated.commands.filter((command) => command.startsWith("AT+CPIN="))).toHaveLength(1);
});

it("reports the step that failed, once", async () => {
  await online({ sim: { pin: "1234" } });
  expect(simulated.failure()).toMatch(/^SIM: needs a PIN/);
});

it.each<[string, ConnectOptions]>([
  ["apn", { apn: 'a"' }],
  ["pin", { pin: '12"4' }],
  ["ntp", { ntp: "a\r" }],
])("reports a bad %s through its callback, not by an exception in the UART's handler", async (field, options) => {
  await online({ sim: field === "pin" ? { pin: "1234" } : {}, nitz: field !== "ntp" }, options);
  expect(simulated.failure()).toContain(`${field}: at most`);
});

it("reports a modem without power", async () => {
  await online();
  simulated.callback.mockClear();
  simulated.modem.powerOff();
  const driver = await import("../../../modules/quectel/index");
  driver.connect(simulated.uart(), { tls: { ca: CA_PEM } }, simulated.callback);
  await pass(BRING_UP_MS);
  expect(simulated.failure()).toMatch(/answer.*: check power/);
});

it("carries bytes both ways and tells its counts", async () => {
  const made = await online();
  let peer: MemoryPeer | undefined;
  let got = "";
  simulated.network.listen("h.example", 443, (accepted) => {
    peer = accepted;
    accepted.onData = (bytes) => accepted.send(bytes);
  });
  const slot = made.open({ host: "h.example", port: 443 });
  slot.on("data", (payload) => (got += String(payload)));
  const sent = String.fromCharCode(...Array(256).keys()).repeat(20);
  slot.write(sent);
  await pass(5000);
  expect(got).toBe(sent);
  expect(made.status().slots).toEqual([[0, 2, 5120, 5120]]);
  expect(peer!.request.tls).toMatchObject({ sslVersion: 3, securityLevel: 1, sendsName: true, trusted: [CA_PEM] });
  const onClose = jest.fn();
  slot.on("close", onClose);
  peer!.close();
  await pass(5000);
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(made.status().slots).toEqual([]);
});

it.each<[string, () => void, RegExp]>([
  ["restarts", () => simulated.modem.reboot(), /restarted/],
  ["loses its PDP context", () => simulated.modem.dropPdp(1), /PDP.* lost/],
])("tells when the modem %s, ends its connections, and comes back by start", async (_name, happen, reason) => {
  const onLost = jest.fn();
  const made = await online({}, { onLost });
  simulated.network.listen("h.example", 443, () => {});
  const slot = made.open({ host: "h.example", port: 443 });
  const events: string[] = [];
  slot.on("error", (error) => events.push((error as Error).message));
  slot.on("close", () => events.push("close"));
  await pass(3000);
  happen();
  await pass(5000);
  expect(onLost.mock.calls).toEqual([[expect.stringMatching(reason)]]);
  expect(events).toEqual([expect.stringMatching(reason), "close"]);
  expect(() => made.open({ host: "h.example", port: 443 })).toThrow(/offline/);
  const done = jest.fn();
  made.start(done);
  await pass(BRING_UP_MS);
  expect(done).toHaveBeenCalledTimes(1);
  expect(made.status().isOnline).toBe(true);
});

it("tells when the modem cannot compare the server's name with its certificate", async () => {
  const made = await online({ profile: "BG96" });
  expect(made.status().isNameChecked).toBe(true);
  made.open({ host: "h.example", port: 443 });
  await pass(3000);
  expect(made.status()).toMatchObject({ model: "BG96", isNameChecked: false });
});

it("tells when the modem falls silent", async () => {
  const onLost = jest.fn();
  const made = await online({}, { onLost });
  simulated.network.listen("h.example", 443, () => {});
  made.open({ host: "h.example", port: 443 });
  await pass(3000);
  simulated.modem.powerOff();
  await pass(60e3);
  expect(onLost.mock.calls).toEqual([[expect.stringMatching(/answer.*: check power/)]]);
});

it("prints the dialogue when debugged, secrets left out", async () => {
  await online({ sim: { pin: "4711" } }, { pin: "4711", debug: true });
  expect(simulated.failure()).toBe("");
  expect(printed).toContain("> AT+CPIN");
  expect(printed.join("\n")).not.toContain("4711");
});
