import type * as AtClientModule from "../../../modules/at/at-client";
import type * as LineReaderModule from "../../../modules/at/line-reader";
import fc from "fast-check";
import type { AtCommandOptions } from "../../../modules/at/at-command";
import { AtFault } from "../../../modules/at/at-error";
import { cme, cut, ERROR, info, installDevice, OK, pass, PROMPT, SEND_OK, TestPort } from "../../doubles/device";
import { NASTY, transcripts } from "../../transcripts/eg915u";
import type { Event, Transcript } from "../../transcripts/transcript";

type Client = typeof AtClientModule;
type Reader = typeof LineReaderModule;
type Result = [name: string, code: number | null, information: string];

const GUARD_MS = 20;
const TIMEOUT_MS = 15e3;

let client: Client;
let reader: Reader;
let port: TestPort;
let results: Result[];
let idles: number;
let silences: string[];

async function start(): Promise<void> {
  installDevice();
  client = await import("../../../modules/at/at-client");
  reader = await import("../../../modules/at/line-reader");
  port = new TestPort();
  openProbes = 0;
  port.onWrite = (data) => {
    if (data.endsWith("AT+CMEE?\r")) openProbes++;
  };
  results = [];
  idles = 0;
  silences = [];
  client.startAt(
    port,
    () => idles++,
    (reason) => silences.push(reason),
  );
}

function send(text: string, options?: AtCommandOptions): void {
  client.send(text, (error, information) => results.push([text, error && error.code, information]), options);
}

/** Sends, lets the modem answer, and gives the end of the command. */
function exchange(text: string, answer: string, options?: AtCommandOptions): Result {
  send(text, options);
  port.feed(answer);
  pass(GUARD_MS);
  return results.pop()!;
}

/** What the client makes of the next valid command: it must work. */
function expectInStep(): void {
  port.take();
  expect(exchange("+CSQ", info("+CSQ: 24,99"))).toEqual(["+CSQ", null, "24,99"]);
}

/** Probes written and not yet answered. */
let openProbes = 0;

/** Waits for a probe when none is out, then answers all that are. */
function answerProbe(): void {
  if (!openProbes) pass(1200);
  port.feed(info("+CMEE: 1").repeat(openProbes));
  openProbes = 0;
}

/** What the client wrote besides what it needs to get back into step. */
const takeCommands = (): string[] => port.take().filter((data) => !/AT\+CMEE\?\r$|^\+\+\+$|^\x1b$/.test(data));

beforeEach(start);

describe("a command", () => {
  it("is written at once when nothing is in flight, and ends with OK", () => {
    send("E0");
    expect(port.take()).toEqual(["ATE0\r"]);
    port.feed(OK);
    expect(results).toEqual([["E0", null, ""]]);
  });

  it("needs nobody who waits for its end", () => {
    client.send("E0");
    port.feed(ERROR);
    pass(GUARD_MS);
    expectInStep();
  });

  it.each<[string, number | null]>([
    ["OK", null],
    ["SEND OK", null],
    ["CONNECT", null],
    ["CONNECT 115200", null],
    ["ERROR", AtFault.Refused],
    ["SEND FAIL", AtFault.SendFail],
    ["NO CARRIER", AtFault.Refused],
    ["BUSY", AtFault.Refused],
    ["NO ANSWER", AtFault.Refused],
    ["NO DIALTONE", AtFault.Refused],
    ["+CME ERROR: 10", 10],
    ["+CMS ERROR: 500", 500],
    ["+CME ERROR: SIM not inserted", AtFault.Refused],
  ])("ends with %s", (line, code) => {
    expect(exchange("+X", `\r\n${line}\r\n`)).toEqual(["+X", code, ""]);
    expectInStep();
  });

  it.each(["OKAY", "NO", "ERR", "SEND", "+CME: 3", "+CPIN: READY", "CARRIER", "OK "])(
    "does not end with the line %j",
    (line) => {
      send("+X");
      port.feed(`\r\n${line}\r\n`);
      expect(results).toEqual([]);
    },
  );

  it("tells the failed command and the modem's own words", () => {
    let message = "";
    client.send("+CPIN?", (error) => (message = error!.message));
    port.feed("\r\n+CME ERROR: SIM not inserted\r\n");
    expect(message).toBe("AT+CPIN: +CME ERROR: SIM not inserted");
  });

  it("collects the information under its own name, joined by LF", () => {
    expect(exchange('+QFLST="*"', info('+QFLST: "a",1', '+QFLST: "b",2'))).toEqual([
      '+QFLST="*"',
      null,
      '"a",1\n"b",2',
    ]);
  });

  it("begins with no information from the one before", () => {
    exchange("+CSQ", info("+CSQ: 1,2"));
    expect(exchange("+CSQ", OK)).toEqual(["+CSQ", null, ""]);
  });

  it("hands information lines to its listener instead", () => {
    const heard: string[] = [];
    const onInformation = (parameters: string): unknown => heard.push(parameters);
    expect(exchange("+CSQ", info("+CSQ: 1,2", "+CSQ: 3,4"), { onInformation })).toEqual(["+CSQ", null, ""]);
    expect(heard).toEqual(["1,2", "3,4"]);
  });

  it("takes bare lines for information only when it says so, and not its echo", () => {
    expect(exchange("I", "ATI\r" + info("Quectel", "EG915U"), { isBare: true })).toEqual([
      "I",
      null,
      "Quectel\nEG915U",
    ]);
    expect(exchange("I", info("Quectel"))).toEqual(["I", null, ""]);
  });

  it("works with echo on", () => {
    expect(exchange("+CSQ", "AT+CSQ\r" + info("+CSQ: 9,99"))).toEqual(["+CSQ", null, "9,99"]);
  });

  it("ignores a line that ends in a colon", () => {
    expect(exchange("+X", info("+X:", "NOTE:", ":", ": "))).toEqual(["+X", null, ""]);
  });
});

describe("the payload", () => {
  it.each(["\r\n> ", "\r\n>", "\r\n>\r\n", "\r\nCONNECT\r\n", "\r\nCONNECT 115200\r\n"])(
    "is written once after %j, wherever it is cut",
    (prompt) => {
      for (let at = 0; at <= prompt.length; at++) {
        send("+QSSLSEND=0,5", { payload: "HELLO" });
        port.take();
        port.feed(prompt, [at]);
        expect(port.take()).toEqual(["HELLO"]);
        port.feed(SEND_OK);
        pass(GUARD_MS);
        expect(results.pop()).toEqual(["+QSSLSEND=0,5", null, ""]);
      }
    },
  );

  it("is written when the prompt comes byte by byte and behind a URC", () => {
    send("+QSSLSEND=0,5", { payload: "HELLO" });
    const bytes = '\r\n+QSSLURC: "recv",1\r\n\r\n> ';
    port.feed(bytes, [...Array(bytes.length).keys()]);
    expect(port.take()).toEqual(["AT+QSSLSEND=0,5\r", "HELLO"]);
  });

  it("is written once however often the modem asks", () => {
    send("+QSSLSEND=0,5", { payload: "HELLO" });
    port.take();
    port.feed(PROMPT);
    port.feed(PROMPT);
    port.feed("\r\n>\r\n\r\nCONNECT\r\n");
    expect(port.take()).toEqual(["HELLO"]);
  });

  it("is not written when the modem refuses instead of asking", () => {
    expect(exchange("+QSSLSEND=0,5", ERROR, { payload: "HELLO" })).toEqual(["+QSSLSEND=0,5", AtFault.Refused, ""]);
    port.feed(PROMPT);
    expect(port.take()).toEqual(["AT+QSSLSEND=0,5\r"]);
    port.feed("\r\n");
    expectInStep();
  });

  it("goes out as it is", () => {
    send("+QSSLSEND=0,9", { payload: NASTY });
    port.feed(PROMPT);
    expect(port.take()[1]).toBe(NASTY);
  });

  it("stays unwritten when the prompt comes after the deadline", () => {
    send("+QSSLSEND=0,5", { payload: "HELLO" });
    pass(TIMEOUT_MS);
    port.feed(PROMPT);
    answerProbe();
    pass(600);
    expect(port.written).not.toContain("HELLO");
    expectInStep();
  });
});

describe("the queue", () => {
  it("has one command in flight and leaves 20 ms after each", () => {
    ["+A", "+B"].forEach((text) => send(text));
    expect(port.take()).toEqual(["AT+A\r"]);
    port.feed(OK);
    pass(GUARD_MS - 1);
    expect(port.take()).toEqual([]);
    pass(1);
    expect(port.take()).toEqual(["AT+B\r"]);
  });

  it("makes a command of the guard time wait too", () => {
    exchange("+A", "");
    port.feed(OK);
    send("+B");
    expect(port.take()).toEqual(["AT+A\r"]);
    pass(GUARD_MS);
    expect(port.take()).toEqual(["AT+B\r"]);
  });

  it("holds 8 commands and refuses a ninth at once, without writing it", () => {
    for (let index = 0; index <= 9; index++) send(`+C${index}`);
    expect(results).toEqual([["+C9", AtFault.QueueFull, ""]]);
    for (let index = 0; index <= 8; index++) {
      expect(port.take()).toEqual([`AT+C${index}\r`]);
      port.feed(OK);
      pass(GUARD_MS);
    }
    expect(results.slice(1).map(([name]) => name)).toEqual(Array.from({ length: 9 }, (_, index) => `+C${index}`));
    expect(port.take()).toEqual([]);
  });

  it("reports idleness only when nothing waits", () => {
    ["+A", "+B"].forEach((text) => send(text));
    port.feed(OK);
    pass(GUARD_MS);
    expect(idles).toBe(0);
    port.feed(OK);
    pass(GUARD_MS);
    expect(idles).toBe(1);
    expect(client.phase).toBe(0);
  });

  it("takes a command from within the end of another", () => {
    client.send("+A", () => send("+B"));
    port.feed(OK);
    pass(GUARD_MS);
    expect(port.take()).toEqual(["AT+A\r", "AT+B\r"]);
  });
});

describe("URCs", () => {
  let heard: string[];

  beforeEach(() => {
    heard = [];
    client.urcs["+CEREG"] = (parameters) => heard.push(parameters);
    client.urcs["RDY"] = () => heard.push("RDY");
  });

  it("come between a command and its OK", () => {
    expect(exchange("+CSQ", "\r\n+CEREG: 5\r\n\r\n+CSQ: 1,2\r\n\r\nRDY\r\n" + OK)).toEqual(["+CSQ", null, "1,2"]);
    expect(heard).toEqual(["5", "RDY"]);
  });

  it("come while nothing is in flight, and in the guard time", () => {
    port.feed("\r\n+CEREG: 1\r\n");
    exchange("+CSQ", OK + "\r\n+CEREG: 2\r\n");
    expect(heard).toEqual(["1", "2"]);
  });

  it("of the name of the command in flight are told from its answer by their shape", () => {
    const isInformation = (parameters: string): boolean => /^\d,\d/.test(parameters);
    expect(exchange("+CEREG?", info('+CEREG: 5,"1A2B"', "+CEREG: 2,1"), { isInformation })).toEqual([
      "+CEREG?",
      null,
      "2,1",
    ]);
    expect(heard).toEqual(['5,"1A2B"']);
  });

  it("that nobody knows are dropped, whatever they are called", () => {
    const names = ["+QIND: SMS DONE", "+X", "constructor: 1", "toString", "hasOwnProperty: 2", "__proto__: 3", "RING"];
    port.feed(names.map((name) => `\r\n${name}\r\n`).join(""));
    expect(exchange("+CSQ", names.map((name) => `\r\n${name}\r\n`).join("") + OK)).toEqual(["+CSQ", null, ""]);
    expectInStep();
  });

  it("are not mixed up with results: a stray OK is ignored", () => {
    port.feed(OK + ERROR + SEND_OK);
    expectInStep();
    expect(idles).toBe(1);
  });

  it("in the guard time that look like a result are ignored", () => {
    send("+A");
    port.feed(OK + OK + ERROR);
    pass(GUARD_MS);
    expect(results).toEqual([["+A", null, ""]]);
    expectInStep();
  });
});

describe("the deadline", () => {
  it.each([
    ["15 s", undefined, TIMEOUT_MS],
    ["its own", { timeoutMs: 40e3 }, 40e3],
  ])("of %s ends a command once, then the modem is probed", (_name, options, limitMs) => {
    send("+QIDEACT=1", options);
    pass(limitMs - 1);
    expect(results).toEqual([]);
    pass(1);
    expect(results).toEqual([["+QIDEACT=1", AtFault.Timeout, ""]]);
    pass(1000);
    expect(openProbes).toBeGreaterThan(0);
    expect(takeCommands()).toEqual(["AT+QIDEACT=1\r"]);
    const probes = openProbes;
    pass(500);
    expect(openProbes).toBe(probes + 1);
    expect(results).toHaveLength(1);
  });

  it("counts from when the command was written, not from when it was handed in", () => {
    send("+A");
    send("+B");
    pass(TIMEOUT_MS - 1);
    port.feed(OK);
    pass(GUARD_MS + TIMEOUT_MS - 1);
    expect(results).toEqual([["+A", null, ""]]);
    pass(1);
    expect(results.at(-1)).toEqual(["+B", AtFault.Timeout, ""]);
  });

  it("is over once the command has ended", () => {
    exchange("+A", OK);
    pass(10 * TIMEOUT_MS);
    expect(port.take()).toEqual(["AT+A\r"]);
    expect(results).toEqual([]);
  });

  it.each<[string, (late: string) => void]>([
    [
      "just after it",
      (late) => {
        port.feed(late);
        answerProbe();
      },
    ],
    [
      "in pieces",
      (late) => {
        for (const byte of late) {
          pass(3);
          port.feed(byte);
        }
        answerProbe();
      },
    ],
    [
      "twice",
      (late) => {
        port.feed(late);
        pass(100);
        port.feed(late);
        pass(100);
        answerProbe();
      },
    ],
    [
      "after several probes",
      (late) => {
        pass(2200);
        port.feed(late);
        answerProbe();
      },
    ],
    [
      "in half before it",
      (late) => {
        port.feed(late.slice(-3));
        pass(20);
        answerProbe();
      },
    ],
    [
      "with a URC between",
      (late) => {
        port.feed(late + "\r\n+QIND: PB DONE\r\n");
        answerProbe();
      },
    ],
  ])("is past: an answer that comes %s is not taken for the next command's", (_name, late) => {
    send("+CSQ");
    send("+CGMR");
    pass(TIMEOUT_MS);
    late(info("+CSQ: 1,1"));
    pass(600);
    port.feed(info("+CGMR: R1"));
    pass(GUARD_MS);
    expect(results).toEqual([
      ["+CSQ", AtFault.Timeout, ""],
      ["+CGMR", null, "R1"],
    ]);
    expectInStep();
  });

  it("of a command with the same name as the next one is past too", () => {
    send("+CSQ");
    send("+CSQ");
    pass(TIMEOUT_MS);
    port.feed(info("+CSQ: 1,1"));
    answerProbe();
    pass(600);
    port.feed(info("+CSQ: 2,2"));
    expect(results).toEqual([
      ["+CSQ", AtFault.Timeout, ""],
      ["+CSQ", null, "2,2"],
    ]);
  });

  it("wins or loses against an answer at the same moment, once", () => {
    send("+A");
    setTimeout(() => port.feed(OK), TIMEOUT_MS);
    pass(TIMEOUT_MS);
    expect(results).toHaveLength(1);
    answerProbe();
    pass(600);
    expectInStep();
  });

  it("starts probing again when a command times out anew", () => {
    for (let round = 0; round < 3; round++) {
      send("+A");
      pass(TIMEOUT_MS);
      answerProbe();
      pass(600);
    }
    expect(results).toHaveLength(3);
    expectInStep();
  });

  it("makes commands wait until the modem has answered a probe", () => {
    send("+A");
    pass(TIMEOUT_MS);
    port.take();
    send("+B");
    port.feed(OK);
    pass(500);
    port.feed("\r\n+CMEE: 1\r\n");
    pass(GUARD_MS);
    expect(takeCommands()).toEqual([]);
    port.feed(OK);
    pass(500);
    expect(takeCommands()).toEqual(["AT+B\r"]);
  });

  it("is past: payload of a late read is neither URC nor answer to the probe", () => {
    const urc = (client.urcs["RDY"] = jest.fn());
    const payload = "\r\nRDY\r\n\r\n+CMEE: 1\r\n" + OK;
    send("+QSSLRECV=0,1500", { onInformation: (length) => reader.takePayload(+length, () => {}) });
    pass(TIMEOUT_MS);
    port.take();
    port.feed(`\r\n+QSSLRECV: ${payload.length}\r\n${payload}\r\n${OK}`);
    send("+CSQ");
    pass(GUARD_MS);
    expect(urc).not.toHaveBeenCalled();
    expect(takeCommands()).toEqual([]);
  });

  it("does not lose URCs while probing", () => {
    const urc = jest.fn();
    client.urcs["+QSSLURC"] = urc;
    send("+A");
    pass(TIMEOUT_MS);
    port.feed('\r\n+QSSLURC: "recv",3\r\n');
    answerProbe();
    pass(600);
    expect(urc).toHaveBeenCalledWith('"recv",3');
  });
});

describe("silence", () => {
  it("of the modem ends everything that waits, once, and is reported", () => {
    send("+A");
    send("+B");
    pass(TIMEOUT_MS);
    pass(TIMEOUT_MS + 500);
    expect(silences).toEqual([expect.stringContaining("answer")]);
    expect(results).toEqual([
      ["+A", AtFault.Timeout, ""],
      ["+B", AtFault.Aborted, ""],
    ]);
    port.take();
    pass(10 * TIMEOUT_MS);
    expect(port.take()).toEqual([]);
    expect(silences).toHaveLength(1);
  });

  it("ends when a command is sent and answered", () => {
    send("+A");
    pass(3 * TIMEOUT_MS);
    expectInStep();
  });

  it("is not reported when the modem answers the last probe in time", () => {
    send("+A");
    pass(TIMEOUT_MS + TIMEOUT_MS - 1);
    answerProbe();
    pass(600);
    expect(silences).toEqual([]);
    expectInStep();
  });
});

describe("sync", () => {
  it("ends without error when the modem answers its probe", () => {
    const done = jest.fn();
    client.syncAt(30e3, done);
    pass(2000);
    expect(done).not.toHaveBeenCalled();
    answerProbe();
    pass(500);
    expect(done.mock.calls).toEqual([[undefined]]);
    expectInStep();
  });

  it("ends with an error after its limit; silence is not reported besides", () => {
    const done = jest.fn();
    client.syncAt(30e3, done);
    pass(31e3);
    expect(done).toHaveBeenCalledTimes(1);
    expect(done).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringContaining("answer") }));
    expect(silences).toEqual([]);
    pass(60e3);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it("aborts what runs; commands handed in meanwhile go out afterwards", () => {
    const done = jest.fn();
    send("+A");
    client.syncAt(30e3, done);
    send("+B");
    expect(results).toEqual([["+A", AtFault.Aborted, ""]]);
    answerProbe();
    pass(600);
    expect(done).toHaveBeenCalledTimes(1);
    expect(takeCommands()).toEqual(["AT+A\r", "AT+B\r"]);
  });

  it("lets the answers of all its probes pass before it ends", () => {
    client.syncAt(30e3, () => send("+CSQ"));
    pass(2400);
    expect(openProbes).toBeGreaterThan(2);
    port.feed(info("+CMEE: 1"));
    pass(100);
    openProbes--;
    answerProbe();
    pass(500);
    port.feed(info("+CSQ: 5,5"));
    expect(results).toEqual([["+CSQ", null, "5,5"]]);
  });

  it("goes on with noise and echoes of an unset line", () => {
    const done = jest.fn();
    client.syncAt(30e3, done);
    pass(1200);
    port.feed("\xff\x00\xf0AT+CM\r\nAT+CMEE?\r" + info("+CMEE: 2"));
    pass(500);
    expect(done).toHaveBeenCalledWith(undefined);
  });
});

describe("abort", () => {
  it("ends the command in flight and those that wait, in order, each once", () => {
    ["+A", "+B", "+C"].forEach((text) => send(text));
    client.abortAt("modem restarted");
    expect(results).toEqual(["+A", "+B", "+C"].map((name) => [name, AtFault.Aborted, ""]));
    pass(60e3);
    port.feed(OK);
    expect(results).toHaveLength(3);
    expectInStep();
  });

  it("forgets half a line and payload that is due", () => {
    send("+QSSLRECV=0,1500", { onInformation: (length) => reader.takePayload(+length, () => {}) });
    port.feed("\r\n+QSSLRECV: 1000\r\nabc");
    client.abortAt("modem restarted");
    const urc = (client.urcs["RDY"] = jest.fn());
    port.feed("\r\nRDY\r\n");
    expect(urc).toHaveBeenCalledTimes(1);
    expectInStep();
  });

  it("takes commands from within the ends it causes", () => {
    client.send("+A", () => send("+B"));
    client.abortAt("modem restarted");
    expect(port.take()).toEqual(["AT+A\r", "AT+B\r"]);
    port.feed(OK);
    expect(results).toEqual([["+B", null, ""]]);
  });
});

describe("the trace", () => {
  let lines: string[];

  beforeEach(() => {
    lines = [];
    client.traceAt((line) => lines.push(line));
  });

  it("shows the lines of both directions", () => {
    exchange("+CSQ", info("+CSQ: 1,2") + "\r\nRDY\r\n");
    expect(lines).toEqual(["> AT+CSQ", "< +CSQ: 1,2", "< OK", "< RDY"]);
  });

  it("shows neither secrets nor payload", () => {
    exchange('+CPIN="4711"', OK, { isSecret: true });
    send("+QSSLSEND=0,5", { payload: "HELLO" });
    port.feed(PROMPT);
    port.feed(SEND_OK);
    pass(GUARD_MS);
    send("+QSSLRECV=0,9", { onInformation: (length) => reader.takePayload(+length, () => {}) });
    port.feed("\r\n+QSSLRECV: 6\r\nSECRET\r\n" + OK);
    expect(lines[0]).toBe("> AT+CPIN");
    expect(lines).toContain("> 5 bytes");
    expect(lines.join()).not.toMatch(/4711|HELLO|SECRET/);
  });

  it("ends", () => {
    client.traceAt(undefined);
    exchange("+CSQ", OK);
    expect(lines).toEqual([]);
  });
});

/** Plays the modem's side of a transcript, cut by `cuts`; gives what the host made of it. */
function play({ exchanges }: Transcript, cuts: readonly number[]): Event[] {
  const events: Event[] = [];
  for (const name of ["+CEREG", "+CFUN", "+QSSLOPEN", "+QSSLURC"])
    client.urcs[name] = (parameters) => events.push(["urc", name, parameters]);
  const onPayload = (bytes: string): void => {
    const last = events.at(-1);
    if (last?.[0] === "payload") last[1] += bytes;
    else events.push(["payload", bytes]);
  };
  for (const { command, answer, isRead, payload, isBare, isInformation } of exchanges) {
    const done = (error: Error | null, information: string): unknown =>
      events.push(["done", command, error ? error.message.replace(/^AT.*?: /, "") : "", information]);
    client.send(command, done, {
      ...(isBare && { isBare }),
      ...(isInformation && { isInformation }),
      ...(payload !== undefined && { payload }),
      ...(isRead && { onInformation: (length) => reader.takePayload(+length, onPayload) }),
    });
    expect(port.take()).toEqual([`AT${command}\r`]);
    for (const piece of cut(answer[0], cuts)) {
      port.feed(piece);
      pass(1);
    }
    expect(port.take()).toEqual(payload === undefined ? [] : [payload]);
    port.feed(answer[1] ?? "", cuts);
    pass(GUARD_MS);
  }
  return events;
}

describe.each(transcripts.map((transcript) => [transcript.name, transcript] as const))(
  "recorded: %s",
  (_name, transcript) => {
    it("gives its events when each answer comes whole, and when it comes byte by byte", () => {
      expect(play(transcript, [])).toEqual(transcript.events);
      expect(play(transcript, [...Array(1000).keys()])).toEqual(transcript.events);
    });

    it("gives the same events however the stream is cut", () => {
      fc.assert(
        fc.property(fc.array(fc.nat(500), { maxLength: 20 }), (cuts) => {
          expect(play(transcript, cuts)).toEqual(transcript.events);
        }),
      );
    });
  },
);

describe("hostile input", () => {
  const fragment = fc.oneof(
    fc.constantFrom("\r", "\n", "\r\n", "> ", ">", ": ", "OK", "ERROR", "+CSQ: ", "+CMEE: 1", "CONNECT", "AT", "\x1a"),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => String.fromCharCode(...bytes)),
    fc.constant("\xff".repeat(1500)),
  );
  const noise = fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(""));

  it("never throws, and after a sync the next command works", () => {
    fc.assert(
      fc.property(noise, noise, fc.array(fc.nat(2000), { maxLength: 8 }), (idle, busy, cuts) => {
        port.feed(idle, cuts);
        send("+CSQ");
        send("+QSSLSEND=0,3", { payload: "abc" });
        port.feed(busy, cuts);
        pass(GUARD_MS);
        port.feed(busy);
        let isSynced = false;
        client.syncAt(30e3, (error) => (isSynced = !error));
        answerProbe();
        pass(600);
        expect(isSynced).toBe(true);
        expect(results.splice(0)).toHaveLength(2);
        expectInStep();
      }),
    );
  });

  it.each([cme(NaN), "\r\n+CME ERROR: \r\n", "\r\n+CME ERROR\r\n"])(
    "ends a command with the odd failure %j",
    (answer) => {
      expect(exchange("+X", answer)).toEqual(["+X", AtFault.Refused, ""]);
    },
  );
});
