import { AtFault } from "../../../modules/at/at-error";
import { ERROR, info, OK, pass, printed, PROMPT, SEND_OK } from "../../doubles/device";
import { NASTY } from "../../transcripts/eg915u";
import { AtDialogue, GUARD_MS, TIMEOUT_MS } from "./at-dialogue";

let at: AtDialogue;

beforeEach(async () => {
  at = await AtDialogue.start();
});

describe("a command", () => {
  it("is written at once when nothing is in flight, and ends with OK", () => {
    at.send("E0");
    expect(at.port.take()).toEqual(["ATE0\r"]);
    at.port.feed(OK);
    expect(at.results).toEqual([["E0", null, ""]]);
  });

  it("needs nobody who waits for its end", () => {
    at.client.send("E0");
    at.port.feed(ERROR);
    pass(GUARD_MS);
    at.expectInStep();
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
    expect(at.exchange("+X", `\r\n${line}\r\n`)).toEqual(["+X", code, ""]);
    at.expectInStep();
  });

  it.each(["OKAY", "NO", "ERR", "SEND", "+CME: 3", "+CPIN: READY", "CARRIER", "OK "])(
    "does not end with the line %j",
    (line) => {
      at.send("+X");
      at.port.feed(`\r\n${line}\r\n`);
      expect(at.results).toEqual([]);
    },
  );

  it("tells the failed command and the modem's own words", () => {
    let message = "";
    at.client.send("+CPIN?", (error) => (message = error!.message));
    at.port.feed("\r\n+CME ERROR: SIM not inserted\r\n");
    expect(message).toBe("AT+CPIN: +CME ERROR: SIM not inserted");
  });

  it("collects the information under its own name, joined by LF", () => {
    expect(at.exchange('+QFLST="*"', info('+QFLST: "a",1', '+QFLST: "b",2'))).toEqual([
      '+QFLST="*"',
      null,
      '"a",1\n"b",2',
    ]);
  });

  it("keeps no more than some 4 KB of an information that does not end, and ends with the answer", () => {
    const answer = Array<string>(1000).fill("x".repeat(100));
    const [, error, information] = at.exchange("I", info(...answer), { isBare: true });
    expect(error).toBeNull();
    expect(information.length).toBeGreaterThan(4000);
    expect(information.length).toBeLessThan(4200);
    at.expectInStep();
  });

  it("begins with no information from the one before", () => {
    at.exchange("+CSQ", info("+CSQ: 1,2"));
    expect(at.exchange("+CSQ", OK)).toEqual(["+CSQ", null, ""]);
  });

  it("hands information lines to its listener instead", () => {
    const heard: string[] = [];
    const onInformation = (parameters: string): unknown => heard.push(parameters);
    expect(at.exchange("+CSQ", info("+CSQ: 1,2", "+CSQ: 3,4"), { onInformation })).toEqual(["+CSQ", null, ""]);
    expect(heard).toEqual(["1,2", "3,4"]);
  });

  it("takes bare lines for information only when it says so, and not its echo", () => {
    expect(at.exchange("I", "ATI\r" + info("Quectel", "EG915U"), { isBare: true })).toEqual([
      "I",
      null,
      "Quectel\nEG915U",
    ]);
    expect(at.exchange("I", info("Quectel"))).toEqual(["I", null, ""]);
  });

  it("works with echo on", () => {
    expect(at.exchange("+CSQ", "AT+CSQ\r" + info("+CSQ: 9,99"))).toEqual(["+CSQ", null, "9,99"]);
  });

  it("ignores a line that ends in a colon", () => {
    expect(at.exchange("+X", info("+X:", "NOTE:", ":", ": "))).toEqual(["+X", null, ""]);
  });
});

describe("the payload", () => {
  it.each(["\r\n> ", "\r\n>", "\r\n>\r\n", "\r\nCONNECT\r\n", "\r\nCONNECT 115200\r\n"])(
    "is written once after %j, wherever it is cut",
    (prompt) => {
      for (let place = 0; place <= prompt.length; place++) {
        at.send("+QSSLSEND=0,5", { payload: "HELLO" });
        at.port.take();
        at.port.feed(prompt, [place]);
        expect(at.port.take()).toEqual(["HELLO"]);
        at.port.feed(SEND_OK);
        pass(GUARD_MS);
        expect(at.results.pop()).toEqual(["+QSSLSEND=0,5", null, ""]);
      }
    },
  );

  it("is written when the prompt comes byte by byte and behind a URC", () => {
    at.send("+QSSLSEND=0,5", { payload: "HELLO" });
    const bytes = '\r\n+QSSLURC: "recv",1\r\n\r\n> ';
    at.port.feed(bytes, [...Array(bytes.length).keys()]);
    expect(at.port.take()).toEqual(["AT+QSSLSEND=0,5\r", "HELLO"]);
  });

  it("is written once however often the modem asks", () => {
    at.send("+QSSLSEND=0,5", { payload: "HELLO" });
    at.port.take();
    at.port.feed(PROMPT);
    at.port.feed(PROMPT);
    at.port.feed("\r\n>\r\n\r\nCONNECT\r\n");
    expect(at.port.take()).toEqual(["HELLO"]);
  });

  it("is not written when the modem refuses instead of asking", () => {
    expect(at.exchange("+QSSLSEND=0,5", ERROR, { payload: "HELLO" })).toEqual(["+QSSLSEND=0,5", AtFault.Refused, ""]);
    at.port.feed(PROMPT);
    expect(at.port.take()).toEqual(["AT+QSSLSEND=0,5\r"]);
    at.port.feed("\r\n");
    at.expectInStep();
  });

  it("goes out as it is", () => {
    at.send("+QSSLSEND=0,9", { payload: NASTY });
    at.port.feed(PROMPT);
    expect(at.port.take()[1]).toBe(NASTY);
  });

  it("stays unwritten when the prompt comes after the deadline", () => {
    at.send("+QSSLSEND=0,5", { payload: "HELLO" });
    pass(TIMEOUT_MS);
    at.port.feed(PROMPT);
    at.answerProbe();
    pass(600);
    expect(at.port.written).not.toContain("HELLO");
    at.expectInStep();
  });
});

describe("the trace", () => {
  beforeEach(() => at.reader.traceAt(true));

  it("shows the lines of both directions", () => {
    at.exchange("+CSQ", info("+CSQ: 1,2") + "\r\nRDY\r\n");
    expect(printed).toEqual(["> AT+CSQ", "< +CSQ: 1,2", "< OK", "< RDY"]);
  });

  it("shows neither secrets nor payload", () => {
    at.exchange('+CPIN="4711"', OK, { isSecret: true });
    at.send("+QSSLSEND=0,5", { payload: "HELLO" });
    at.port.feed(PROMPT);
    at.port.feed(SEND_OK);
    pass(GUARD_MS);
    at.send("+QSSLRECV=0,9", { onInformation: (length) => at.reader.takePayload(+length, () => {}) });
    at.port.feed("\r\n+QSSLRECV: 6\r\nSECRET\r\n" + OK);
    expect(printed[0]).toBe("> AT+CPIN");
    expect(printed).toContain("> 5 bytes");
    expect(printed.join()).not.toMatch(/4711|HELLO|SECRET/);
  });

  it("ends", () => {
    at.reader.traceAt(false);
    at.exchange("+CSQ", OK);
    expect(printed).toEqual([]);
  });
});
