/** The public module on the simulated modem, all on one clock. */
import type { ConnectOptions, ModemInterface } from "../../../modules/quectel/index";
import type { UartPort } from "../../../modules/at/uart-port";
import { RealClock } from "../../../tools/clock";
import { MemoryNetwork, type MemoryPeer, ModemSimulator, type SimulatorOptions } from "../../../tools/simulator";
import { installDevice, printed, START } from "../../doubles/device";

const BRING_UP_MS = 60e3;

/** What looks like a certificate to whoever does not look inside: the network in memory checks none. */
const CA_PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** The simulator works with promises too. */
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

let modem: ModemSimulator;
let network: MemoryNetwork;
let commands: string[];
let callback: jest.Mock;

/** The simulator's port as the device sees it: bytes never come from within a write. */
function uart(): UartPort {
  let receiver: (chunk: string) => void = () => {};
  modem.uart.onData((bytes) => receiver(bytes.toString("latin1")));
  return {
    write: (data) => {
      commands.push(...data.split("\r").filter((line) => line.startsWith("AT")));
      modem.uart.write(Buffer.from(data, "latin1"));
    },
    on: (_event, listener) => (receiver = listener),
    removeAllListeners: () => (receiver = () => {}),
  };
}

async function connect(options: ConnectOptions, simulator: Partial<SimulatorOptions> = {}): Promise<ModemInterface> {
  const clock = new RealClock();
  network = new MemoryNetwork({ clock });
  modem = new ModemSimulator({ clock, network, ...simulator });
  modem.powerOn();
  const driver = await import("../../../modules/quectel/index");
  const made = driver.connect(uart(), options, callback);
  await pass(BRING_UP_MS);
  return made;
}

const online = (simulator?: Partial<SimulatorOptions>, options: ConnectOptions = {}): Promise<ModemInterface> =>
  connect({ apn: "internet", caPem: CA_PEM, ...options }, simulator);
const failure = (): string => {
  expect(callback).toHaveBeenCalledTimes(1);
  return (callback.mock.calls[0] as [Error | null])[0]?.message ?? "";
};

beforeEach(() => {
  installDevice();
  commands = [];
  callback = jest.fn();
});

afterEach(() => modem?.dispose());

it("refuses to connect when TLS is neither verified nor explicitly left unverified", async () => {
  await expect(connect({ apn: "internet" })).rejects.toThrow(/give tls.ca.*caPem.*verify/);
  await expect(connect({ tls: { verify: "mutual", cert: "c", key: "k" } })).rejects.toThrow(/give tls.ca/);
  expect(commands).toEqual([]);
});

it("brings the modem online with safe defaults", async () => {
  const made = await online();
  expect(failure()).toBe("");
  expect(callback).toHaveBeenCalledWith(null, made);
  expect(made.status()).toMatchObject({
    isOnline: true,
    model: "EG915U",
    registration: "home",
    rssiDbm: -65,
    slots: [],
    overruns: 0,
  });
  for (const setting of [
    '"sslversion",0,3',
    '"ciphersuite",0,0XFFFF',
    '"seclevel",0,1',
    '"ignorelocaltime",0,0',
    '"sni",0,1',
  ])
    expect(commands).toContain(`AT+QSSLCFG=${setting}`);
  expect(modem.status().files).toEqual([{ name: expect.stringMatching(/^[0-9a-f]+\.pem$/), sizeBytes: CA_PEM.length }]);
  expect(commands.filter((command) => command.includes("CPIN="))).toEqual([]);
});

it("leaves TLS unverified only when told so", async () => {
  await connect({ tls: { verify: "none" } });
  expect(failure()).toBe("");
  expect(commands).toContain('AT+QSSLCFG="seclevel",0,0');
});

it("gives a PIN and the time of the network", async () => {
  const onTime = jest.fn();
  await online({ sim: { pin: "1234" } }, { pin: "1234", ...{ onTime } });
  expect(failure()).toBe("");
  expect(Math.abs((onTime.mock.calls[0] as [number])[0] - START / 1000)).toBeLessThan(60);
});

it("reports the step that failed, once", async () => {
  await online({ sim: { pin: "1234" } });
  expect(failure()).toMatch(/^SIM: needs a PIN/);
});

it.each<[string, ConnectOptions]>([
  ["apn", { apn: 'a"' }],
  ["pin", { pin: '12"4' }],
  ["ntp", { ntp: "a\r" }],
  ["tls.ca", { caPem: "", tls: { ca: 'a"' } }],
])("reports a bad %s through its callback, not by an exception in the UART's handler", async (field, options) => {
  await online({ sim: field === "pin" ? { pin: "1234" } : {}, nitz: field !== "ntp" }, options);
  expect(failure()).toContain(field === "tls.ca" ? "name: at most 80" : field);
});

it("reports a modem without power", async () => {
  await online();
  callback.mockClear();
  modem.powerOff();
  const driver = await import("../../../modules/quectel/index");
  driver.connect(uart(), { caPem: CA_PEM }, callback);
  await pass(BRING_UP_MS);
  expect(failure()).toMatch(/answer.*: check power/);
});

it("carries bytes both ways and tells its counts", async () => {
  const made = await online();
  let peer: MemoryPeer | undefined;
  let got = "";
  network.listen("h.example", 443, (accepted) => {
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
  ["restarts", () => modem.reboot(), /restarted/],
  ["loses its PDP context", () => modem.dropPdp(1), /PDP.* lost/],
])("tells when the modem %s, ends its connections, and comes back by start", async (_name, happen, reason) => {
  const onLost = jest.fn();
  const made = await online({}, { onLost });
  network.listen("h.example", 443, () => {});
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

it("tells when the modem falls silent", async () => {
  const onLost = jest.fn();
  const made = await online({}, { onLost });
  network.listen("h.example", 443, () => {});
  made.open({ host: "h.example", port: 443 });
  await pass(3000);
  modem.powerOff();
  await pass(60e3);
  expect(onLost.mock.calls).toEqual([[expect.stringMatching(/answer.*: check power/)]]);
});

it("prints the dialogue when debugged, secrets left out", async () => {
  await online({ sim: { pin: "4711" } }, { pin: "4711", debug: true });
  expect(failure()).toBe("");
  expect(printed).toContain("> AT+CPIN");
  expect(printed.join("\n")).not.toContain("4711");
});
