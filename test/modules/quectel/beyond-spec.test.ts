/** What real modules need besides the specification, each command and form by its own name. */
import { Flag } from "../../../modules/quectel/client-slot";
import type { TlsSettings } from "../../../modules/quectel/ssl-context";
import { ERROR, info, OK, pass } from "../../doubles/device";
import { CONNECT, SOON_MS } from "../../doubles/scripted-modem";
import { NASTY } from "../../transcripts/eg915u";
import { Clients, type Opened, VERIFIED } from "./clients";

const MUTUAL = { verify: "mutual", cert: "c.pem", key: "k.pem" } as const;

let clients: Clients;

function open(tls: Partial<TlsSettings> = {}): Opened {
  const opened = clients.open({ tls: { ...VERIFIED, ...tls } });
  pass(SOON_MS);
  return opened;
}

function sentFor(tls: Partial<TlsSettings> = {}): string[] {
  clients.take();
  open(tls);
  return clients.modem.commands.splice(0);
}

beforeEach(async () => {
  clients = await Clients.start();
  clients.ssl.resetContexts();
  clients.modem.files.set("c.pem", "C").set("k.pem", "K");
});

describe('AT+QSSLCFG="clientcert",<sslindex>,<clientcertpath>', () => {
  it("names the client's certificate when both sides prove themselves", () => {
    expect(sentFor(MUTUAL)).toContain('AT+QSSLCFG="clientcert",0,"c.pem"');
  });

  it.each(["server", "none"] as const)("is not written for tls.verify %s", (verify) => {
    expect(sentFor({ ...MUTUAL, verify }).join()).not.toContain("clientcert");
  });
});

describe('AT+QSSLCFG="clientkey",<sslindex>,<clientkeypath>', () => {
  it("names the client's key when both sides prove themselves", () => {
    expect(sentFor(MUTUAL)).toContain('AT+QSSLCFG="clientkey",0,"k.pem"');
  });

  it("never puts a key into the dialogue: a PEM text travels as payload and is named by its checksum", () => {
    const pem = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    const commands = sentFor({ ...MUTUAL, key: pem });
    expect(commands.join()).not.toMatch(/PRIVATE|c2VjcmV0/);
    expect(clients.modem.payloads).toEqual([pem]);
    expect(commands).toContainEqual(expect.stringMatching(/^AT\+QSSLCFG="clientkey",0,"[0-9a-f]{1,8}\.pem"$/));
  });
});

describe('AT+QSSLCFG="sni",<sslindex>,<sni>', () => {
  it("1: the server is told the name that is wanted, always when it is verified", () => {
    expect(sentFor()).toContain('AT+QSSLCFG="sni",0,1');
  });

  it("0: only where nothing is verified", () => {
    expect(sentFor({ verify: "none", sni: false })).toContain('AT+QSSLCFG="sni",0,0');
    expect(() => open({ sni: false })).toThrow(/^tls\.sni: needed/);
  });

  it("is tolerated when the modem does not have it", () => {
    clients.modem.answer('AT+QSSLCFG="sni",0,1', ERROR);
    expect(sentFor().at(-1)).toContain("AT+QSSLOPEN");
  });
});

describe('AT+QSSLCFG="checkhost",<sslindex>,<checkhost>', () => {
  it.each([
    ["server", 1],
    ["mutual", 1],
    ["none", 0],
  ] as const)("for tls.verify %s: %d", (verify, value) => {
    expect(sentFor({ ...MUTUAL, verify })).toContain(`AT+QSSLCFG="checkhost",0,${value}`);
  });

  it("is tolerated when the modem does not have it", () => {
    clients.modem.answer('AT+QSSLCFG="checkhost",0,1', ERROR);
    expect(sentFor().at(-1)).toContain("AT+QSSLOPEN");
    expect(clients.ssl.isNameChecked).toBe(true);
  });
});

describe('AT+QSSLCFG="ignorelocaltime",<sslindex>,<ignorelocaltime>', () => {
  it.each([
    ["server", 0],
    ["mutual", 0],
    ["none", 1],
  ] as const)("for tls.verify %s: %d", (verify, value) => {
    expect(sentFor({ ...MUTUAL, verify })).toContain(`AT+QSSLCFG="ignorelocaltime",0,${value}`);
  });

  it("opens nothing when the modem refuses to judge dates", () => {
    clients.modem.answer('AT+QSSLCFG="ignorelocaltime",0,0', ERROR);
    expect(sentFor().join()).not.toContain("QSSLOPEN");
  });
});

describe('AT+QSSLCFG="negotiatetime",<sslindex>,<negotiatetime>', () => {
  it.each([10, 60, 300])("%d s", (negotiateS) => {
    expect(sentFor({ negotiateS })).toContain(`AT+QSSLCFG="negotiatetime",0,${negotiateS}`);
  });

  it.each([9, 301, 60.5, NaN, "60\r"])("refuses %j as tls.negotiateS", (negotiateS) => {
    clients.take();
    expect(() => open({ negotiateS: negotiateS as number })).toThrow(/^tls\.negotiateS: /);
    expect(clients.take()).toEqual([]);
  });
});

describe('AT+QSSLCFG="session_cache",<sslindex>,<session_cache>', () => {
  it.each([
    [true, 1],
    [false, 0],
  ])("for tls.sessionReuse %s: %d", (sessionReuse, value) => {
    expect(sentFor({ sessionReuse })).toContain(`AT+QSSLCFG="session_cache",0,${value}`);
  });

  it("is tolerated when the modem does not have it", () => {
    clients.modem.answer('AT+QSSLCFG="session_cache",0,1', ERROR);
    expect(sentFor({ sessionReuse: true }).at(-1)).toContain("AT+QSSLOPEN");
  });
});

describe("AT+QSSLRECV=<clientid>,<length>", () => {
  it.each([1, 2, 1499, 1500])("takes %d bytes by their count, whatever they are", (length) => {
    const { received } = clients.connect();
    const payload = NASTY.repeat(5).substring(0, length);
    clients.arrive(0, payload);
    clients.modem.say('+QSSLURC: "recv",0');
    pass(SOON_MS);
    expect(received()).toBe(payload);
    expect(clients.take().slice(-2)).toEqual(["RECV=0,1500", "RECV=0,1500"]);
  });

  it("ends with error and close when it is refused on a connection that is up", () => {
    const { events } = clients.connect();
    clients.modem.answer("AT+QSSLRECV=0,1500", ERROR);
    clients.modem.say('+QSSLURC: "recv",0');
    pass(SOON_MS);
    expect(events).toEqual(["error:AT+QSSLRECV: ERROR", "close"]);
  });
});

describe("AT+QIGETERROR", () => {
  it.each([
    ["565,DNS parse failed", /565 \(DNS failed: check host\)/],
    ["561,open PDP context failed", /561 \(no PDP context\)/],
    ["572,operation not allowed", /572 \(not allowed\)/],
    ["0,operate successfully", /550 \(\?\)/],
  ])("tells why an open was refused: %s", (answer, message) => {
    clients.modem.answer('AT+QSSLOPEN=1,0,0,"h.example",443,0', ERROR);
    clients.modem.answer("AT+QIGETERROR", info(`+QIGETERROR: ${answer}`));
    const { events } = open({ verify: "none" });
    expect(events[0]).toMatch(message);
  });
});

describe("AT+QISWTMD=<clientid>,<access_mode>", () => {
  it.each<[mode: 0 | 1 | 2, answer: string]>([
    [0, OK],
    [1, OK],
    [2, CONNECT],
  ])("<access_mode> %d, on a TLS connection too", (mode, answer) => {
    clients.modem.answer(`AT+QISWTMD=0,${mode}`, answer);
    const { slot } = clients.connect({ accessMode: mode === 0 ? 1 : 0 });
    clients.take();
    slot.setAccessMode(mode);
    pass(SOON_MS);
    expect(clients.modem.commands[0]).toBe(`AT+QISWTMD=0,${mode}`);
    expect([clients.modem.isStreaming, slot.bits & Flag.Push]).toEqual([mode === 2, mode === 1 ? Flag.Push : 0]);
  });
});
