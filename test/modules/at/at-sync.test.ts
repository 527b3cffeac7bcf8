import { AtFault } from "../../../modules/at/at-error";
import { info, OK, pass } from "../../doubles/device";
import { AtDialogue, GUARD_MS, SYNCED_MS, TIMEOUT_MS } from "./at-dialogue";

let at: AtDialogue;

beforeEach(async () => {
  at = await AtDialogue.start();
});

describe("silence", () => {
  it("of the modem ends everything that waits, once, and is reported", () => {
    at.send("+A");
    at.send("+B");
    pass(TIMEOUT_MS);
    pass(TIMEOUT_MS + 500);
    expect(at.silences).toEqual([expect.stringContaining("answer")]);
    expect(at.results).toEqual([
      ["+A", AtFault.Timeout, ""],
      ["+B", AtFault.Aborted, ""],
    ]);
    at.port.take();
    pass(10 * TIMEOUT_MS);
    expect(at.port.take()).toEqual([]);
    expect(at.silences).toHaveLength(1);
  });

  it("ends when a command is sent and answered", () => {
    at.send("+A");
    pass(3 * TIMEOUT_MS);
    at.expectInStep();
  });

  it("is not reported when the modem answers the last probe in time", () => {
    at.send("+A");
    pass(TIMEOUT_MS + TIMEOUT_MS - 1);
    at.answerProbe();
    pass(600);
    expect(at.silences).toEqual([]);
    at.expectInStep();
  });
});

describe("sync", () => {
  it("ends without error when the modem answers its probe", () => {
    const done = jest.fn();
    at.client.syncAt(30e3, done);
    pass(2000);
    expect(done).not.toHaveBeenCalled();
    at.answerProbe();
    pass(500);
    expect(done.mock.calls).toEqual([[undefined]]);
    pass(GUARD_MS);
    at.expectInStep();
  });

  it("is not ended by the answer to a command that was handed in when it ended another", () => {
    const done = jest.fn();
    // Of steps that may be refused the next one follows whatever the end.
    at.client.send("+A", () => at.send("+B"));
    at.client.syncAt(30e3, done);
    expect(at.port.take()).toEqual(["AT+A\r"]);
    at.port.feed(OK);
    at.sync();
    expect(done.mock.calls).toEqual([[undefined]]);
    pass(GUARD_MS);
    expect(at.takeCommands()).toEqual(["AT+B\r"]);
    at.port.feed(OK);
    expect(at.results.pop()).toEqual(["+B", null, ""]);
  });

  it("ends with an error after its limit; silence is not reported besides", () => {
    const done = jest.fn();
    at.client.syncAt(30e3, done);
    pass(31e3);
    expect(done).toHaveBeenCalledTimes(1);
    expect(done).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringContaining("answer") }));
    expect(at.silences).toEqual([]);
    pass(60e3);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it("aborts what runs; commands handed in meanwhile go out afterwards", () => {
    const done = jest.fn();
    at.send("+A");
    at.client.syncAt(30e3, done);
    at.send("+B");
    expect(at.results).toEqual([["+A", AtFault.Aborted, ""]]);
    at.answerProbe();
    pass(600);
    expect(done).toHaveBeenCalledTimes(1);
    expect(at.takeCommands()).toEqual(["AT+A\r", "AT+B\r"]);
  });

  it("lets the answers of all its probes pass before it ends", () => {
    at.client.syncAt(30e3, () => at.send("+CSQ"));
    pass(4000);
    expect(at.openProbes).toBeGreaterThan(2);
    at.port.feed(info("+CMEE: 1"));
    pass(100);
    at.openProbes--;
    at.answerProbe();
    pass(500);
    at.port.feed(info("+CSQ: 5,5"));
    expect(at.results).toEqual([["+CSQ", null, "5,5"]]);
  });

  it("asks twice, then leaves data mode with the silence that needs, and begins again", () => {
    at.client.syncAt(30e3, () => {});
    const written = Array.from({ length: 74 }, (_, tenth) => {
      pass(100);
      return at.port.take().map((data): [number, string] => [(tenth + 1) / 10, data.trim()]);
    });
    expect(written.flat()).toEqual([
      [0.5, "AT+CMEE?"],
      [1, "AT+CMEE?"],
      [2.6, "+++"],
      [3.7, "AT+CMEE?"],
      [4.2, "AT+CMEE?"],
      [5.8, "+++"],
      [6.9, "AT+CMEE?"],
      [7.4, "AT+CMEE?"],
    ]);
  });

  it("fills a payload that the modem may be waiting for, from the third probe on, within 11 s", () => {
    at.client.syncAt(30e3, () => {});
    pass(1000);
    expect(at.port.take()).toEqual(["\rAT+CMEE?\r", "\rAT+CMEE?\r"]);
    pass(2800);
    expect(at.port.take()).toEqual(["+++", " ".repeat(300) + "\rAT+CMEE?\r"]);
    pass(7200);
    expect(at.port.take().join("").length).toBeGreaterThan(1460 - 310);
  });

  it("takes OK to the escape for no answer to a probe", () => {
    const done = jest.fn();
    at.client.syncAt(30e3, done);
    pass(3600);
    at.port.feed(OK);
    expect(done).not.toHaveBeenCalled();
    at.openProbes = 0;
    at.sync();
    expect(done.mock.calls).toEqual([[undefined]]);
    at.expectInStep();
  });

  it("goes on with noise and echoes of an unset line", () => {
    const done = jest.fn();
    at.client.syncAt(30e3, done);
    pass(1200);
    at.port.feed("\xff\x00\xf0AT+CM\r\nAT+CMEE?\r" + info("+CMEE: 2"));
    pass(500);
    expect(done).toHaveBeenCalledWith(undefined);
  });
});

describe("an echo", () => {
  it("of the command in flight tells that the modem restarted, and the command goes on", () => {
    at.send("+CSQ");
    at.port.feed("AT+CSQ\r" + info("+CSQ: 9,99"));
    expect(at.echoes).toBe(1);
    expect(at.results).toEqual([["+CSQ", null, "9,99"]]);
  });

  it("is noticed wherever it is cut", () => {
    const answer = "AT+CSQ\r" + info("+CSQ: 9,99");
    for (let place = 0; place <= answer.length; place++) {
      at.send("+CSQ");
      at.port.feed(answer, [place]);
      pass(GUARD_MS);
    }
    expect(at.echoes).toBe(answer.length + 1);
    expect(at.results).toHaveLength(answer.length + 1);
  });

  it("of a probe is no news: the modem may have had it on all the time", () => {
    at.client.syncAt(30e3, () => {});
    pass(500);
    at.port.feed("\rAT+CMEE?\r" + info("+CMEE: 1"));
    pass(SYNCED_MS);
    expect(at.echoes).toBe(0);
    at.expectInStep();
  });

  it("may abort everything from within", () => {
    const { abortAt, startAt } = at.client;
    startAt(
      at.port,
      () => {},
      () => {},
      () => abortAt("restarted"),
    );
    at.send("+A");
    at.send("+B");
    at.port.feed("AT+A\r" + OK);
    expect(at.results.map(([name, code]) => [name, code])).toEqual([
      ["+A", AtFault.Aborted],
      ["+B", AtFault.Aborted],
    ]);
    pass(GUARD_MS);
    at.expectInStep();
  });
});

describe("resync", () => {
  it("keeps what waits, and sends it once the modem has answered", () => {
    at.client.resync(TIMEOUT_MS);
    at.send("+CSQ");
    expect(at.takeCommands()).toEqual([]);
    at.sync();
    expect(at.takeCommands()).toEqual(["AT+CSQ\r"]);
    at.port.feed(info("+CSQ: 3,3"));
    expect(at.results).toEqual([["+CSQ", null, "3,3"]]);
  });

  it("reports silence after 15 s", () => {
    at.client.resync(TIMEOUT_MS);
    at.send("+CSQ");
    pass(TIMEOUT_MS + 2000);
    expect(at.silences).toEqual([expect.stringMatching(/^no answer/)]);
    expect(at.results).toEqual([["+CSQ", AtFault.Aborted, ""]]);
  });
});
