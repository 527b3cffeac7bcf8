import { portPair } from "../../../tools/byte-port";
import { VirtualClock } from "../../../tools/clock";
import { entryLine, headerLine, parseLog } from "../../../tools/replay/line-log";
import { LineRecorder } from "../../../tools/replay/line-recorder";
import { parseReplayOptions } from "../../../tools/replay/replay-options";
import { withoutSecrets } from "../../../tools/replay/recorded-config";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START = "2026-01-01T00:00:00.000Z";
const HEADER = headerLine({ start: START });

describe("record of a line", () => {
  it("is read as it was written, every byte", () => {
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
    const text = [HEADER, entryLine(1, ">", bytes), entryLine(2.5, "<", 17), entryLine(3, "!", "fault"), ""].join("\n");
    expect(parseLog(text, "f").entries).toEqual([
      { ms: 1, mark: ">", content: bytes, line: 2 },
      { ms: 2.5, mark: "<", content: 17, line: 3 },
      { ms: 3, mark: "!", content: "fault", line: 4 },
    ]);
  });

  it("may end in the middle of a line", () => {
    expect(parseLog(`${HEADER}\n[1,">","AT"]\n[2,">","A`, "f").entries).toHaveLength(1);
  });

  it.each([
    ["", "f line 1: no record of a serial line: npm run simulate -- --record FILE and npm start"],
    ["AT\r\nOK", "f line 1: no record"],
    ['{"log":"other"}', "f line 1: no record"],
    ['{"log":"serial line","version":2,"start":"x"}', "f line 1: version 2 of the record: only 1 can be read"],
    ['{"log":"serial line","version":1,"start":"noon"}', 'f line 1: start "noon" is no time'],
    ['{"log":"serial line","version":1}', "f line 1: start undefined is no time"],
    [`${HEADER}\n{}\n`, "f line 2: no entry of a record"],
    [`${HEADER}\n[1,">","AT"]\nnonsense\n[2,">","AT"]`, "f line 3: no entry"],
    [`${HEADER}\n[1,"?","AT"]\n`, "f line 2: no entry"],
    [`${HEADER}\n["1",">","AT"]\n`, "f line 2: no entry"],
    [`${HEADER}\n[1,">",-1]\n`, "f line 2: no entry"],
    [`${HEADER}\n[1,">","\u20ac"]\n`, "f line 2: no entry"],
  ])("%j is refused by line", (text, message) => {
    expect(() => parseLog(text, "f")).toThrow(message);
  });

  it("holds what crosses the line in both directions with its time, and what happens", async () => {
    const clock = new VirtualClock(Date.parse(START));
    const lines: string[] = [];
    const recorder = new LineRecorder(clock, (line) => lines.push(line));
    const [host, modem] = portPair();
    const recorded = recorder.around(host);
    let heard = "";
    recorded.onData((bytes) => (heard += bytes.toString()));
    modem.onData((bytes) => modem.write(Buffer.from(bytes.toString().toLowerCase())));
    await clock.advance(250);
    recorded.write(Buffer.from("AT+X\r"));
    recorder.event("something \u20ac");
    recorded.write(Buffer.from('AT+CPIN="1234"\r'));
    expect(heard).toBe('at+x\rat+cpin="1234"\r');
    expect(lines).toEqual([
      HEADER,
      '[250,">","AT+X\\r"]',
      '[250,"<","at+x\\r"]',
      '[250,"!","something ?"]',
      '[250,">","AT+CPIN=<masked>\\r"]',
      '[250,"<","at+cpin=<masked>\\r"]',
    ]);
  });

  it("holds a configuration whose secrets are others, and still allowed", () => {
    const config = {
      apn: "a",
      pin: "1234",
      user: "u",
      password: "p",
      server: { url: "https://h", headers: { "X-Key": "k" } },
    };
    expect(withoutSecrets(config)).toEqual({
      apn: "a",
      pin: "0000",
      user: "masked",
      password: "masked",
      server: { url: "https://h", headers: { "X-Key": "masked" } },
    });
    expect(withoutSecrets({ apn: "a" })).toEqual({ apn: "a" });
  });
});

describe("options of npm run replay", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "replay-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function file(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  }

  it("takes configuration and files from the record, or from files of their own", () => {
    const record = file("r", headerLine({ start: START, config: { apn: "then" }, flash: { "ca.pem": "CA" } }));
    expect(parseReplayOptions([record])).toMatchObject({
      config: { apn: "then" },
      flash: { "ca.pem": "CA" },
      speed: undefined,
    });
    const args = [record, "--config", file("c.json", '{"apn":"now"}'), "--flash", file("k.pem", "K"), "--speed", "2.5"];
    expect(parseReplayOptions(args)).toMatchObject({
      config: { apn: "now" },
      flash: { "ca.pem": "CA", "k.pem": "K" },
      speed: 2.5,
    });
    expect(parseReplayOptions(["--help"])).toBeUndefined();
  });

  it.each([
    [[], "no record: give the FILE that --record made"],
    [["/nowhere"], "/nowhere: cannot be read (ENOENT); check the path"],
    [["a", "b"], "b: one record at a time"],
    [["a", "--bogus"], "--bogus"],
    [["RECORD"], "does not hold the board's configuration: give it with --config FILE"],
    [["RECORD", "--config", "/nowhere"], "/nowhere: cannot be read"],
    [["RECORD", "--config", "RECORD2"], "no JSON"],
    [["RECORD", "--config", "CONFIG", "--flash", "/nowhere"], "/nowhere: cannot be read"],
    [["RECORD", "--config", "CONFIG", "--speed", "0"], '--speed: "0" does not fit, use a number from 0.1 to 10000'],
    [["RECORD", "--config", "CONFIG", "--speed", "fast"], '--speed: "fast"'],
  ])("%j is refused by name", (args, message) => {
    const files: Record<string, string> = {
      RECORD: file("r", HEADER),
      RECORD2: file("r2", `${HEADER}\n[1,">","AT"]\n`),
      CONFIG: file("c", "{}"),
    };
    expect(() => parseReplayOptions(args.map((word) => files[word] ?? word))).toThrow(message);
  });
});
