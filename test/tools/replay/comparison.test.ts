/** Recorded dialogues against the simulated modems: all in memory, on simulated time. */
import { FIRMWARE_NAMES, type SimulatorOptions } from "../../../tools/simulator";
import { type Comparison, compareRecord, comparisonText, recordedProfile } from "../../../tools/replay/comparison";
import { parseLog } from "../../../tools/replay/line-log";
import { LineRecorder } from "../../../tools/replay/line-recorder";
import { portPair } from "../../../tools/byte-port";
import { TestHost } from "../simulator/host";

/** A dialogue as a host has it: settings, card, network, a file, and a TLS connection with data both ways to its end. */
async function talk(options: Partial<SimulatorOptions> = {}): Promise<string> {
  const lines: string[] = [];
  const host = new TestHost(options);
  const [end, wire] = portPair();
  const recorder = new LineRecorder(host.clock, (line) => lines.push(line));
  const port = recorder.around(end);
  port.onData((bytes) => (host.output += bytes.toString("latin1")));
  host.modem.uart.onData((bytes) => wire.write(bytes));
  wire.onData((bytes) => host.modem.uart.write(bytes));
  const write = async (text: string): Promise<void> => {
    port.write(Buffer.from(text, "latin1"));
    await host.clock.advance(200);
  };
  host.network.listen("h.example", 443, (peer) => {
    peer.onData = (bytes) => {
      if (bytes.toString() === "BYE") peer.close();
      else peer.send("\r\nOK\r\n+QSSLRECV: 5\r\n");
    };
  });
  host.modem.powerOn();
  await host.clock.advance(1000);
  const dialogue = [
    ...["ATE0", "ATI", "AT+CGSN", 'AT+QURCCFG="urcport","uart1"', "AT+CPIN?", 'AT+CPIN="1234"', "AT+CEREG=2"],
    ...["AT+CEREG?", "AT+CSQ", "AT+COPS?", 'AT+QICSGP=1,1,"internet","me","secret",1', "AT+QIACT=1", "AT+QIACT?"],
    ...["AT+CCLK?", "AT+QLTS=1", 'AT+QFUPL="ca.pem",40'],
  ];
  for (const command of dialogue) await write(`${command}\r`);
  await write(`-----BEGIN CERTIFICATE-----${"s".repeat(13)}`);
  for (const command of ['AT+QFLST="*"', "AT+QFLDS", 'AT+QSSLCFG="cacert",1,"ca.pem"', 'AT+QSSLCFG="sslversion",1,3'])
    await write(`${command}\r`);
  await write('AT+QSSLOPEN=1,1,4,"h.example",443,0\r');
  await write("AT+QSSLSEND=4,5\r");
  await write("HELLO");
  await write("AT+QSSLRECV=4,1500\r");
  await write("AT+QSSLRECV=4,1500\r");
  await write("AT+QSSLSTATE\r");
  await write("AT+QSSLSEND=4,3\r");
  await write("BYE");
  await write("AT+QSSLCLOSE=4\r");
  await write('AT+QSSLOPEN=1,1,5,"h.example",80,0\r');
  await write("AT+NOPE\r");
  host.modem.dispose();
  return lines.join("\n");
}

function compare(text: string, profile: string, ignoresLengths = false): Promise<Comparison> {
  return compareRecord({ log: parseLog(text, "record"), profile, ignoresLengths });
}

/** The record with one text in place of another. */
function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

/** Number of the first line with this text. */
const lineOf = (text: string, part: string): number => text.split("\n").findIndex((line) => line.includes(part)) + 1;

describe("a recorded dialogue", () => {
  it.each(FIRMWARE_NAMES)("with %s is what that simulated modem says", async (profile) => {
    const text = await talk({ profile, sim: { pin: "1234" } });
    const { differences, steps } = await compare(text, profile);
    expect(differences).toEqual([]);
    expect(steps).toBeGreaterThan(25);
  });

  it("tells which modem it is", async () => {
    const names = ["EG915U", "BG96", "BG95", "EC21", "EC25"];
    for (const profile of names)
      expect(recordedProfile(parseLog(await talk({ profile }), "record"), names)).toBe(profile);
  });

  it("may come from another place, another card and another hour", async () => {
    const text = await talk({
      sim: { pin: "1234", imsi: "001010000000001", iccid: "89860000000000000001" },
      operator: { name: "Elsewhere", code: "99999" },
      ...{ rssi: 3, zoneQuarters: 8, networkTimeMs: () => Date.UTC(2031, 4, 5) },
    });
    expect((await compare(text, "EG915U")).differences).toEqual([]);
  });

  it("with one module differs from another one: each place by its line, what was said and what the simulator says", async () => {
    const text = await talk({ profile: "EC25" });
    const comparison = await compare(text, "BG96");
    const places = Object.fromEntries(comparison.differences.map((each) => [each.host, each] as const));
    expect(places['AT+QFLST="*"']).toMatchObject({
      line: lineOf(text, "+QFLST: "),
      recorded: '+QFLST: "UFS:ca.pem",40',
      simulated: '+QFLST: "ca.pem",40',
    });
    expect(places.ATI).toMatchObject({ recorded: "EC25", simulated: "BG96" });
    expect(comparisonText(comparison, "ec25.log")).toMatch(
      /^the simulated BG96 differs in \d+ places, of \d+ commands and payloads\n {2}ec25\.log line \d+/,
    );
    const { simulated } = (await compare(text, "EG915U")).differences.find(({ host }) => host === "AT+NOPE")!;
    expect(simulated).toBe("+CME ERROR: 58");
  });

  it.each([
    ["a code of an open", "+QSSLOPEN: 5,566", "+QSSLOPEN: 5,550"],
    ["an information line", "+CPIN: READY", "+CPIN: READY,1"],
    ["a final result", '\\r\\n+QIACT: 1,1,1,\\"10.7.157.1\\"\\r\\n\\r\\nOK', "\\r\\nERROR"],
    ["a URC", '+QSSLURC: \\"closed\\",4', '+QSSLURC: \\"dead\\",4'],
    ["a prompt", '"\\r\\n> "', '"\\r\\n>"'],
  ])("in which %s is another one differs in that line", async (_, from, to) => {
    const text = changed(await talk(), from, to);
    const { differences } = await compare(text, "EG915U");
    expect(differences.map(({ line }) => line)).toEqual([lineOf(text, to)]);
  });

  it("in which payload came in other pieces differs, unless lengths are ignored", async () => {
    const text = await talk();
    const whole = String.raw`\r\n+QSSLRECV: 20\r\n\r\nOK\r\n+QSSLRECV: 5\r\n\r\n\r\nOK\r\n`;
    const first = String.raw`\r\n+QSSLRECV: 6\r\n\r\nOK\r\n\r\n\r\nOK\r\n`;
    const second = String.raw`\r\n+QSSLRECV: 14\r\n+QSSLRECV: 5\r\n\r\n\r\nOK\r\n`;
    const pieces = changed(changed(text, whole, first), String.raw`\r\n+QSSLRECV: 0\r\n\r\nOK\r\n`, second);
    expect((await compare(pieces, "EG915U")).differences.length).toBeGreaterThan(0);
    expect((await compare(pieces, "EG915U", true)).differences).toEqual([]);
  });

  it("is compared up to where transparent mode begins, and says so", async () => {
    const text = changed(await talk(), 'h.example\\",80,0\\r', 'h.example\\",80,2\\r');
    const comparison = await compare(text, "EG915U");
    expect(comparison.differences).toEqual([]);
    expect(comparison.stream).toBe(lineOf(text, "80,2\\r"));
    expect(comparisonText(comparison, "f")).toContain(`line ${comparison.stream} enters transparent mode`);
  });

  it("need not begin with power on: echo, an active context and files are taken as the record shows them", async () => {
    const header = JSON.stringify({ log: "serial line", version: 1, start: "2026-11-27T09:00:00.000Z" });
    const entries: [string, string][] = [
      [">", "AT+QIACT?\r"],
      ["<", '\r\n+QIACT: 1,1,1,"10.1.2.3"\r\n\r\nOK\r\n'],
      [">", 'AT+QFLST="*"\r'],
      ["<", '\r\n+QFLST: "a.pem",1939\r\n+QFLST: "b.pem",7\r\n\r\nOK\r\n'],
      ["<", '\r\n+QIURC: "pdpdeact",1\r\n'],
      [">", "AT+QIACT?\r"],
      ["<", "\r\nOK\r\n"],
    ];
    const text = [header, ...entries.map(([mark, content], index) => JSON.stringify([index, mark, content]))].join(
      "\n",
    );
    expect((await compare(text, "EG915U")).differences).toEqual([]);
  });

  it("tells of the registration as the module did, from searching on", async () => {
    const text = await talk({
      sim: { pin: "1234" },
      registration: [
        { stat: 2, afterMs: 0 },
        { stat: 1, afterMs: 900 },
      ],
    });
    expect(text).toContain("+CEREG: 2,2");
    expect(text).toContain('\\r\\n+CEREG: 1,\\"');
    expect((await compare(text, "EG915U")).differences.filter(({ recorded }) => recorded.includes("CEREG"))).toEqual(
      [],
    );
  });
});
