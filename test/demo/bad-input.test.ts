/** What a person, a SIM, a network or a server may get wrong, against the very bundle that a board runs. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { CA_PEM, CONFIG, TestBoard, type TestBoardOptions } from "../doubles/board";
import type { Behaviour } from "../../tools/collector/memory-collector";

const HOUR_S = 3600;

let firmware: FirmwareFiles;
let board: TestBoard;

beforeAll(async () => {
  firmware = await buildFirmwareFiles({ board: "LINUX" });
});
afterEach(() => board.stop());

function boot(options: Omit<TestBoardOptions, "firmware"> = {}): TestBoard {
  board = new TestBoard({ firmware, ...options });
  return board;
}

/** 1, 2, 3 … count. */
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Every reading from the first on arrived exactly once and in order. */
function expectAllOnce(atLeast = 1): void {
  expect(board.server.sequence).toEqual(upTo(board.server.sequence.length));
  expect(board.server.sequence.length).toBeGreaterThanOrEqual(atLeast);
}

/** {@link CONFIG} with changes; a nested object is changed, not replaced. */
function changed(changes: Record<string, unknown>): unknown {
  const config: Record<string, unknown> = { ...CONFIG };
  for (const [key, value] of Object.entries(changes)) {
    const isNested = typeof value === "object" && value !== null && !Array.isArray(value) && key in config;
    config[key] = isNested ? { ...(config[key] as object), ...value } : value;
  }
  return config;
}

const url = (text: string): unknown => changed({ server: { url: text } });
const long = (length: number): string => "x".repeat(length);

describe("a configuration that works", () => {
  it("uploads, without an error", async () => {
    boot();
    await board.untilDelivered(5);
    expectAllOnce();
    expect(board.errors).toEqual([]);
    expect(board.server.readings[0]).toMatchObject({ device: "under-test", seq: 1, quantity: "load", value: 0.25 });
    expect(board.server.connections).toBe(1);
  });
});

describe("a board without QuectelBringUp", () => {
  it("says so each time, goes on sampling, and is online once the module is there", async () => {
    const { QuectelBringUp: missing, ...rest } = firmware;
    board = new TestBoard({ firmware: rest });
    await board.pass(HOUR_S / 4);
    const { offline, waiting } = board.status;
    expect(offline).toBe("QuectelBringUp is missing: flash again");
    expect(waiting).toBeGreaterThan(10);
    expect(board.errors.length).toBeGreaterThan(3);
    for (const line of board.errors)
      expect(line).toMatch(/^E [\d:]+ modem: QuectelBringUp is missing: flash again; next try in [\d.]+ s, rung \d+$/);
    board.storage.write("QuectelBringUp", Buffer.from(missing!, "latin1"));
    await board.untilDelivered(waiting);
    expectAllOnce(waiting);
    expect(board.status.offline).toBe("");
  });

  it("keeps nothing of it in memory while it is online", async () => {
    boot();
    await board.untilDelivered(1);
    expect(board.evaluate("Modules.getCached()")).toEqual([]);
  });
});

describe("config.json", () => {
  /** What is wrong, the configuration, and what the one line on the console must name. */
  const cases: [string, unknown, RegExp][] = [
    ["no file", undefined, /config\.json: missing/],
    ["malformed JSON", '{"apn":"internet",', /config\.json: .*no JSON/],
    ["a list", "[1]", /config\.json: /],
    ["null", "null", /config\.json: .*no JSON object/],
    ["an unknown key", changed({ ap: "x" }), /ap: unknown key; known are device, apn/],
    ["an unknown nested key", changed({ tls: { cacert: "x" } }), /tls\.cacert: unknown key; known are .*ca/],
    ["a key of every object", changed({ toString: 1 }), /toString: unknown key/],
    ["device too long", changed({ device: long(41) }), /device: must be a text of 0 to 40/],
    ["device a number", changed({ device: 7 }), /device: must be a text/],
    ["apn missing", changed({ apn: undefined }), /apn: must be given/],
    ["apn too long", changed({ apn: long(100) }), /apn: must be a text of 0 to 99/],
    ["apn null", changed({ apn: null }), /apn: must be a text/],
    ["user too long", changed({ user: long(128) }), /user: must be a text of 0 to 127/],
    ["password too long", changed({ password: long(128) }), /password: must be a text of 0 to 127/],
    ["pin too short", changed({ pin: "123" }), /pin: must be 4 to 8 digits/],
    ["pin too long", changed({ pin: "123456789" }), /pin: must be/],
    ["pin with a letter", changed({ pin: "12a4" }), /pin: must be 4 to 8 digits/],
    ["pin a number", changed({ pin: 1234 }), /pin: must be a text/],
    ["ntp empty", changed({ ntp: "" }), /ntp: must be a text of 1 to 100/],
    ["server missing", changed({ server: undefined }), /server\.url: must be given/],
    ["server a text", changed({ server: "https://a" }), /server: must be an object/],
    ["url of http", url("http://a.example/"), /server\.url: .*must begin with https:/],
    ["url without host", url("https:///path"), /server\.url: /],
    ["url with port 0", url("https://a.example:0/"), /server\.url: .*port from 1 to 65535/],
    ["url with port 65536", url("https://a.example:65536/"), /server\.url: .*port from 1 to 65535/],
    ["url with a word as port", url("https://a.example:https/"), /server\.url: .*port/],
    ["url with a port that ends in letters", url("https://a.example:80x/"), /server\.url: .*port/],
    ["url with a space", url("https://a.example/a b"), /server\.url: .*spaces/],
    ["url too long", url(`https://a.example/${long(200)}`), /server\.url: must be a text of 9 to 200/],
    ["a header that is no text", changed({ server: { headers: { a: 1 } } }), /server\.headers\.a: must be a text/],
    ["tls.version 1.3", changed({ tls: { version: 1.3 } }), /tls\.version: 1\.3 is none of 1\.2, 1\.1, 1/],
    ["tls.cipherSuites unknown", changed({ tls: { cipherSuites: "0xZZ" } }), /tls\.cipherSuites: 0xZZ is not 0-65535/],
    [
      "tls.verify unknown",
      changed({ tls: { verify: "maybe" } }),
      /tls\.verify: "maybe" is none of server, mutual, none/,
    ],
    [
      "tls.verify mutual without key",
      changed({ tls: { verify: "mutual" } }),
      /tls\.cert: needed, unless verify is none/,
    ],
    ["tls.ca left out", changed({ tls: { ca: "" } }), /tls\.ca: needed, unless verify is none/],
    ["tls.sni off but verified", changed({ tls: { sni: false } }), /tls\.sni: needed, unless verify is none/],
    ["tls.sni a text", changed({ tls: { sni: "yes" } }), /tls\.sni: "yes" is none of true, false/],
    ["sampling.intervalS 0", changed({ sampling: { intervalS: 0 } }), /sampling\.intervalS: 0 .* 1 to 86400/],
    [
      "sampling.intervalS of more than a day",
      changed({ sampling: { intervalS: 86401 } }),
      /sampling\.intervalS: 86401/,
    ],
    ["sampling.intervalS a fraction", changed({ sampling: { intervalS: 1.5 } }), /sampling\.intervalS: 1\.5 .*whole/],
    ["sampling.intervalS a text", changed({ sampling: { intervalS: "60" } }), /sampling\.intervalS: "60" .*whole/],
    ["sampling.sensors a text", changed({ sampling: { sensors: "load" } }), /sampling\.sensors: must be a list/],
    [
      "a sensor that does not exist",
      changed({ sampling: { sensors: ["fog"] } }),
      /sampling\.sensors: .*fog.*load, memory/,
    ],
    ["upload.intervalS 0", changed({ upload: { intervalS: 0 } }), /upload\.intervalS: 0 .* 1 to 86400/],
    ["upload.batch 0", changed({ upload: { batch: 0 } }), /upload\.batch: 0 .* 1 to 50/],
    ["upload.batch 51", changed({ upload: { batch: 51 } }), /upload\.batch: 51 .* 1 to 50/],
    ["uart.path left out", changed({ uart: { path: "" } }), /uart\.path: name the terminal/],
    ["uart.baud too low", changed({ uart: { baud: 300 } }), /uart\.baud: 300 .* 9600 to 921600/],
    ["log unknown", changed({ log: "verbose" }), /log: "verbose" is none of info, error, debug/],
  ];

  it.each(cases)("with %s ends in one clear line, and nothing is sent to the modem", async (_, config, line) => {
    boot({ config });
    await board.pass(HOUR_S);
    expect(board.lines).toEqual([expect.stringMatching(line)]);
    expect(board.lines[0]).toMatch(/^E .*config\.json/);
    expect(board.commands).toEqual([]);
  });

  it("names a CA file that is no PEM", async () => {
    boot({ files: { "ca.pem": "0\x82\x03\xe8 DER" } });
    await board.pass(HOUR_S);
    expect(board.lines).toEqual([expect.stringMatching(/^E .*tls\.ca: ca\.pem is no PEM certificate/)]);
    expect(board.commands).toEqual([]);
  });

  it("names a CA file that is neither on the board nor on the modem", async () => {
    boot({ files: {} });
    await board.pass(600);
    expect(board.errors[0]).toMatch(/ca\.pem/);
    expect(board.server.connections).toBe(0);
  });

  it.each(["apn", "user", "password", "ntp", "device"])(
    "keeps a quote, CR or LF in %s away from the modem",
    async (key) => {
      for (const text of ['x","AT+CFUN=0', "x\rAT+CFUN=0\r", "x\nAT+CFUN=0", "x\x1aAT+CFUN=0"]) {
        boot({ config: changed({ [key]: text }) });
        await board.pass(HOUR_S);
        expect(board.lines).toEqual([expect.stringMatching(new RegExp(`^E .*${key}: .*without quotes, CR, LF`))]);
        expect(board.commands).toEqual([]);
        board.stop();
      }
    },
  );

  it.each([
    ["the host", { url: 'https://a.example",443,0\rAT+CFUN=0\r:443/' }, /server\.url: .*without quotes, CR, LF/],
    ["the host, by a semicolon", { url: "https://a.example;+CFUN=0:443/" }, /server\.url: .*no host name/],
    ["the path", { url: "https://a.example/x\r\nEvil: 1" }, /server\.url: .*without quotes, CR, LF/],
    ["a header", { headers: { "X-A": "b\r\nEvil: 1" } }, /server\.headers\.X-A: .*without quotes, CR, LF/],
    ["a header's name", { headers: { "X\r\nEvil": "b" } }, /server\.headers: .*without quotes, CR, LF/],
  ])("keeps what is injected by %s away from the modem", async (_, server, line) => {
    boot({ config: changed({ server }) });
    await board.pass(HOUR_S);
    expect(board.lines).toEqual([expect.stringMatching(line)]);
    expect(board.commands).toEqual([]);
  });
});

describe("a modem that never answers", () => {
  it("is said so and tried again with growing pauses; once it is on, every reading arrives", async () => {
    boot({ isModemOff: true, config: changed({ sampling: { intervalS: 300 } }) });
    await board.pass(2 * HOUR_S);
    expect(board.errors[0]).toMatch(/no answer: check power, wiring, baud; next try in/);
    const { pauses } = board;
    expect(pauses.length).toBeGreaterThan(15);
    expect(pauses[0]).toBeLessThanOrEqual(1);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(900);
    // After the board's restart they begin at a minute, 32 s with jitter.
    expect(Math.min(...pauses.slice(8))).toBeGreaterThan(31);
    expect(Math.max(...pauses.slice(12))).toBeGreaterThan(200);
    board.modem.powerOn();
    await board.untilDelivered(25);
    expectAllOnce(25);
    expect(board.status).toMatchObject({ dropped: 0, offline: "" });
  });

  it("keeps the newest readings when they are too many, and delivers the number of the lost", async () => {
    boot({ isModemOff: true });
    await board.pass(5 * HOUR_S);
    const { waiting, dropped } = board.status;
    expect(waiting).toBeGreaterThanOrEqual(20);
    // One a minute, one at the start, and at each restart that the ladder makes one before its minute.
    const restarts = board.lines.filter((line) => line.includes("restarting the board")).length;
    expect(restarts).toBeGreaterThan(0);
    expect(waiting + dropped).toBeGreaterThanOrEqual(301);
    expect(waiting + dropped).toBeLessThanOrEqual(301 + restarts);
    board.modem.powerOn();
    await board.untilDelivered(waiting + 5);
    const [first = 0] = board.server.sequence;
    expect(board.server.sequence).toEqual(board.server.sequence.map((_, i) => first + i));
    expect(board.server.dropped).toBe(first - 1);
  });

  it("is waited for after it fell silent in the middle", async () => {
    boot();
    await board.untilDelivered(3);
    board.modem.faults.isSilent = true;
    await board.pass(1200);
    expect(board.errors).toContainEqual(expect.stringMatching(/modem: no answer.*; next try in/));
    board.modem.faults.isSilent = false;
    await board.untilDelivered(25);
    expect(new Set(board.server.sequence)).toEqual(new Set(upTo(Math.max(...board.server.sequence))));
  });
});

describe("the SIM", () => {
  const withPin = (pin: string): unknown => changed({ pin });

  it("that is missing is named, and tried again", async () => {
    boot({ simulator: { sim: { state: "absent" } }, config: withPin("1234") });
    await board.pass(HOUR_S);
    expect(board.errors[0]).toMatch(/SIM: not inserted.*check card.*; next try in/);
    expect(board.pauses.length).toBeGreaterThan(5);
    expect(board.sent("AT+CPIN=")).toEqual([]);
  });

  it("gets a wrong PIN only once: not after hours, restarts of the board or of the modem", async () => {
    boot({ simulator: { sim: { pin: "1234" } }, config: withPin("9999") });
    await board.pass(5 * HOUR_S);
    expect(board.errors[0]).toMatch(/SIM: PIN refused.*correct pin/);
    expect(board.errors[1]).toMatch(/SIM: PIN refused, not retried: correct pin/);
    board.restart();
    await board.pass(2 * HOUR_S);
    board.modem.reboot();
    await board.pass(2 * HOUR_S);
    board.restart();
    await board.pass(HOUR_S);
    expect(board.sent("AT+CPIN=")).toEqual(['AT+CPIN="9999"']);
    expect(board.lines.join("\n")).not.toContain("9999");

    board.restart(withPin("1234"));
    await board.untilDelivered(3);
    expect(board.sent("AT+CPIN=")).toEqual(['AT+CPIN="9999"', 'AT+CPIN="1234"']);
  });

  it("gets a wrong PIN only once, also when the board loses power before the answer", async () => {
    boot({ simulator: { sim: { pin: "1234" } }, config: withPin("9999") });
    board.onCommand = (command) => {
      if (command.startsWith("AT+CPIN=")) board.clock.setTimeout(() => board.restart(), 0);
    };
    await board.pass(HOUR_S);
    expect(board.sent("AT+CPIN=")).toEqual(['AT+CPIN="9999"']);
  });

  it("gets the right PIN at each start of the modem, and never shows it", async () => {
    boot({ simulator: { sim: { pin: "1234" } }, config: changed({ pin: "1234", log: "debug" }) });
    await board.untilDelivered(3);
    board.modem.reboot();
    await board.untilDelivered(6);
    board.restart();
    board.modem.reboot();
    await board.untilDelivered(9);
    expect(board.sent("AT+CPIN=")).toEqual(Array(3).fill('AT+CPIN="1234"'));
    expect(board.lines.join("\n")).not.toContain("1234");
  });

  it("that asks for a PIN where none is configured is named", async () => {
    boot({ simulator: { sim: { pin: "1234" } } });
    await board.pass(HOUR_S);
    expect(board.errors[0]).toMatch(/SIM: .*set pin; next try in/);
    expect(board.sent("AT+CPIN=")).toEqual([]);
  });

  it("that asks for a PUK is not touched", async () => {
    boot({ simulator: { sim: { state: "puk" } }, config: withPin("1234") });
    await board.pass(HOUR_S);
    expect(board.errors[0]).toMatch(/SIM: SIM PUK.*phone/);
    expect(board.sent("AT+CPIN=")).toEqual([]);
  });
});

describe("the network", () => {
  it("that denies registration is named; readings arrive once it lets the board in", async () => {
    boot({ simulator: { registration: [{ stat: 3, afterMs: 0 }] } });
    await board.pass(900);
    expect(board.errors[0]).toMatch(/registration: denied.*check subscription.*; next try in/);
    board.modem.setRegistration(1);
    await board.untilDelivered(20);
    expectAllOnce(20);
  });

  it("that is searched for in vain is named; readings arrive once it is found", async () => {
    boot({ simulator: { registration: [{ stat: 2, afterMs: 0 }] } });
    await board.pass(1500);
    expect(board.errors[0]).toMatch(/registration: still searching.*check antenna.*; next try in/);
    board.modem.setRegistration(5);
    await board.untilDelivered(30);
    expectAllOnce(30);
  });

  it("may drop the PDP context", async () => {
    boot();
    await board.untilDelivered(3);
    await board.pass(5);
    board.modem.dropPdp(1);
    await board.untilDelivered(10);
    expectAllOnce(10);
    expect(board.errors).toContainEqual(expect.stringMatching(/modem: PDP lost; next try in/));
    expect(board.lines.join()).not.toContain("Uncaught");
  });
});

describe("the server", () => {
  const failures: [string, Behaviour, RegExp][] = [
    ["500", 500, /the server answered 500/],
    ["400", 400, /the server answered 400/],
    ["a redirection", 302, /the server answered 302/],
    ["garbage", "\x00\xff\r\n\r\nwhat\r\n\r\n", /no.* HTTP response/],
    [
      "a header without end",
      "HTTP/1.1 200 OK\r\n".padEnd(9000, "X: y\r\n"),
      /header longer than|no usable HTTP response/,
    ],
    ["half an answer", "HTTP/1.1 200 OK\r\nContent-Len", /no answer within/],
    ["nothing", "nothing", /no answer within/],
    ["a closed connection", "close", /closed the connection/],
  ];

  it.each(failures)("may answer with %s: readings wait, and arrive once in order", async (_, behaviour, line) => {
    boot();
    await board.untilDelivered(2);
    board.server.behaviour = behaviour;
    await board.pass(1200);
    expect(board.errors[0]).toMatch(line);
    expect(board.errors[0]).toMatch(/\d+ waiting, next try in/);
    expect(board.pauses.length).toBeGreaterThan(3);
    expect(board.status.waiting).toBeGreaterThanOrEqual(19);
    board.server.behaviour = 200;
    await board.untilDelivered(30);
    // One that shows that a refused one is at fault comes before its turn, and again.
    const unique = [...new Set(board.server.sequence)].sort((a, b) => a - b);
    expect(unique.slice(0, 28)).toEqual(upTo(28));
    expect(board.status.dropped).toBe(0);
  });

  it.each<[string, () => void, RegExp]>([
    ["refuses connections", () => board.server.close(), /QSSLOPEN \d+: 566 /],
    ["does not answer at all", () => board.network.swallow("collector.example", 8443), /QSSLOPEN \d+: 569 |timeout/],
  ])("that %s is tried again", async (_, fail, line) => {
    boot();
    board.server.behaviour = "close";
    fail();
    await board.pass(1200);
    expect(board.errors[0]).toMatch(line);
    board.server.behaviour = 200;
    board.server.listen();
    await board.untilDelivered(30);
    expectAllOnce(30);
  });

  it("whose name is unknown is tried again", async () => {
    const away = "https://away.example:8443/readings";
    boot({ config: url(away) });
    await board.pass(600);
    expect(board.errors[0]).toMatch(/QSSLOPEN \d+: 565 \(DNS.* failed: check host\)/);
    board.network.listen("away.example", 8443, (peer) => board.server.accept(peer));
    await board.untilDelivered(15);
    expectAllOnce(15);
  });

  it.each([
    ["byte by byte behind a 100", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 1\r\n\r\n!"],
    ["without a length", "HTTP/1.1 204 No Content\r\n\r\n"],
    ["as the last on this connection", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"],
    [
      "with text that looks like the modem's",
      'HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n\r\nOK\r\n\r\n+QSSLURC: "closed",0',
    ],
  ])("may acknowledge %s", async (_, answer) => {
    boot();
    board.server.behaviour = answer;
    await board.untilDelivered(10);
    expectAllOnce(10);
    expect(board.errors).toEqual([]);
  });
});

describe("trouble at any moment", () => {
  /** Number of AT commands until the third reading is acknowledged. */
  let span: number;
  beforeAll(async () => {
    boot();
    await board.untilDelivered(3);
    span = board.commands.length;
    board.stop();
  });

  /** What can happen to the modem between two commands. */
  const troubles: [string, (board: TestBoard) => void][] = [
    ["the modem restarts", ({ modem }) => modem.reboot()],
    [
      "the modem loses power for a minute",
      ({ modem, clock }) => {
        modem.powerOff();
        clock.setTimeout(() => modem.powerOn(), 60e3);
      },
    ],
    ["the PDP context is dropped", ({ modem }) => modem.dropPdp(1)],
    [
      "the network is lost for five minutes",
      ({ modem, clock }) => {
        modem.dropPdp(1);
        modem.setRegistration(2);
        clock.setTimeout(() => modem.setRegistration(1), 300e3);
      },
    ],
    [
      "the modem is silent for a minute",
      ({ modem, clock }) => {
        modem.faults.isSilent = true;
        clock.setTimeout(() => (modem.faults.isSilent = false), 60e3);
      },
    ],
    ["the board restarts", (it) => it.restart()],
  ];

  it.each(troubles)("%s: every reading arrives, in order", async (_, trouble) => {
    expect(span).toBeGreaterThan(20);
    const failed: string[] = [];
    for (let moment = 1; moment <= span; moment++) {
      boot();
      board.onCommand = () => {
        if (board.commands.length === moment) board.clock.setTimeout(() => trouble(board), 0);
      };
      await board.pass(1800);
      const last = board.commands[moment - 1];
      const problem = problemOf(board);
      if (problem) failed.push(`${moment} ${last?.slice(0, 40) ?? ""}: ${problem}`);
      board.stop();
    }
    expect(failed).toEqual([]);
  });

  /** What is wrong half an hour later, undefined for nothing. The readings of all boots must be there without a gap. */
  function problemOf({ server, lines }: TestBoard): string | undefined {
    const unique = [...new Set(server.sequence)];
    if (unique.length < 25) return `only ${unique.length} readings: ${lines.at(-1) ?? ""}`;
    if (unique.some((seq, i) => seq !== i + 1)) return `a gap or disorder: ${unique.join()}`;
    if (lines.some((line) => line.includes("Uncaught"))) return lines.find((line) => line.includes("Uncaught"));
    return undefined;
  }
});

describe("the certificate", () => {
  it("goes to the modem once, also after a restart of both", async () => {
    boot();
    await board.untilDelivered(2);
    board.restart();
    board.modem.reboot();
    await board.untilDelivered(5);
    expect(board.sent("AT+QFUPL=").length).toBe(1);
    expect(board.modem.status().files.map(({ sizeBytes }) => sizeBytes)).toEqual([CA_PEM.length]);
  });
});
