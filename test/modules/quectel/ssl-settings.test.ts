import { sslSettings, type SslSettings, type TlsSettings } from "../../../modules/quectel/ssl-context";
import { installDevice } from "../../doubles/device";
import { VERIFIED } from "./clients";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const MUTUAL: Partial<TlsSettings> = { verify: "mutual", cert: "c.pem", key: "k.pem" };

const settingsOf = (changes: Partial<TlsSettings> = {}): SslSettings => sslSettings({ ...VERIFIED, ...changes });

beforeEach(installDevice);

it("writes out everything for a server that proves itself; what a modem may refuse comes first", () => {
  expect(settingsOf().parameters).toEqual([
    '"checkhost",1',
    '"sni",1',
    '"session_cache",0',
    '"seclevel",1',
    '"cacert","ca.pem"',
    '"sslversion",3',
    '"ciphersuite",0XFFFF',
    '"ignorelocaltime",0',
    '"negotiatetime",60',
  ]);
  expect(settingsOf().files).toEqual([["ca.pem", ""]]);
});

it("writes out certificate and key too when the client proves itself", () => {
  const { parameters, files } = settingsOf(MUTUAL);
  expect(parameters.slice(3, 7)).toEqual([
    '"seclevel",2',
    '"cacert","ca.pem"',
    '"clientcert","c.pem"',
    '"clientkey","k.pem"',
  ]);
  expect(parameters).toContain('"ignorelocaltime",0');
  expect(files).toEqual([
    ["ca.pem", ""],
    ["c.pem", ""],
    ["k.pem", ""],
  ]);
});

it("names no file, judges no date and no name when nothing is verified", () => {
  const { parameters, files } = settingsOf({ ...MUTUAL, verify: "none", sni: false });
  expect(parameters).toEqual([
    '"checkhost",0',
    '"sni",0',
    '"session_cache",0',
    '"seclevel",0',
    '"sslversion",3',
    '"ciphersuite",0XFFFF',
    '"ignorelocaltime",1',
    '"negotiatetime",60',
  ]);
  expect(files).toEqual([]);
});

it("sends the name also when nothing is verified, unless told otherwise", () => {
  expect(settingsOf({ verify: "none" }).parameters).toContain('"sni",1');
});

describe("no connection is left unverified unasked", () => {
  it.each<[field: string, changes: Partial<TlsSettings>]>([
    ["ca", { ca: "" }],
    ["sni", { sni: false }],
    ["ca", { ...MUTUAL, ca: "" }],
    ["cert", { ...MUTUAL, cert: "" }],
    ["key", { ...MUTUAL, key: "" }],
    ["sni", { ...MUTUAL, sni: false }],
  ])("tls.%s is needed with %j", (field, changes) => {
    expect(() => settingsOf(changes)).toThrow(new RegExp(`^tls\\.${field}: needed`));
    expect(() => settingsOf({ ...changes, [field]: undefined })).toThrow(new RegExp(`^tls\\.${field}: needed`));
    expect(() => settingsOf({ ...changes, verify: "none" })).not.toThrow();
  });

  it.each([true, 1, {}])("what is no text is no CA: %j", (ca) => {
    expect(() => settingsOf({ ca: ca as unknown as string })).toThrow();
  });

  it("whatever else stands for yes, the name is sent by 1", () => {
    expect(settingsOf({ sni: "yes" as unknown as boolean }).parameters).toEqual(settingsOf().parameters);
  });

  it.each(["", "None", "all", "toString", "0", 0, 1, true, undefined, null])("tls.verify cannot be %j", (verify) => {
    expect(() => settingsOf({ verify: verify as "none" })).toThrow(/^tls\.verify: none,server,mutual/);
  });
});

describe("files", () => {
  it("given as PEM text are named by their content's CRC32, and carry it", () => {
    const { parameters, files } = settingsOf({ verify: "mutual", ca: PEM, cert: `${PEM}2`, key: `${PEM}3` });
    const names = files.map(([name]) => name);
    expect(names).toEqual(Array(3).fill(expect.stringMatching(/^[0-9a-f]{1,8}\.pem$/)));
    expect(new Set(names).size).toBe(3);
    expect(files.map(([, content]) => content)).toEqual([PEM, `${PEM}2`, `${PEM}3`]);
    expect(parameters).toEqual(
      expect.arrayContaining([`"cacert","${names[0]!}"`, `"clientcert","${names[1]!}"`, `"clientkey","${names[2]!}"`]),
    );
  });

  it.each(["ca", "cert", "key"] as const)("of tls.%s have names of at most 80 plain characters", (field) => {
    const named = (name: string): SslSettings => settingsOf({ ...MUTUAL, [field]: name });
    expect(() => named("n".repeat(80))).not.toThrow();
    expect(() => named("UFS:sub/a b.pem")).not.toThrow();
    for (const name of ["n".repeat(81), 'a"', "a\r", "a\nb", "\0", "ä"])
      expect(() => named(name)).toThrow(new RegExp(`^tls\\.${field}: at most 80`));
  });
});

describe("ranges", () => {
  it.each<[field: string, good: unknown[], bad: unknown[]]>([
    ["version", [0, 1, 2, 3, 4, "3"], [-1, 5, 1.2, NaN, Infinity, "", " 3", "3\n", "0x3", null, undefined]],
    ["negotiateS", [10, 60, 300, "60"], [9, 301, 0, -10, 10.5, NaN, "", "60\r", null, undefined]],
    [
      "cipherSuites",
      ["all", "0x0000", "0x0035", "0X0035", "0xc02f", "0xffff"],
      ["0x10000", "-1", "ALL", "0x", "C02F", "0xC02G", "0x35;", '0x35"', "1.5", undefined],
    ],
  ])("of tls.%s", (field, good, bad) => {
    for (const value of good) expect(() => settingsOf({ [field]: value })).not.toThrow();
    for (const value of bad) expect(() => settingsOf({ [field]: value })).toThrow(new RegExp(`^tls\\.${field}: `));
  });

  it.each([
    ["all", "0XFFFF"],
    ["0xffff", "0XFFFF"],
    ["0x0035", "0X0035"],
    ["0x35", "0X0035"],
    ["0xc02f", "0XC02F"],
    ["0xC02F", "0XC02F"],
    ["0x0000", "0X0000"],
  ])("write the suites %s as %s, unquoted", (cipherSuites, code) => {
    expect(settingsOf({ cipherSuites }).parameters).toContain(`"ciphersuite",${code}`);
  });
});

it("gives equal settings the same key and every other one another", () => {
  const keys = [
    settingsOf().written,
    ...(
      [
        { verify: "none" },
        { ca: "other.pem" },
        { version: 4 },
        { cipherSuites: "0x0035" },
        { negotiateS: 61 },
        { sessionReuse: true },
        { verify: "none", sni: false },
        MUTUAL,
        { ...MUTUAL, key: "other.pem" },
      ] as const
    ).map((changes) => settingsOf(changes).written),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(settingsOf({ cipherSuites: "0XFFFF" }).written).toBe(keys[0]);
});
