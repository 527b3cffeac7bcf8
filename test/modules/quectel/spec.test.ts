/** Every command and form of the specification, by its own words: the exact text that is sent, and what is made of the answer. */
import type { TlsSettings } from "../../../modules/quectel/ssl-context";
import { info, pass } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";
import { NASTY } from "../../transcripts/eg915u";
import { Clients, VERIFIED, type Wanted } from "./clients";

let clients: Clients;

/** Everything that one verified connection makes the driver send until the result of its open is due. */
function sentFor(tls: Partial<TlsSettings> = {}): string[] {
  clients.take();
  clients.open({ tls: { ...VERIFIED, ...tls } });
  pass(SOON_MS);
  return clients.modem.commands.splice(0);
}

/** Connections with settings that all differ, one for each SSL context. */
const sixSettings = [0, 1, 2, 3, 4, 5].map((index) => ({ negotiateS: 100 + index }));

/** Nothing was sent for what `attempt` wanted, and it was refused by name. */
function expectRefused(attempt: () => unknown, name: string): void {
  clients.take();
  expect(attempt).toThrow(new RegExp(`^${name.replace(".", "\\.")}: `));
  pass(SOON_MS);
  expect(clients.take()).toEqual([]);
  expect(clients.table.clientsInUse()).toEqual([]);
}

beforeEach(async () => {
  clients = await Clients.start();
  clients.ssl.resetContexts();
  clients.modem.files.set("c.pem", "C").set("k.pem", "K");
});

describe('AT+QSSLCFG="sslversion",<sslindex>,<sslversion>', () => {
  it.each([0, 1, 2, 3, 4])("<sslversion> %d", (version) => {
    expect(sentFor({ version })).toContain(`AT+QSSLCFG="sslversion",0,${version}`);
  });

  it.each([-1, 5, 1.2, NaN, "", "3\r", "3\rAT+CFUN=0"])("refuses <sslversion> %j as tls.version", (version) => {
    expectRefused(() => clients.open({ tls: { version: version as number } }), "tls.version");
  });

  it("<sslindex> 0 to 5, one for each of six different settings", () => {
    const sent = sixSettings.flatMap((tls) => sentFor(tls));
    expect(sent.filter((command) => command.includes("sslversion")).sort()).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => `AT+QSSLCFG="sslversion",${index},3`),
    );
  });
});

describe('AT+QSSLCFG="ciphersuite",<sslindex>,<ciphersuite>', () => {
  it.each([
    ["0x0035", "0X0035"],
    ["0xFFFF", "0XFFFF"],
    ["all", "0XFFFF"],
    ["0x002F", "0X002F"],
    ["0xC02F", "0XC02F"],
    ["0xc030", "0XC030"],
    ["0x0000", "0X0000"],
  ])("%s is written as %s, without quotes", (cipherSuites, code) => {
    expect(sentFor({ cipherSuites })).toContain(`AT+QSSLCFG="ciphersuite",0,${code}`);
  });

  it.each(["0x10000", "-1", "none", "0xC02F,0x0035", '0x0035"', "0x0035\rAT+CFUN=0"])(
    "refuses %j as tls.cipherSuites",
    (cipherSuites) => expectRefused(() => clients.open({ tls: { cipherSuites } }), "tls.cipherSuites"),
  );
});

describe('AT+QSSLCFG="seclevel",<sslindex>,<seclevel>', () => {
  it.each([
    [0, "none"],
    [1, "server"],
    [2, "mutual"],
  ] as const)("<seclevel> %d for tls.verify %s", (level, verify) => {
    expect(sentFor({ verify, cert: "c.pem", key: "k.pem" })).toContain(`AT+QSSLCFG="seclevel",0,${level}`);
  });

  it.each(["3", "", "server "])("refuses %j as tls.verify", (verify) => {
    expectRefused(() => clients.open({ tls: { verify: verify as "none" } }), "tls.verify");
  });
});

describe('AT+QSSLCFG="seclevel",<sslindex>', () => {
  it("without <seclevel> asks for the level before each verified open", () => {
    expect(sentFor().slice(-4, -1)).toEqual(['AT+QSSLCFG="seclevel",0', 'AT+QSSLCFG="cacert",0', "AT+QSSLCLOSE=0"]);
    expect(sentFor()).toContain('AT+QSSLCFG="seclevel",0');
  });

  it("opens nothing when the answer is another level", () => {
    clients.modem.answer('AT+QSSLCFG="seclevel",0', info('+QSSLCFG: "seclevel",0,0'));
    expect(sentFor().join()).not.toContain("QSSLOPEN");
    expect(clients.table.clientsInUse()).toEqual([]);
  });
});

describe('AT+QSSLCFG="cacert",<sslindex>,<cacertpath>', () => {
  it.each(["ca.pem", "a name.pem", "n".repeat(80)])("<cacertpath> %j", (ca) => {
    clients.modem.files.set(ca, "CA");
    expect(sentFor({ ca })).toContain(`AT+QSSLCFG="cacert",0,"${ca}"`);
  });

  it.each(["n".repeat(81), 'a"', "a\r", "a\n", '",0\rAT+CFUN=0'])("refuses %j as tls.ca", (ca) => {
    expectRefused(() => clients.open({ tls: { ...VERIFIED, ca } }), "tls.ca");
  });
});

describe('AT+QSSLCFG="cacert",<sslindex>', () => {
  it("without <cacertpath> asks for the path before each verified open", () => {
    expect(sentFor()).toContain('AT+QSSLCFG="cacert",0');
    expect(sentFor()).toContain('AT+QSSLCFG="cacert",0');
  });

  it("opens nothing when the answer is another path", () => {
    clients.modem.answer('AT+QSSLCFG="cacert",0', info('+QSSLCFG: "cacert",0,"other.pem"'));
    expect(sentFor().join()).not.toContain("QSSLOPEN");
  });
});

describe("AT+QSSLOPEN=<ctxindex>,<sslindex>,<clientid>,<serveraddr>,<server_port>[,<access_mode>]", () => {
  const opens = (): string[] => clients.modem.commands.splice(0).filter((command) => command.includes("QSSLOPEN"));

  it.each([1, 2, 3, 4, 5, 6, 7])("<ctxindex> %d", async (pdpContextId) => {
    clients = await Clients.start(pdpContextId);
    clients.open();
    pass(SOON_MS);
    expect(opens()).toEqual([`AT+QSSLOPEN=${pdpContextId},0,0,"h.example",443,0`]);
  });

  it("<sslindex> 0 to 5, one for each of six different settings", () => {
    sixSettings.forEach((tls) => clients.open({ tls }));
    pass(3 * SOON_MS);
    expect(opens()).toEqual([0, 1, 2, 3, 4, 5].map((id) => `AT+QSSLOPEN=1,${id},${id},"h.example",443,0`));
    expect(() => clients.open({ tls: { negotiateS: 99 } })).toThrow(/^tls: 6 /);
  });

  it("<clientid> 0 to 11, in turn", () => {
    clients.openAll();
    pass(SOON_MS);
    expect(opens()).toEqual(Array.from({ length: 12 }, (_, id) => `AT+QSSLOPEN=1,0,${id},"h.example",443,0`));
    expect(() => clients.open()).toThrow(/^12 ids in use/);
  });

  it.each(["h", "10.0.0.1", "h".repeat(150)])("<serveraddr> %j", (host) => {
    clients.open({ host });
    pass(SOON_MS);
    expect(opens()).toEqual([`AT+QSSLOPEN=1,0,0,"${host}",443,0`]);
  });

  it.each([1, 443, 8883, 65535])("<server_port> %d", (port) => {
    clients.open({ port });
    pass(SOON_MS);
    expect(opens()).toEqual([`AT+QSSLOPEN=1,0,0,"h.example",${port},0`]);
  });

  it.each([0, 1, 2] as const)("<access_mode> %d", (accessMode) => {
    clients.open({ accessMode });
    pass(SOON_MS);
    expect(opens()).toEqual([`AT+QSSLOPEN=1,0,0,"h.example",443,${accessMode}`]);
  });

  it.each<[string, Wanted]>([
    ["host", { host: "h".repeat(151) }],
    ["host", { host: '"' }],
    ["host", { host: 'h",1\rAT+CFUN=0' }],
    ["port", { port: 0 }],
    ["port", { port: 65536 }],
    ["port", { port: 443.5 }],
    ["port", { port: "443,0\rAT+CFUN=0" as unknown as number }],
    ["accessMode", { accessMode: 3 as 2 }],
    ["accessMode", { accessMode: -1 as 2 }],
  ])("refuses a %s out of range: %j", (name, wanted) => expectRefused(() => clients.open(wanted), name));
});

describe("AT+QSSLSEND=<clientid>,<length>", () => {
  it.each([1, 2, 1459, 1460])("<length> %d", (length) => {
    const { slot } = clients.connect();
    clients.take();
    slot.write("x".repeat(length));
    pass(SOON_MS);
    expect(clients.modem.commands).toEqual([`AT+QSSLSEND=0,${length}`]);
    expect(clients.modem.payloads).toEqual(["x".repeat(length)]);
  });

  it("longer payload is cut into commands of 1460 bytes, in order", () => {
    const { slot } = clients.connect();
    const payload = NASTY.repeat(Math.ceil(4000 / NASTY.length)).substring(0, 4000);
    clients.take();
    slot.write(payload);
    pass(SOON_MS);
    expect(clients.take()).toEqual(["SEND=0,1460", "SEND=0,1460", "SEND=0,1080"]);
    expect(clients.modem.payloads.join("")).toBe(payload);
  });

  it("<clientid> 0 to 11", () => {
    const all = Array.from({ length: 12 }, () => clients.connect().slot);
    clients.take();
    all.forEach((slot) => slot.write("x"));
    pass(SOON_MS);
    const sends = clients.take().filter((command) => command.startsWith("SEND"));
    expect(sends.sort()).toEqual(Array.from({ length: 12 }, (_, id) => `SEND=${id},1`).sort());
  });
});
