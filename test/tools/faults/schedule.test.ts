import { FAULTS } from "../../../tools/faults/catalogue";
import { randomFaults, type RandomFaultOptions } from "../../../tools/faults/random-faults";
import { parseSchedule, scheduleLine } from "../../../tools/faults/schedule";
import { ALL_PLACES, FaultHost, OK, PROMPT } from "./fault-host";

const parse = (text: string): string[] => parseSchedule(text, "faults.jsonl", ALL_PLACES).map(scheduleLine);

describe("schedule of faults", () => {
  it("reads times, events and parameters, fills in defaults, and orders by time", () => {
    const text = [
      "# a comment",
      '{"at": 20.5, "fault": "modem-reboot"}',
      "",
      '{"at": 3, "when": {"toHost": "OK", "byte": 2}, "fault": "lose-bytes", "count": 3}',
      '{"when": {"command": "AT+QSSLSEND*", "nth": 2}, "fault": "send-fail"}',
    ].join("\r\n");
    expect(parse(text)).toEqual([
      '{"when":{"command":"AT+QSSLSEND*","nth":2},"fault":"send-fail","count":1}',
      '{"at":3,"when":{"toHost":"OK","byte":2},"fault":"lose-bytes","direction":"toHost","count":3}',
      '{"at":20.5,"fault":"modem-reboot","boot":"heard"}',
    ]);
  });

  it.each(FAULTS.map((fault) => [fault.name, fault]))("%s is read with its defaults and written alike", (name) => {
    const [line] = parse(JSON.stringify({ at: 1, fault: name }));
    expect(parse(line!)).toEqual([line]);
  });

  it.each([
    ["{", "no JSON: "],
    ["7", "7 is no object"],
    ["[]", "[] is no object"],
    ["null", "null is no object"],
    ['{"fault":"send-fail"}', "it has neither at nor when"],
    ['{"at":1}', "it has no fault"],
    ['{"at":1,"fault":"send-fial"}', 'no fault "send-fial": npm run simulate -- --list-faults prints'],
    ['{"at":1,"fault":7}', "no fault 7"],
    ['{"at":-1,"fault":"send-fail"}', "at -1: use seconds from 0 to 320000000"],
    ['{"at":"1","fault":"send-fail"}', 'at "1": use seconds'],
    ['{"at":1e99,"fault":"send-fail"}', "at 1e+99: use seconds"],
    ['{"at":1,"fault":"send-fail","count":0}', "send-fail: count 0: use a whole number from 1 to 1000"],
    ['{"at":1,"fault":"send-fail","count":1.5}', "count 1.5: use a whole number"],
    ['{"at":1,"fault":"send-fail","count":"2"}', 'count "2": use a whole number'],
    ['{"at":1,"fault":"send-fail","counts":2}', '"counts" is no parameter of it: use count'],
    ['{"at":1,"fault":"files-lost","count":2}', '"count" is no parameter of it: it has none'],
    ['{"at":1,"fault":"lose-bytes","direction":"up"}', 'direction "up": use one of "toHost", "toModem"'],
    ['{"at":1,"fault":"insert-urc","urc":"a\\r"}', 'urc "a\\r": use one line of 1 to 200 printable ASCII characters'],
    ['{"at":1,"fault":"answer-error","result":"OK"}', 'result "OK": use "ERROR", "+CME ERROR: n" or'],
    ['{"when":"later","fault":"send-fail"}', 'when "later": use an object such as'],
    ['{"when":{},"fault":"send-fail"}', "when {}: use just one of command, prompt"],
    ['{"when":{"comand":"AT"},"fault":"send-fail"}', 'when {"comand":"AT"}: use just one of'],
    ['{"when":{"command":"AT","open":"*"},"fault":"send-fail"}', "use just one of"],
    ['{"when":{"command":7},"fault":"send-fail"}', 'command 7: use a text, "*" for any'],
    ['{"when":{"command":"*","nth":0},"fault":"send-fail"}', "nth 0: use a whole number from 1"],
    ['{"when":{"command":"*","byte":1},"fault":"send-fail"}', "byte 1: only payload, toHost, toModem have one"],
    ['{"when":{"toHost":"*","byte":-1},"fault":"send-fail"}', "byte -1: use a whole number from 0"],
  ])("refuses %s, naming line, value and remedy", (line, message) => {
    expect(() => parse(`# first\n${line}`)).toThrow("faults.jsonl line 2: ");
    expect(() => parse(line)).toThrow(message);
  });

  it("refuses a fault that strikes what is not there", () => {
    expect(() => parseSchedule('{"at":1,"fault":"server-silent"}', "f", ["line", "modem"])).toThrow(
      "f line 1: server-silent strikes the server, which is not simulated here: use npm start or npm run collect",
    );
  });
});

describe("events", () => {
  it.each([
    ["command", { command: "AT+QSSLSEND=4*" }, ""],
    ["prompt", { prompt: "*SEND*" }, ""],
    ["the first byte behind the prompt", { payload: "AT+QSSLSEND*", byte: 1 }, PROMPT],
    ["result", { result: "at+qssl*" }, PROMPT],
    ["bytes to the modem", { toModem: "payl" }, PROMPT],
    ["bytes to the host", { toHost: "SEND ", byte: 1 }, `${PROMPT}\r\nSEND O`],
  ])("%s: a fault strikes just there", async (_name, when, expected) => {
    const host = await FaultHost.online();
    await host.open();
    host.schedule({ when, fault: "cut-line", seconds: 1000 });
    let got = "";
    for (const piece of ["AT+QSSLSEND=4,7\r", "pay", "load"]) got += await host.raw(piece);
    expect(host.log).toHaveLength(1);
    // What the host still got tells where the line was cut: what the modem says at that moment is lost.
    expect(got).toBe(expected);
  });

  it("strike at the nth time only, and once", async () => {
    const host = await FaultHost.online();
    host.schedule({ when: { command: "AT+CSQ", nth: 2 }, fault: "answer-error" });
    const answers = [];
    for (let time = 0; time < 4; time++) answers.push(await host.send("AT+CSQ"));
    expect(answers.map((answer) => answer.includes("ERROR"))).toEqual([false, true, false, false]);
  });

  it("count from their time on when one is given", async () => {
    const host = await FaultHost.online();
    host.schedule({ at: 10, when: { command: "AT" }, fault: "answer-error" });
    expect(await host.send("AT", 10_000)).toBe(OK);
    expect(await host.send("AT")).toBe("\r\nERROR\r\n");
    expect(host.log).toEqual([
      '10.000 s: {"at":10,"when":{"command":"AT"},"fault":"answer-error","result":"ERROR","count":1}',
    ]);
  });

  it("tell of a connection that came up", async () => {
    const host = await FaultHost.online();
    host.schedule({ when: { open: "h.example:*" }, fault: "insert-urc", urc: "RING" });
    host.inner.listen("h.example", 443, () => {});
    expect(await host.send('AT+QSSLOPEN=1,1,4,"h.example",443,0')).toContain("RING");
  });

  it("find the byte wherever the stream is cut", async () => {
    for (let cut = 1; cut < 8; cut++) {
      const host = await FaultHost.online();
      host.schedule({ when: { toModem: "+CS", byte: 1 }, fault: "lose-bytes", direction: "toModem", count: 1 });
      await host.raw("ATAT+CSQ\r".slice(0, cut));
      await host.raw("ATAT+CSQ\r".slice(cut));
      expect(host.heard).toBe("ATAT+CSQ");
    }
  });
});

describe("faults by chance", () => {
  const first = (count: number, options: Partial<RandomFaultOptions> = {}): string[] => {
    const faults = randomFaults({ seed: 1, perHour: 60, places: ALL_PLACES, ...options });
    return Array.from({ length: count }, () => scheduleLine(faults.next().value));
  };

  it("are the same for the same seed, and others for another one", () => {
    expect(first(100)).toEqual(first(100));
    expect(first(100)).not.toEqual(first(100, { seed: 2 }));
  });

  it("are as a file that holds the same lines", () => {
    const lines = first(200);
    expect(parse(lines.join("\n"))).toEqual(lines);
  });

  it("come as often as asked for, and every one of the catalogue does", () => {
    const faults = randomFaults({ seed: 3, perHour: 60, places: ALL_PLACES, hasPowerSwitch: true });
    const drawn = Array.from({ length: 3000 }, () => faults.next().value);
    expect(drawn.at(-1)!.atS / 3600).toBeGreaterThan(45);
    expect(drawn.at(-1)!.atS / 3600).toBeLessThan(55);
    expect(new Set(drawn.map(({ fault }) => fault.name))).toEqual(new Set(FAULTS.map(({ name }) => name)));
  });

  it("leave out what cannot strike here, and what only the power ends where nothing switches it", () => {
    const names = first(2000, { places: ["line"] }).map((line) => (JSON.parse(line) as { fault: string }).fault);
    expect(names).toContain("lose-bytes");
    expect(names).not.toContain("modem-reboot");
    const switched = (hasPowerSwitch: boolean) => first(2000, { hasPowerSwitch }).join("\n");
    expect(switched(false)).not.toContain("stack-exhausted");
    expect(switched(true)).toContain("stack-exhausted");
  });
});
