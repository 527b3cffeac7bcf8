/** When the firmware asks why, and what it hands on. The explanations themselves: test/modules/tls and test/demo/tls-matrix. */
import type * as ExplanationModule from "../../firmware/explanation";
import { installDevice, pass } from "../doubles/device";
import { VERIFIED } from "../doubles/tls-settings";

const SERVER = { host: "h.example", port: 8443, path: "/" };
const TLS = { ...VERIFIED, ca: "-----BEGIN CERTIFICATE-----" };
const CONNECT_FAILED = 566;
const HOUR_MS = 3600e3;

let explain: jest.Mock;
let removed: string[];
let texts: string[];

/** @param free variables that the interpreter has to give. */
async function load(free = 2000): Promise<typeof ExplanationModule> {
  installDevice(free);
  explain = jest.fn((_modem, _options, callback: (text: string) => void) => callback("expired: renew it"));
  removed = [];
  texts = [];
  jest.doMock("TlsExplain", () => ({ explain }), { virtual: true });
  Object.assign(globalThis, { Modules: { removeCached: (name: string) => removed.push(name) } });
  return import("../../firmware/explanation");
}

const ask = (module: typeof ExplanationModule, code?: number, tls = TLS): void =>
  module.explainFailure(
    code,
    SERVER,
    () => tls,
    (text) => texts.push(text),
  );

it("asks the server and gives the module back", async () => {
  ask(await load(), CONNECT_FAILED);
  expect(texts).toEqual(["expired: renew it"]);
  expect(explain.mock.calls[0]).toEqual([
    { open: expect.any(Function) as unknown },
    {
      host: "h.example",
      port: 8443,
      verify: "server",
      ca: TLS.ca,
      cipherSuites: "all",
      version: 3,
      time: expect.any(Number) as unknown,
    },
    expect.any(Function),
  ]);
  expect(removed).toEqual(["TlsExplain"]);
});

it("does not take the name of a file on the modem for a certificate", async () => {
  ask(await load(), CONNECT_FAILED, { ...TLS, ca: "ca.pem" });
  expect(explain.mock.calls[0]).toMatchObject([{}, { ca: "" }, {}]);
});

it.each([565, 569, -1, undefined])("does not ask after %s, which says what it is", async (code) => {
  ask(await load(), code);
  expect(explain).not.toHaveBeenCalled();
});

it("asks once an hour", async () => {
  const module = await load();
  ask(module, CONNECT_FAILED);
  pass(HOUR_MS - 1000);
  ask(module, CONNECT_FAILED);
  expect(explain).toHaveBeenCalledTimes(1);
  pass(1000);
  ask(module, CONNECT_FAILED);
  expect(explain).toHaveBeenCalledTimes(2);
});

it("does not ask where memory is short", async () => {
  ask(await load(599), CONNECT_FAILED);
  expect(explain).not.toHaveBeenCalled();
});

it("does without where the module is not on the board", async () => {
  const module = await load();
  jest.doMock(
    "TlsExplain",
    () => {
      throw new Error("Module TlsExplain not found");
    },
    { virtual: true },
  );
  expect(() => ask(module, CONNECT_FAILED)).not.toThrow();
  expect(texts).toEqual([]);
});
