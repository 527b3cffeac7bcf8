import { AtFault } from "../../../modules/at/at-error";
import { info, OK, pass } from "../../doubles/device";
import { AtDialogue, GUARD_MS, TIMEOUT_MS } from "./at-dialogue";

let at: AtDialogue;

beforeEach(async () => {
  at = await AtDialogue.start();
});

describe("the deadline", () => {
  it.each([
    ["15 s", undefined, TIMEOUT_MS],
    ["its own", { timeoutMs: 40e3 }, 40e3],
  ])("of %s ends a command once, then the modem is probed", (_name, options, limitMs) => {
    at.send("+QIDEACT=1", options);
    pass(limitMs - 1);
    expect(at.results).toEqual([]);
    pass(1);
    expect(at.results).toEqual([["+QIDEACT=1", AtFault.Timeout, ""]]);
    pass(499);
    expect(at.openProbes).toBe(0);
    pass(1);
    expect(at.openProbes).toBe(1);
    pass(500);
    expect(at.openProbes).toBe(2);
    expect(at.takeCommands()).toEqual(["AT+QIDEACT=1\r"]);
    expect(at.results).toHaveLength(1);
  });

  it("counts from when the command was written, not from when it was handed in", () => {
    at.send("+A");
    at.send("+B");
    pass(TIMEOUT_MS - 1);
    at.port.feed(OK);
    pass(GUARD_MS + TIMEOUT_MS - 1);
    expect(at.results).toEqual([["+A", null, ""]]);
    pass(1);
    expect(at.results.at(-1)).toEqual(["+B", AtFault.Timeout, ""]);
  });

  it("is over once the command has ended", () => {
    at.exchange("+A", OK);
    pass(10 * TIMEOUT_MS);
    expect(at.port.take()).toEqual(["AT+A\r"]);
    expect(at.results).toEqual([]);
  });

  it.each<[string, (late: string) => void]>([
    [
      "just after it",
      (late) => {
        at.port.feed(late);
        at.answerProbe();
      },
    ],
    [
      "in pieces",
      (late) => {
        for (const byte of late) {
          pass(3);
          at.port.feed(byte);
        }
        at.answerProbe();
      },
    ],
    [
      "twice",
      (late) => {
        at.port.feed(late);
        pass(100);
        at.port.feed(late);
        pass(100);
        at.answerProbe();
      },
    ],
    [
      "after several probes",
      (late) => {
        pass(2200);
        at.port.feed(late);
        at.answerProbe();
      },
    ],
    [
      "in half before it",
      (late) => {
        at.port.feed(late.slice(-3));
        pass(20);
        at.answerProbe();
      },
    ],
    [
      "with a URC between",
      (late) => {
        at.port.feed(late + "\r\n+QIND: PB DONE\r\n");
        at.answerProbe();
      },
    ],
  ])("is past: an answer that comes %s is not taken for the next command's", (_name, late) => {
    at.send("+CSQ");
    at.send("+CGMR");
    pass(TIMEOUT_MS);
    late(info("+CSQ: 1,1"));
    pass(600);
    at.port.feed(info("+CGMR: R1"));
    pass(GUARD_MS);
    expect(at.results).toEqual([
      ["+CSQ", AtFault.Timeout, ""],
      ["+CGMR", null, "R1"],
    ]);
    at.expectInStep();
  });

  it("of a command with the same name as the next one is past too", () => {
    at.send("+CSQ");
    at.send("+CSQ");
    pass(TIMEOUT_MS);
    at.port.feed(info("+CSQ: 1,1"));
    at.answerProbe();
    pass(600);
    at.port.feed(info("+CSQ: 2,2"));
    expect(at.results).toEqual([
      ["+CSQ", AtFault.Timeout, ""],
      ["+CSQ", null, "2,2"],
    ]);
  });

  it("wins or loses against an answer at the same moment, once", () => {
    at.send("+A");
    setTimeout(() => at.port.feed(OK), TIMEOUT_MS);
    pass(TIMEOUT_MS);
    expect(at.results).toHaveLength(1);
    at.answerProbe();
    pass(600);
    at.expectInStep();
  });

  it("starts probing again when a command times out anew", () => {
    for (let round = 0; round < 3; round++) {
      at.send("+A");
      pass(TIMEOUT_MS);
      at.answerProbe();
      pass(600);
    }
    expect(at.results).toHaveLength(3);
    at.expectInStep();
  });

  it("makes commands wait until the modem has answered a probe", () => {
    at.send("+A");
    pass(TIMEOUT_MS);
    at.port.take();
    at.send("+B");
    at.port.feed(OK);
    pass(500);
    at.port.feed("\r\n+CMEE: 1\r\n");
    pass(GUARD_MS);
    expect(at.takeCommands()).toEqual([]);
    at.port.feed(OK);
    pass(500);
    expect(at.takeCommands()).toEqual(["AT+B\r"]);
  });

  it("is past: payload of a late read is neither URC nor answer to the probe", () => {
    const urc = jest.fn();
    at.reader.setLineHandler("RDY", () => void urc(at.reader.parameters()));
    const payload = "\r\nRDY\r\n\r\n+CMEE: 1\r\n" + OK;
    at.send("+QSSLRECV=0,1500", { onInformation: (length) => at.reader.takePayload(+length, () => {}) });
    pass(TIMEOUT_MS);
    at.port.take();
    at.port.feed(`\r\n+QSSLRECV: ${payload.length}\r\n${payload}\r\n${OK}`);
    at.send("+CSQ");
    pass(GUARD_MS);
    expect(urc).not.toHaveBeenCalled();
    expect(at.takeCommands()).toEqual([]);
  });

  it("does not lose URCs while probing", () => {
    const urc = jest.fn();
    at.reader.setLineHandler("+QSSLURC", () => void urc(at.reader.parameters()));
    at.send("+A");
    pass(TIMEOUT_MS);
    at.port.feed('\r\n+QSSLURC: "recv",3\r\n');
    at.answerProbe();
    pass(600);
    expect(urc).toHaveBeenCalledWith('"recv",3');
  });
});
