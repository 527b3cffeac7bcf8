import fc from "fast-check";
import { explain, type ExplainOptions } from "../../../modules/tls";
import { issue, issueSelfSigned, makeAuthority, type Certificate } from "../../../tools/certificates/certificates";
import { installCutOffIndexOf, installDevice, pass, START } from "../../doubles/device";
import { alert, certificateRequest, derOf, flight, PlayedModem, record, serverHello } from "./plain-modem";

const DAY_MS = 86400e3;
const daysFrom = (days: number): Date => new Date(START + days * DAY_MS);
const VALID = { notBefore: daysFrom(-30), notAfter: daysFrom(300) };

const names = ["root", "other", "leaf", "expired", "early", "foreign", "selfSigned", "intermediate"] as const;
const pems = {} as Record<(typeof names)[number], string>;
const der = (name: (typeof names)[number]): string => derOf(pems[name]);

let modem: PlayedModem;
let said: string[];

beforeAll(async () => {
  const root = await makeAuthority({ commonName: "Root CA", notBefore: daysFrom(-3000), notAfter: daysFrom(3000) });
  const other = await makeAuthority({ commonName: "Other CA", ...VALID });
  const server = { commonName: "server.example", dnsNames: ["server.example"], usage: "server" as const };
  const from = (authority: Certificate, options: object): Promise<Certificate> =>
    issue(authority, { ...server, ...VALID, ...options });
  const made: Record<(typeof names)[number], Certificate> = {
    root,
    other,
    leaf: await from(root, {}),
    expired: await from(root, { notBefore: daysFrom(-300), notAfter: daysFrom(-2) }),
    early: await from(root, { notBefore: daysFrom(2) }),
    foreign: await from(root, { commonName: "portal", dnsNames: ["portal.example", "www.portal.example"] }),
    selfSigned: await issueSelfSigned({ ...server, ...VALID }),
    intermediate: await from(other, { commonName: "Intermediate", dnsNames: [] }),
  };
  for (const name of names) pems[name] = made[name].certPem;
});

beforeEach(() => {
  installDevice();
  // Espruino's own takes whatever it is given; Node's throws.
  globalThis.atob = (text) => Buffer.from(text, "base64").toString("latin1");
  modem = new PlayedModem();
  said = [];
});

/** Explains a connection that fails under default settings, CA at hand and clock set, unless told otherwise. */
function start(options: Partial<ExplainOptions> = {}): void {
  const defaults = { host: "server.example", port: 8443, verify: "server" as const, ca: pems.root, time: START / 1000 };
  explain(modem, { ...defaults, ...options }, (text) => said.push(text));
}

/** The sentence when the server answers with these bytes. */
function answerTo(bytes: string, options: Partial<ExplainOptions> = {}): string | undefined {
  start(options);
  modem.slot.emit("open");
  modem.slot.emit("data", bytes);
  return said[0];
}

const at = "server.example:8443: ";

describe("the conversation", () => {
  it("opens a plain connection, sends a ClientHello and nothing else, and closes", () => {
    start();
    expect(modem.opened).toEqual({ host: "server.example", port: 8443, tls: false });
    expect(modem.slot.sent).toBe("");
    modem.slot.emit("open");
    const hello = modem.slot.sent;
    expect(hello.charCodeAt(0)).toBe(22);
    expect(hello.length).toBe(5 + hello.charCodeAt(3) * 256 + hello.charCodeAt(4));
    expect(hello).toContain("server.example");
    modem.slot.emit("data", flight([der("leaf")]));
    expect(modem.slot.sent).toBe(hello);
    expect(modem.slot.isEnded).toBe(true);
  });

  it("hands the ClientHello in again after drain when the slot is full", () => {
    start();
    modem.slot.refusals = 1;
    modem.slot.emit("open");
    expect(modem.slot.sent).toBe("");
    modem.slot.emit("drain");
    const hello = modem.slot.sent;
    expect(hello).not.toBe("");
    modem.slot.emit("drain");
    expect(modem.slot.sent).toBe(hello);
  });

  it("sends no name for an address", () => {
    start({ host: "192.0.2.7" });
    modem.slot.emit("open");
    expect(modem.slot.sent).not.toContain("192.0.2.7");
  });

  it("calls back once, whatever follows", () => {
    expect(answerTo(flight([der("leaf")]))).toBeDefined();
    modem.slot.emit("data", flight([der("expired")]) + alert(40) + "HTTP");
    modem.slot.emit("error", new Error("QIOPEN 0: 566 (?)"));
    modem.slot.emit("close");
    pass(60e3);
    expect(said).toHaveLength(1);
  });

  it.each(["open", "data", "nothing"])("calls back within 30 seconds when the server falls silent after %s", (step) => {
    start();
    if (step !== "nothing") modem.slot.emit("open");
    if (step === "data") modem.slot.emit("data", record(serverHello()));
    pass(24e3);
    expect(said).toEqual([]);
    pass(5e3);
    expect(said).toEqual([
      at + (step === "nothing" ? "no answer: check address, firewall" : "no TLS answer: check port, name"),
    ]);
    expect(modem.slot.isEnded).toBe(true);
  });

  it("leaves no timer behind", () => {
    answerTo(alert(40));
    expect(jest.getTimerCount()).toBe(0);
  });

  it("says that the modem gives no connection", () => {
    modem.refusal = new Error("all 12 client ids are in use");
    start();
    expect(said).toEqual([at + "no TCP: all 12 client ids are in use"]);
  });
});

describe("TCP that fails", () => {
  it.each([
    ["QIOPEN 0: 565 (DNS failed: check host)", "name not found: check name, DNS"],
    ["QIOPEN 0: 566 (TCP or TLS failed: check port)", "TCP refused: check port, firewall"],
    ["QIOPEN 0: 569 (no answer)", "no answer: check address, firewall"],
    ["QIOPEN 0: 552 (exhausted: power-cycle)", "no TCP: QIOPEN 0: 552 (exhausted: power-cycle)"],
  ])("with %s is: %s", (message, text) => {
    start();
    modem.slot.emit("error", new Error(message));
    modem.slot.emit("close");
    expect(said).toEqual([at + text]);
  });

  it("is said without a reason when the connection just closes", () => {
    start();
    modem.slot.emit("close");
    expect(said).toEqual([at + "no TCP: closed"]);
  });
});

describe("a server that speaks otherwise", () => {
  it.each([
    ["HTTP/1.1 400 Bad Request\r\n", "no TLS there: check port"],
    [alert(40), "no common cipher suite: allow more, here or there"],
    [alert(70), "TLS version refused: allow TLS 1.2"],
    [alert(80), "TLS alert 80: see server's log"],
    [record(serverHello(2)), "TLS 1.1 at most: update server"],
    [record(serverHello(1)), "TLS 1.0 at most: update server"],
  ])("with %j is: %s", (bytes, text) => {
    expect(answerTo(bytes)).toBe(at + text);
  });

  it("may speak TLS 1.1 when that is allowed or asked for", () => {
    for (const version of [2, 4]) {
      modem = new PlayedModem();
      answerTo(record(serverHello(2)), { version });
    }
    expect(said).toEqual([]);
  });

  it("may warn before it goes on", () => {
    expect(answerTo(alert(112, 1) + flight([der("expired")]))).toContain("expired");
  });

  it("may close without a word", () => {
    start();
    modem.slot.emit("open");
    modem.slot.emit("close");
    expect(said).toEqual([at + "no TLS answer: check port, name"]);
  });
});

describe("certificates", () => {
  it("that expired are told with their date and the modem's", () => {
    expect(answerTo(flight([der("expired")]))).toBe(
      at + "certificate of server.example expired 2025-12-30, modem has 2026-01-01: renew it, check clocks",
    );
  });

  it("that begin later are told with their date and the modem's", () => {
    expect(answerTo(flight([der("early")]))).toBe(
      at + "certificate of server.example begins 2026-01-03, modem has 2026-01-01: renew it, check clocks",
    );
  });

  it("are not judged by a clock that was never set, or is not known", () => {
    const factory = Date.UTC(1980, 0, 6) / 1000;
    expect(answerTo(flight([der("leaf")]), { time: factory })).toBe(
      at + "modem's clock is 1980-01-06: set it by network or NTP",
    );
    modem = new PlayedModem();
    said = [];
    expect(answerTo(flight([der("expired")]), { time: 0 })).toBe(
      at + "modem's clock is unknown: set it by network or NTP",
    );
  });

  it("for other names are told with these names", () => {
    expect(answerTo(flight([der("foreign")]))).toBe(
      at + "certificate for portal.example,www.portal.example, not for server.example: correct either",
    );
  });

  it("are compared with an address as an address", () => {
    expect(answerTo(flight([der("leaf")]), { host: "192.0.2.7" })).toBe(
      "192.0.2.7:8443: certificate for server.example, not for IP 192.0.2.7: correct either",
    );
  });

  it("that vouch for themselves are told, also when the CA is not at hand", () => {
    const text = at + "self-signed certificate: use it as tls.ca";
    expect(answerTo(flight([der("selfSigned")]))).toBe(text);
    modem = new PlayedModem();
    said = [];
    expect(answerTo(flight([der("selfSigned")]), { ca: undefined })).toBe(text);
  });

  it("that vouch for themselves are fine when they are the CA", () => {
    expect(answerTo(flight([der("selfSigned")]), { ca: pems.selfSigned })).toContain("nothing wrong seen");
  });

  it("of another CA are told with both names", () => {
    expect(answerTo(flight([der("leaf")]), { ca: pems.other })).toBe(
      at + 'issued by "Root CA", tls.ca is "Other CA": use the former',
    );
  });

  it("are followed up to the issuer of the last one", () => {
    expect(answerTo(flight([der("leaf"), der("intermediate")]), { ca: pems.selfSigned })).toContain(
      'issued by "Other CA"',
    );
    modem = new PlayedModem();
    said = [];
    expect(answerTo(flight([der("leaf"), der("intermediate")]), { ca: pems.other })).toContain("nothing wrong seen");
  });

  it("behind the one that the CA issued do not matter", () => {
    expect(answerTo(flight([der("leaf"), der("expired")]))).toContain("nothing wrong seen");
  });

  it("may be issued by any CA of the file", () => {
    expect(answerTo(flight([der("leaf")]), { ca: `Others:\n${pems.other}\nOurs:\r\n${pems.root}` })).toContain(
      "nothing wrong seen",
    );
  });

  it("that cannot be read are told", () => {
    expect(answerTo(flight(["\x30\x03abc"]))).toBe(at + "no readable certificate: replace it");
    modem = new PlayedModem();
    said = [];
    expect(answerTo(flight([]))).toBe(at + "no readable certificate: replace it");
  });

  it("are not judged when nothing is verified", () => {
    for (const name of ["expired", "early", "foreign", "selfSigned"] as const) {
      modem = new PlayedModem();
      answerTo(flight([der(name)]), { verify: "none", ca: undefined, time: 0 });
    }
    expect(said).toHaveLength(4);
    for (const text of said) expect(text).toContain("nothing wrong seen");
  });
});

describe("the file of the CA", () => {
  it("that expired is told", async () => {
    const old = { commonName: "Old CA", notBefore: daysFrom(-900), notAfter: daysFrom(-1) };
    const authority = await makeAuthority(old);
    const certificate = await issue(authority, {
      commonName: "s",
      dnsNames: ["server.example"],
      usage: "server",
      ...VALID,
    });
    expect(answerTo(flight([derOf(certificate.certPem)]), { ca: authority.certPem })).toBe(
      at + "tls.ca expired 2025-12-31, modem has 2026-01-01: renew it, check clocks",
    );
  });

  it.each([
    ["text", "ca.pem"],
    ["nothing between the lines", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"],
    ["other content", `-----BEGIN CERTIFICATE-----\n${"QUJD".repeat(400)}\n-----END CERTIFICATE-----\n`],
    ["its beginning cut off", "MIIB\n-----END CERTIFICATE-----\n"],
    ["a key", "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n"],
  ])("with %s is no certificate", (_, ca) => {
    expect(answerTo(flight([der("leaf")]), { ca })).toBe(at + "tls.ca is no PEM certificate: convert it");
  });
});

describe("client certificates", () => {
  it("that the server wants are told", () => {
    expect(answerTo(flight([der("leaf")], { isAsking: true }))).toBe(
      at + "client certificate wanted: set tls.verify mutual",
    );
  });

  it("that the server wants and that all else fits are refused ones", () => {
    expect(answerTo(flight([der("leaf")], { isAsking: true }), { verify: "mutual" })).toBe(
      at + "client certificate refused: check tls.cert, tls.key",
    );
  });

  it("do not hide what is wrong with the server", () => {
    expect(answerTo(flight([der("expired")], { isAsking: true }), { verify: "mutual" })).toContain("expired");
  });
});

describe("when all fits", () => {
  it("says what remains, with the CA that is needed", () => {
    expect(answerTo(flight([der("leaf")]))).toBe(
      at + 'nothing wrong seen: check key files and CA "Root CA" on the modem',
    );
  });

  it("concludes from the certificates when the end of the flight is lost", () => {
    start({ ca: pems.other });
    modem.slot.emit("open");
    modem.slot.emit("data", flight([der("leaf")]).slice(0, -4));
    expect(said).toEqual([]);
    modem.slot.emit("close");
    expect(said[0]).toContain('issued by "Root CA"');
  });
});

describe("hostile servers", () => {
  const noise = fc.uint8Array({ maxLength: 1500 }).map((data) => Buffer.from(data).toString("latin1"));

  it("get a sentence in printable ASCII whatever they send, by Espruino's indexOf too", () => {
    const restore = installCutOffIndexOf();
    const good = flight([der("leaf"), der("root")], { isAsking: true });
    const changed = fc
      .tuple(fc.nat(good.length - 1), fc.nat(255))
      .map(([index, value]) => good.slice(0, index) + String.fromCharCode(value) + good.slice(index + 1));
    const streams = fc.oneof(
      changed,
      noise,
      noise.map((text) => record(certificateRequest) + record(text)),
      noise.map((text) => flight([text])),
    );
    try {
      fc.assert(
        fc.property(streams, (bytes) => {
          modem = new PlayedModem();
          said = [];
          answerTo(bytes);
          modem.slot.emit("close");
          expect(said).toHaveLength(1);
          expect(said[0]).toMatch(/^server\.example:8443: [ -~]{10,300}$/);
        }),
        { numRuns: 500 },
      );
    } finally {
      restore();
    }
  });

  it("cannot make a line of the log with a name", async () => {
    const certificate = await issueSelfSigned({
      commonName: "a\r\n\x1b[2Jb",
      usage: "server",
      notAfter: daysFrom(-1),
      notBefore: daysFrom(-2),
    });
    expect(answerTo(flight([derOf(certificate.certPem)]))).toContain("certificate of a???[2Jb expired");
  });
});
