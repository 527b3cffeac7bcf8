import { AtFault } from "../../../modules/at/at-error";
import { ERROR, info, OK, pass, SEND_OK } from "../../doubles/device";
import { AtDialogue, GUARD_MS } from "./at-dialogue";

let at: AtDialogue;

beforeEach(async () => {
  at = await AtDialogue.start();
});

describe("the queue", () => {
  it("has one command in flight and leaves 20 ms after each", () => {
    ["+A", "+B"].forEach((text) => at.send(text));
    expect(at.port.take()).toEqual(["AT+A\r"]);
    at.port.feed(OK);
    pass(GUARD_MS - 1);
    expect(at.port.take()).toEqual([]);
    pass(1);
    expect(at.port.take()).toEqual(["AT+B\r"]);
  });

  it("makes a command of the guard time wait too", () => {
    at.exchange("+A", "");
    at.port.feed(OK);
    at.send("+B");
    expect(at.port.take()).toEqual(["AT+A\r"]);
    pass(GUARD_MS);
    expect(at.port.take()).toEqual(["AT+B\r"]);
  });

  it("holds 8 commands and refuses a ninth at once, without writing it", () => {
    for (let index = 0; index <= 9; index++) at.send(`+C${index}`);
    expect(at.results).toEqual([["+C9", AtFault.QueueFull, ""]]);
    for (let index = 0; index <= 8; index++) {
      expect(at.port.take()).toEqual([`AT+C${index}\r`]);
      at.port.feed(OK);
      pass(GUARD_MS);
    }
    expect(at.results.slice(1).map(([name]) => name)).toEqual(Array.from({ length: 9 }, (_, index) => `+C${index}`));
    expect(at.port.take()).toEqual([]);
  });

  it("reports idleness only when nothing waits", () => {
    ["+A", "+B"].forEach((text) => at.send(text));
    at.port.feed(OK);
    pass(GUARD_MS);
    expect(at.idles).toBe(0);
    at.port.feed(OK);
    pass(GUARD_MS);
    expect(at.idles).toBe(1);
    expect(at.client.phase).toBe(0);
  });

  it("takes a command from within the end of another", () => {
    at.client.send("+A", () => at.send("+B"));
    at.port.feed(OK);
    pass(GUARD_MS);
    expect(at.port.take()).toEqual(["AT+A\r", "AT+B\r"]);
  });
});

describe("URCs", () => {
  let heard: string[];

  beforeEach(() => {
    heard = [];
    at.reader.setLineHandler("+CEREG", () => heard.push(at.reader.parameters()));
    at.reader.setLineHandler("RDY", () => heard.push("RDY"));
  });

  it("come between a command and its OK", () => {
    expect(at.exchange("+CSQ", "\r\n+CEREG: 5\r\n\r\n+CSQ: 1,2\r\n\r\nRDY\r\n" + OK)).toEqual(["+CSQ", null, "1,2"]);
    expect(heard).toEqual(["5", "RDY"]);
  });

  it("come while nothing is in flight, and in the guard time", () => {
    at.port.feed("\r\n+CEREG: 1\r\n");
    at.exchange("+CSQ", OK + "\r\n+CEREG: 2\r\n");
    expect(heard).toEqual(["1", "2"]);
  });

  it("of the name of the command in flight are told from its answer by their shape", () => {
    const isInformation = (parameters: string): boolean => /^\d,\d/.test(parameters);
    expect(at.exchange("+CEREG?", info('+CEREG: 5,"1A2B"', "+CEREG: 2,1"), { isInformation })).toEqual([
      "+CEREG?",
      null,
      "2,1",
    ]);
    expect(heard).toEqual(['5,"1A2B"']);
  });

  it("that nobody knows are dropped, whatever they are called", () => {
    const names = ["+QIND: SMS DONE", "+X", "constructor: 1", "toString", "hasOwnProperty: 2", "__proto__: 3", "RING"];
    at.port.feed(names.map((name) => `\r\n${name}\r\n`).join(""));
    expect(at.exchange("+CSQ", names.map((name) => `\r\n${name}\r\n`).join("") + OK)).toEqual(["+CSQ", null, ""]);
    at.expectInStep();
  });

  it("are not mixed up with results: a stray OK is ignored", () => {
    at.port.feed(OK + ERROR + SEND_OK);
    at.expectInStep();
    expect(at.idles).toBe(1);
  });

  it("in the guard time that look like a result are ignored", () => {
    at.send("+A");
    at.port.feed(OK + OK + ERROR);
    pass(GUARD_MS);
    expect(at.results).toEqual([["+A", null, ""]]);
    at.expectInStep();
  });
});

describe("abort", () => {
  it("ends the command in flight and those that wait, in order, each once", () => {
    ["+A", "+B", "+C"].forEach((text) => at.send(text));
    at.client.abortAt("modem restarted");
    expect(at.results).toEqual(["+A", "+B", "+C"].map((name) => [name, AtFault.Aborted, ""]));
    pass(60e3);
    at.port.feed(OK);
    expect(at.results).toHaveLength(3);
    at.expectInStep();
  });

  it("forgets half a line and payload that is due", () => {
    at.send("+QSSLRECV=0,1500", { onInformation: (length) => at.reader.takePayload(+length, () => {}) });
    at.port.feed("\r\n+QSSLRECV: 1000\r\nabc");
    at.client.abortAt("modem restarted");
    const urc = jest.fn();
    at.reader.setLineHandler("RDY", () => void urc(at.reader.parameters()));
    at.port.feed("\r\nRDY\r\n");
    expect(urc).toHaveBeenCalledTimes(1);
    pass(GUARD_MS);
    at.expectInStep();
  });

  it("takes commands from within the ends it causes, and sends them behind it", () => {
    at.client.send("+A", () => at.send("+B"));
    at.client.abortAt("modem restarted");
    expect(at.port.take()).toEqual(["AT+A\r"]);
    pass(GUARD_MS);
    expect(at.port.take()).toEqual(["AT+B\r"]);
    at.port.feed(OK);
    expect(at.results).toEqual([["+B", null, ""]]);
  });
});
