import type { TlsSettings } from "../../../modules/quectel/ssl-context";
import { ERROR, outcome, pass, type ScriptedModem, SOON_MS, startScriptedModem } from "../../doubles/device";

let modem: ScriptedModem;
let done: jest.Mock;

async function configure(changes: Partial<TlsSettings> = {}): Promise<string[]> {
  const { configureSslContext } = await import("../../../modules/quectel/ssl-context");
  const tls: TlsSettings = {
    verify: "server",
    ca: "ca.pem",
    cert: "",
    key: "",
    version: 3,
    cipherSuite: "0XFFFF",
    sni: true,
  };
  configureSslContext({ ...tls, ...changes }, done);
  pass(SOON_MS);
  return modem.commands.map((command) => command.replace("AT+QSSLCFG=", ""));
}

beforeEach(async () => {
  modem = await startScriptedModem();
  done = jest.fn();
});

it("writes everything for a server that proves itself", async () => {
  expect(await configure()).toEqual([
    '"sslversion",0,3',
    '"ciphersuite",0,0XFFFF',
    '"seclevel",0,1',
    '"ignorelocaltime",0,0',
    '"negotiatetime",0,60',
    '"sni",0,1',
    '"cacert",0,"ca.pem"',
  ]);
  expect(outcome(done)).toBe("");
});

it.each([0, 1, 2, 3, 4])('"sslversion" %d', async (version) => {
  expect(await configure({ version })).toContain(`"sslversion",0,${version}`);
});

it.each(["0XFFFF", "0X0035", "0XC02F"])('"ciphersuite" %s', async (cipherSuite) => {
  expect(await configure({ cipherSuite })).toContain(`"ciphersuite",0,${cipherSuite}`);
});

it.each([
  ["none", 0],
  ["server", 1],
  ["mutual", 2],
] as const)('"seclevel" of verify %s is %d', async (verify, level) => {
  expect(await configure({ verify })).toContain(`"seclevel",0,${level}`);
});

it('"cacert" names the file on the modem', async () => {
  expect(await configure({ ca: "UFS:1a2b3c4d.pem" })).toContain('"cacert",0,"UFS:1a2b3c4d.pem"');
});

it('"sni" can be switched off', async () => {
  expect(await configure({ sni: false })).toContain('"sni",0,0');
});

it("writes certificate and key too when the client proves itself", async () => {
  const commands = await configure({ verify: "mutual", cert: "c.pem", key: "k.pem" });
  expect(commands.slice(-3)).toEqual(['"cacert",0,"ca.pem"', '"clientcert",0,"c.pem"', '"clientkey",0,"k.pem"']);
  expect(commands).toContain('"ignorelocaltime",0,0');
});

it("names no file and judges no date when nothing is verified", async () => {
  const commands = await configure({ verify: "none", cert: "c.pem", key: "k.pem" });
  expect(commands.join()).not.toMatch(/cacert|client/);
  expect(commands).toContain('"ignorelocaltime",0,1');
});

it.each(["sslversion", "ciphersuite", "seclevel", "ignorelocaltime", "negotiatetime", "sni", "cacert"])(
  "stops with an error when %s is refused: nothing goes on unverified",
  async (name) => {
    const command = (await configure()).find((text) => text.includes(name))!;
    modem = await startScriptedModem();
    done = jest.fn();
    modem.answer(`AT+QSSLCFG=${command}`, ERROR);
    expect((await configure()).at(-1)).toBe(command);
    expect(outcome(done)).toBe("AT+QSSLCFG: ERROR");
  },
);

it.each([
  ["tls.ca", { ca: 'a"' }],
  ["tls.cert", { verify: "mutual", cert: "a\r" }],
  ["tls.key", { verify: "mutual", key: "k".repeat(81) }],
] as const)("refuses a bad %s before anything is written", async (field, changes) => {
  await expect(configure(changes)).rejects.toThrow(field);
  expect(modem.commands).toEqual([]);
});
