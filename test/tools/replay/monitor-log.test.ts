/** Logs of a board in the field, as `npm run monitor -- --at` shows them, played to the firmware: all in memory, on simulated time. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFirmwareFiles, type FirmwareFiles } from "../../../tools/build/firmware-files";
import { HostRuntime } from "../../../tools/host/host-runtime";
import { remark, shownLine } from "../../../tools/monitor/log-line";
import { isMonitorLog, parseMonitorLog } from "../../../tools/replay/monitor-log";
import { parseReplayOptions, type ReplayOptions } from "../../../tools/replay/replay-options";
import { replay, verdictText } from "../../../tools/replay/replay-run";
import type { Verdict } from "../../../tools/replay/replayer";
import { CA_PEM } from "../../doubles/board";
import { FaultySide } from "./faulty-side";

const CONFIG = {
  device: "pole-7",
  apn: "internet",
  user: "SECRET-USER",
  password: "SECRET-PASSWORD",
  pin: "4321",
  server: { url: "https://collector.example:8443/readings" },
  tls: { ca: "ca.pem" },
  sampling: { intervalS: 10, sensors: ["load"] },
  upload: { intervalS: 1 },
  uart: { path: "modem" },
  log: "debug",
};

let firmware: FirmwareFiles;
let folder: string;
beforeAll(async () => (firmware = await buildFirmwareFiles({ board: "LINUX" })));
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "field-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** What the monitor shows of a board that runs for so many seconds with these faults. */
async function fieldLog(seconds: number, ...faultLines: object[]): Promise<string> {
  const side = new FaultySide({ startMs: Date.parse("2026-11-27T23:59:30.000Z"), pin: CONFIG.pin });
  const now = (): Date => new Date(side.clock.now());
  const lines = [remark("listening to /dev/ttyACM0", now())];
  const runtime = new HostRuntime({
    clock: side.clock,
    storage: new Map(Object.entries({ ...firmware, "ca.pem": CA_PEM, "config.json": JSON.stringify(CONFIG) })),
    serials: { Serial1: side.faults.line },
    files: { "/proc/loadavg": "9.75 0.5 0.75 1/100 1000\n" },
    log: (text) => lines.push(shownLine(text, now()) ?? ""),
  });
  runtime.boot();
  await side.run(seconds, faultLines);
  runtime.stop();
  return `${lines.join("\n")}\n`;
}

function place(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** `npm run replay -- FILE --config config.json --flash ca.pem`. */
function play(text: string, config: object = CONFIG): Promise<Verdict> {
  const args = [place("field.log", text), "--config", place("config.json", JSON.stringify(config))];
  const options = parseReplayOptions([...args, "--flash", place("ca.pem", CA_PEM)]);
  const { log, config: used, flash } = options as ReplayOptions;
  return replay({ log, firmware, config: used, flash });
}

/** How often a line stands in a log. */
const count = (text: string, part: string): number => text.split(part).length - 1;

describe("the log of a board in the field", () => {
  it("is played to the firmware, which writes the same", async () => {
    const text = await fieldLog(100);
    expect(count(text, "readings acknowledged")).toBeGreaterThan(5);
    expect(text).not.toMatch(/SECRET|4321/);
    const verdict = await play(text);
    expect(verdictText(verdict, "the log")).toMatch(/^the firmware writes the same: \d+ entries, \d+\.\d{3} s/);
  });

  it.each<[string, object]>([
    ["the modem restarts", { at: 30, fault: "modem-reboot" }],
    ["a prompt never comes", { at: 30, fault: "prompt-lost" }],
    ["the modem falls silent", { at: 30, fault: "modem-silent", seconds: 45 }],
    ["the server refuses", { at: 30, fault: "server-error", count: 2 }],
    ["the answer is cut", { at: 30, fault: "server-answer-cut" }],
    ["the server is busy", { at: 30, fault: "server-busy" }],
    ["the network loses the PDP context", { at: 30, fault: "pdp-deactivated" }],
  ])("leads the firmware through the same trouble: %s", async (_trouble, fault) => {
    const text = await fieldLog(240, fault);
    expect(text).toMatch(/ {2}error {2}/);
    expect(await play(text)).toMatchObject({ isSame: true });
  });

  it("shows where a firmware does something else than the board did", async () => {
    const text = await fieldLog(60);
    const changed = text.replace('> AT+QSSLCFG="sni"', '> AT+QSSLCFG="snj"');
    expect(changed).not.toBe(text);
    const verdict = await play(changed);
    expect(verdictText(verdict, "the log")).toMatch(/parts from the record at .*, the log line \d+:[^]*snj[^]*sni/);
  });

  it("may be of a board with pins and sensors that this machine has not", async () => {
    const text = await fieldLog(60);
    const config = {
      ...CONFIG,
      sampling: { intervalS: 10, sensors: ["illuminance"] },
      uart: { pins: { pwrkey: "D7" } },
    };
    expect(await play(text, config)).toMatchObject({ isSame: true });
  });
});

describe("reading the log", () => {
  const line = (time: string, text: string, level = "     "): string => `${time}  ${level}  ${text}`;
  const START = line("10:00:00.000", "LINUX: device pole-7, boot 5 (10:00:00)", "info ");

  it("tells it from a record by its first line", () => {
    expect(isMonitorLog(`${START}\nx`)).toBe(true);
    expect(isMonitorLog('{"log":"serial line"}\n')).toBe(false);
    expect(isMonitorLog("")).toBe(false);
  });

  const parsed = (lines: string[], start = 1) =>
    parseMonitorLog(lines.join("\r\n"), "f", start, Date.UTC(2026, 10, 27));

  it("puts prompts back, leaves what is no line of the monitor out, and goes on over midnight", () => {
    const { entries, header } = parsed([
      line("23:59:58.000", "PICO: device p, boot 1 (23:59:57)", "info "),
      "$ npm run monitor",
      line("23:59:59.000", "> AT+QSSLSEND=0,5"),
      line("00:00:01.500", "> 5 bytes"),
      line("00:00:02.000", "< SEND OK"),
      line("00:00:03.000", '> AT+QFUPL="ca.pem",3,60'),
      line("00:00:03.100", "< CONNECT"),
      line("00:00:03.200", "> 3 bytes"),
      line("00:00:03.300", "< OK\\x07"),
    ]);
    expect(header.start).toBe("2026-11-27T23:59:58.000Z");
    expect(entries.map(({ ms, mark, content }) => [ms, mark, content])).toEqual([
      [0, "!", "PICO: device p, boot 1 (23:59:57)"],
      [1000, ">", "AT+QSSLSEND=0,5\r"],
      [3500, "<", "\r\n> "],
      [3500, ">", 5],
      [4000, "<", "\r\nSEND OK\r\n"],
      [5000, ">", 'AT+QFUPL="ca.pem",3,60\r'],
      [5100, "<", "\r\nCONNECT\r\n"],
      [5200, ">", 3],
      [5300, "<", "\r\nOK\x07\r\n"],
    ]);
  });

  /** The payload that stands for 60 and 20 bytes in two reads, when the log goes on like this. */
  const answer = (...rest: string[]): string => {
    const read = [line("10:00:01.000", "> AT+QSSLRECV=0,1500"), line("10:00:01.100", "< +QSSLRECV: 60")];
    const more = [line("10:00:01.200", "> AT+QSSLRECV=0,1500"), line("10:00:01.300", "< +QSSLRECV: 20")];
    const payloads = parsed([START, ...read, ...more, ...rest]).entries.flatMap(({ content }) => {
      const payload = /^\r\n\+QSSLRECV: \d+\r\n([^]*)\r\n$/.exec(String(content));
      return payload ? [payload[1]!] : [];
    });
    expect(payloads.map((payload) => payload.length)).toEqual([60, 20]);
    return payloads.join("");
  };
  const log = (text: string): string => line("10:00:02.000", text, "info ");

  it("makes up an answer that leads to what the firmware said of it", () => {
    expect(answer(log("uplink: 3 readings acknowledged, 0 waiting (10:00:02)"))).toMatch(
      /^HTTP\/1\.1 204 \r\nContent-Length: 000\d\d\r\n\r\nx+$/,
    );
    expect(answer(log("uplink: the server answered 503; 3 waiting, next try in 1.0 s"))).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer(log("uplink: no usable HTTP response; 3 waiting"))).toBe("x".repeat(80));
    expect(answer()).toMatch(/^HTTP\/1\.1 204 /);
  });

  it("makes it the last one when the firmware closed the connection behind it", () => {
    const acknowledged = log("uplink: 3 readings acknowledged, 0 waiting (10:00:02)");
    expect(answer(acknowledged, line("10:00:02.100", "> AT+QSSLCLOSE=0"))).toContain("\r\nConnection: close\r\n");
    expect(
      answer(acknowledged, line("10:00:09.000", '< +QSSLURC: "closed",0'), line("10:00:09.100", "> AT+QSSLCLOSE=0")),
    ).not.toContain("Connection");
  });

  it("begins at the start of the board that was asked for, and ends before the next", () => {
    const lines = [START, line("10:00:01.000", "> AT+A"), START, line("10:00:02.000", "> AT+B")];
    const commands = (start: number) =>
      parsed(lines, start).entries.flatMap(({ mark, content }) => (mark === ">" ? [content] : []));
    expect(commands(1)).toEqual(["AT+A\r"]);
    expect(commands(2)).toEqual(["AT+B\r"]);
  });

  it.each<[string, string[], number, string]>([
    [
      "without a start",
      [line("10:00:01.000", "> AT+A")],
      1,
      'f: 0 starts of the firmware in it, number 1 was asked for: .*"log": "debug"',
    ],
    ["with fewer starts", [START], 3, "f: 1 starts of the firmware in it, number 3"],
    ["without dialogue", [START], 1, "f: no dialogue with the modem behind line 1: npm run monitor -- --at"],
  ])("refuses a log %s", (_what, lines, start, message) => {
    expect(() => parsed(lines, start)).toThrow(new RegExp(message));
  });

  it("refuses a start that is none, and one of a record", () => {
    const path = place("field.log", START);
    expect(() => parseReplayOptions([path, "--start", "0"])).toThrow('--start: "0" does not fit');
    const record = place("record", '{"log":"serial line","version":1,"start":"2026-01-01T00:00:00Z"}\n');
    expect(() => parseReplayOptions([record, "--start", "2"])).toThrow("--start 2: ");
  });
});
