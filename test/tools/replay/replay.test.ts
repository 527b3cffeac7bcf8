/** Records of a board's serial line, played to the firmware again: all in memory, on simulated time. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../../tools/build/firmware-files";
import { HostRuntime } from "../../../tools/host/host-runtime";
import { seededStart } from "../../../tools/replay/drawn-lots";
import { parseLog } from "../../../tools/replay/line-log";
import { LineRecorder } from "../../../tools/replay/line-recorder";
import { withoutSecrets } from "../../../tools/replay/recorded-config";
import { replay, verdictText } from "../../../tools/replay/replay-run";
import type { Verdict } from "../../../tools/replay/replayer";
import { CA_PEM } from "../../doubles/board";
import { FaultySide } from "./faulty-side";

const CONFIG = {
  device: "under-test",
  apn: "internet",
  user: "SECRET-USER",
  password: "SECRET-PASSWORD",
  pin: "4321",
  server: { url: "https://collector.example:8443/readings", headers: { Authorization: "SECRET-TOKEN" } },
  tls: { ca: "ca.pem" },
  sampling: { intervalS: 10, sensors: ["load"] },
  upload: { intervalS: 1 },
  uart: { path: "modem" },
};

let firmware: FirmwareFiles;
beforeAll(async () => (firmware = await buildFirmwareFiles({ board: "LINUX" })));

interface RecordedRun {
  text: string;
  /** Readings that the server got. */
  delivered: number;
}

/** Runs the firmware for so many seconds, with these faults, and records its line. */
async function record(seconds: number, faultLines: object[] = []): Promise<RecordedRun> {
  const side = new FaultySide({ pin: CONFIG.pin, onFault: (line) => recorder.event(`fault ${line}`) });
  const lines: string[] = [];
  const flash = { "ca.pem": CA_PEM, ".boot0": seededStart(seconds) };
  const recorder = new LineRecorder(side.clock, (line) => lines.push(line), {
    config: withoutSecrets(CONFIG),
    flash,
    machine: { "/proc/loadavg": "9.75 0.5 0.75 1/100 1000\n" },
  });
  let load = 1;
  const runtime = new HostRuntime({
    clock: side.clock,
    storage: new Map(Object.entries({ ...firmware, ...flash, "config.json": JSON.stringify(CONFIG) })),
    serials: { Serial1: recorder.around(side.faults.line) },
    // Readings whose texts differ in length from those of the replay.
    files: {
      get "/proc/loadavg"() {
        return `${(load *= 1.7).toFixed(2)} 0.5\n`;
      },
    },
    log: () => {},
  });
  runtime.boot();
  await side.run(seconds, faultLines);
  runtime.stop();
  return { text: lines.join("\n"), delivered: side.server.readings.length };
}

function play(text: string, change: { config?: object; flash?: Record<string, string> } = {}): Promise<Verdict> {
  const log = parseLog(text, "record");
  const { config, flash = {} } = log.header;
  return replay({ log, firmware, config: { ...config, ...change.config }, flash: { ...flash, ...change.flash } });
}

/** The record with one host's text in place of another. */
function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

describe("replay of a recorded line", () => {
  let run: RecordedRun;
  beforeAll(async () => (run = await record(120)));

  it("agrees with the firmware that was recorded, though readings and times are others", async () => {
    expect(run.delivered).toBeGreaterThan(8);
    const verdict = await play(run.text);
    expect(verdict).toMatchObject({ isSame: true });
    expect(verdictText(verdict, "record")).toMatch(/^the firmware writes the same: \d{3} entries, 1\d\d\.\d{3} s/);
  });

  it("holds no secret: no PIN, password, header or file", () => {
    expect(run.text).not.toMatch(/SECRET|4321/);
    expect(run.text).toContain("AT+CPIN=<masked>");
    expect(run.text).toMatch(/\[\d+,">","AT\+QFUPL=[^"]*"\]|\[\d+,">",\d+\]/);
  });

  it.each([
    ["lost bytes", { when: { toHost: "+QSSLOPEN: " }, fault: "lose-bytes", count: 5 }],
    ["a corrupt answer", { when: { toHost: "+QSSLRECV: ", byte: 9 }, fault: "corrupt-bytes", count: 3 }],
    ["a restart in the middle of a payload", { when: { payload: "*SEND*", nth: 2, byte: 30 }, fault: "modem-reboot" }],
    ["a lost prompt", { at: 30, fault: "prompt-lost" }],
    ["a frozen modem", { at: 30, fault: "modem-freeze", seconds: 100 }],
    ["garbage", { at: 30, fault: "fifo-overrun" }],
    ["a dropped bearer", { at: 30, fault: "pdp-deactivated" }],
    ["a server that fails", { at: 30, fault: "server-error", count: 2 }],
  ])("agrees also with %s", async (_name, fault) => {
    const { text } = await record(300, [fault]);
    expect(text).toContain('"!","fault ');
    expect(verdictText(await play(text), "record")).toMatch(/^the firmware writes the same/);
  });

  it("shows the first place where the firmware parts from the record, and what came before", async () => {
    const at = run.text.indexOf("AT+CSQ");
    const line = run.text.slice(0, at).split("\n").length;
    const verdict = await play(changed(run.text, "AT+CSQ", "AT+CSX"));
    expect(verdict).toMatchObject({ isSame: false, recorded: "AT+CSX\\r", written: "AT+CSQ\\r", entry: { line } });
    const shown = verdictText(verdict, "record.jsonl");
    expect(shown).toMatch(/^the firmware parts from the record at \d+\.\d{3} s, record\.jsonl line \d+:\n/);
    expect(shown).toMatch(/ {13}< .*OK\\r\\n\n {2}recorded {3}> AT\+CSX\\r\n {2}now {8}> AT\+CSQ\\r$/);
  });

  it("parts where the configuration is another one, and where a file of other length goes to the modem", async () => {
    expect(await play(run.text, { config: { apn: "elsewhere" } })).toMatchObject({
      isSame: false,
      written: expect.stringContaining("elsewhere"),
    });
    expect(await play(run.text, { flash: { "ca.pem": `${CA_PEM}\n` } })).toMatchObject({ isSame: false });
  });

  it("parts when the firmware writes nothing where the board wrote something", async () => {
    const more = `${run.text}\n[130000,">","AT+NEVER\\r"]`;
    const lastUpload = more.lastIndexOf('">","AT+QSSLSEND');
    const cut = more.slice(0, more.lastIndexOf("\n", lastUpload));
    const verdict = await play(`${cut}\n[130000,">","+++"]`, { config: { sampling: { intervalS: 86400 } } });
    expect(verdict).toMatchObject({ isSame: false });
  });

  it("parts at an answer that changes what the firmware does", async () => {
    const verdict = await play(changed(run.text, '+QSSLOPEN:"]', '+QSSLOPEN: 0,566\\r\\n"]'));
    expect(verdict).toMatchObject({ isSame: false, written: expect.stringMatching(/^AT\+QSSLCLOSE=0/) });
  });
});
