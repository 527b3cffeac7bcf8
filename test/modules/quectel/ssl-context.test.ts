import type * as SslContextModule from "../../../modules/quectel/ssl-context";
import type { TlsSettings } from "../../../modules/quectel/ssl-context";
import { cme, ERROR, info, OK, pass } from "../../doubles/device";
import { outcome, type ScriptedModem, SOON_MS, startScriptedModem } from "../../doubles/scripted-modem";
import { VERIFIED } from "./clients";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const SAFETY = ['"seclevel",0', '"cacert",0'];

let modem: ScriptedModem;
let ssl: typeof SslContextModule;

/** Prepares context `id`; gives the error, and in `sent` what was sent for it. */
function prepare(changes: Partial<TlsSettings> = {}, id = 0): string | undefined {
  const done = jest.fn();
  modem.commands.length = 0;
  ssl.prepareContext(id, ssl.sslSettings({ ...VERIFIED, ...changes }), done);
  pass(SOON_MS);
  return outcome(done);
}

/** Commands since the last {@link prepare}. */
const sent = (): string[] => modem.commands.map((command) => command.replace("AT+QSSLCFG=", ""));

beforeEach(async () => {
  modem = await startScriptedModem();
  ssl = await import("../../../modules/quectel/ssl-context");
  modem.files.set("ca.pem", "CA").set("c.pem", "C").set("k.pem", "K");
});

it("looks for the file, writes everything and reads back what the safety hangs on", () => {
  expect(prepare()).toBe("");
  expect(sent()).toEqual([
    'AT+QFLST="ca.pem"',
    '"checkhost",0,1',
    '"sni",0,1',
    '"session_cache",0,0',
    '"seclevel",0,1',
    '"cacert",0,"ca.pem"',
    '"sslversion",0,3',
    '"ciphersuite",0,0XFFFF',
    '"ignorelocaltime",0,0',
    '"negotiatetime",0,60',
    ...SAFETY,
  ]);
});

it.each([0, 1, 2, 3, 4, 5])("writes and reads back context %d", (id) => {
  expect(prepare({}, id)).toBe("");
  expect(sent()).toContain(`"seclevel",${id},1`);
  expect(sent().slice(-2)).toEqual([`"seclevel",${id}`, `"cacert",${id}`]);
});

it("only reads back what holds the settings already", () => {
  prepare();
  expect(prepare()).toBe("");
  expect(sent()).toEqual(SAFETY);
});

it("neither writes nor reads anything again where nothing is verified", () => {
  expect(prepare({ verify: "none" })).toBe("");
  expect(sent().join()).not.toContain("cacert");
  expect(prepare({ verify: "none" })).toBe("");
  expect(sent()).toEqual([]);
});

it("writes anew after the modem restarted, and when the context is given other settings", () => {
  prepare();
  ssl.resetContexts();
  prepare();
  expect(sent()).toContain('"seclevel",0,1');
  prepare({ version: 4 });
  expect(sent()).toContain('"sslversion",0,4');
});

describe("the read-back", () => {
  it.each([
    ['"seclevel",0', info('+QSSLCFG: "seclevel",0,0')],
    ['"seclevel",0', info('+QSSLCFG: "seclevel",1,1')],
    ['"seclevel",0', OK],
    ['"cacert",0', info('+QSSLCFG: "cacert",0,""')],
    ['"cacert",0', info('+QSSLCFG: "cacert",0,"other.pem"')],
    ['"cacert",0', OK],
  ])("stops the connection when %s answers %j: a modem that restarted unheard", (query, answer) => {
    prepare();
    modem.answer(`AT+QSSLCFG=${query}`, answer);
    expect(prepare()).toMatch(/^lost "(seclevel|cacert)"/);
    // What is doubtful is not taken for configured.
    modem.answer(`AT+QSSLCFG=${query}`, info(`+QSSLCFG: ${query},${query.includes("sec") ? "1" : '"ca.pem"'}`));
    expect(prepare()).toBe("");
    expect(sent()).toContain('"seclevel",0,1');
  });

  it("passes on why it was refused", () => {
    modem.answer('AT+QSSLCFG="seclevel",0', ERROR);
    expect(prepare()).toBe("AT+QSSLCFG: ERROR");
  });

  it.each(["ca.pem", "UFS:ca.pem"])("takes the CA %s for the same with the storage in front and without", (ca) => {
    for (const answered of ["ca.pem", "UFS:ca.pem"]) {
      modem.files.set("UFS:ca.pem", "CA");
      modem.answer('AT+QSSLCFG="cacert",0', info(`+QSSLCFG: "cacert",0,"${answered}"`));
      expect(prepare({ ca })).toBe("");
    }
  });
});

describe("what a modem may refuse", () => {
  const refuse = (...names: string[]): void =>
    names.forEach((name) => {
      modem.answer(`AT+QSSLCFG="${name}",0,1`, ERROR);
      modem.answer(`AT+QSSLCFG="${name}",0,0`, ERROR);
    });

  it.each([
    [[], true],
    [["checkhost"], true],
    [["sni"], true],
    [["session_cache"], true],
    [["checkhost", "sni"], false],
    [["checkhost", "sni", "session_cache"], false],
  ])("is tolerated: %j; the name is checked: %s", (names, isNameChecked) => {
    refuse(...names);
    expect(prepare({ sessionReuse: true })).toBe("");
    expect(sent().slice(-2)).toEqual(SAFETY);
    expect(ssl.isNameChecked).toBe(isNameChecked);
    ssl.resetContexts();
    expect(ssl.isNameChecked).toBe(true);
  });

  it("says nothing of names where nothing is verified", () => {
    refuse("checkhost", "sni");
    expect(prepare({ verify: "none" })).toBe("");
    expect(ssl.isNameChecked).toBe(true);
  });
});

it.each([
  "seclevel",
  "cacert",
  "clientcert",
  "clientkey",
  "sslversion",
  "ciphersuite",
  "ignorelocaltime",
  "negotiatetime",
])(
  "stops with an error when %s is refused: nothing goes on half configured, and it is written again next time",
  (name) => {
    const mutual = { verify: "mutual", cert: "c.pem", key: "k.pem" } as const;
    prepare(mutual);
    const command = sent().find((text) => text.startsWith(`"${name}"`))!;
    ssl.resetContexts();
    modem.answer(`AT+QSSLCFG=${command}`, ERROR, OK);
    expect(prepare(mutual)).toBe("AT+QSSLCFG: ERROR");
    expect(sent().at(-1)).toBe(command);
    if (!/seclevel|cacert/.test(name)) {
      expect(prepare(mutual)).toBe("");
      expect(sent()).toContain(command);
    }
  },
);

describe("files", () => {
  it("given as PEM text are put on the modem, once, before they are named", () => {
    expect(prepare({ verify: "mutual", ca: PEM, cert: `${PEM}2`, key: `${PEM}3` })).toBe("");
    const uploads = sent().filter((command) => command.startsWith("AT+QFUPL="));
    expect(uploads).toEqual(
      [PEM, `${PEM}2`, `${PEM}3`].map((pem) => expect.stringContaining(`.pem",${pem.length},60`)),
    );
    expect(modem.payloads).toEqual([PEM, `${PEM}2`, `${PEM}3`]);
    expect(sent().indexOf(uploads[2]!)).toBeLessThan(sent().findIndex((text) => text.startsWith('"')));
    ssl.resetContexts();
    expect(prepare({ ca: PEM })).toBe("");
    expect(modem.payloads).toHaveLength(3);
  });

  it.each(["ca", "cert", "key"] as const)("of tls.%s that are not on modem stop the connection", (field) => {
    expect(prepare({ verify: "mutual", cert: "c.pem", key: "k.pem", [field]: "absent.pem" })).toBe(
      "absent.pem not on modem",
    );
    expect(sent().join()).not.toContain("seclevel");
  });

  it("that cannot be stored stop the connection with the reason", () => {
    const { files } = ssl.sslSettings({ ...VERIFIED, ca: PEM });
    modem.answer(`AT+QFUPL="${files[0]![0]}",${PEM.length},60`, cme(420));
    expect(prepare({ ca: PEM })).toMatch(/^upload of .*\.pem: .*CME ERROR: 420/);
    expect(sent().join()).not.toContain("seclevel");
  });
});
