import { OK, pass } from "../../doubles/device";
import { DataStream, END_MS, NO_CARRIER } from "./data-stream";

let stream: DataStream;

beforeEach(async () => {
  stream = await DataStream.start();
  stream.connect();
});

/** Lets tenths of a second pass until the host writes, at most `limitMs`; gives what and when. */
function nextWrite(limitMs: number): [ms: number, data: string] {
  for (let ms = 100; ms <= limitMs; ms += 100) {
    pass(100);
    const [data] = stream.at.port.take();
    if (data !== undefined) return [ms, data];
  }
  throw new Error("nothing was written");
}

describe("leaving a stream", () => {
  it("is silence of 1.1 s, +++, and OK a second later; then the modem is asked whether it is in step", () => {
    stream.mode.leaveData();
    expect(nextWrite(5000)).toEqual([1100, "+++"]);
    pass(1000);
    stream.feed(OK);
    expect(stream.ends).toEqual([false]);
    expect(nextWrite(5000)[1]).toBe("\rAT+CMEE?\r");
    stream.expectCommandMode();
  });

  it.each([0, 1, 5, 6])("takes OK cut at %d", (place) => {
    stream.mode.leaveData();
    pass(END_MS + 1000);
    stream.feed(OK, [place]);
    expect(stream.ends).toEqual([false]);
    expect(stream.take()).toBe("");
  });

  it("takes only one escape, however often it is asked for", () => {
    stream.mode.leaveData();
    pass(600);
    stream.mode.leaveData();
    expect(nextWrite(5000)).toEqual([500, "+++"]);
    pass(300);
    stream.mode.leaveData();
    pass(700);
    stream.feed(OK);
    expect(stream.ends).toEqual([false]);
    expect(stream.at.port.take()).toEqual([]);
  });

  it("lets nothing be written meanwhile", () => {
    expect(stream.mode.isDataWritable()).toBe(true);
    stream.mode.leaveData();
    expect(stream.mode.isDataWritable()).toBe(false);
    stream.answerEscape();
    stream.expectCommandMode();
    stream.connect();
    expect(stream.mode.isDataWritable()).toBe(true);
  });

  it("goes on delivering what comes, result codes among it too", () => {
    stream.mode.leaveData();
    const bytes = `a${OK}b${NO_CARRIER}c${OK}`;
    for (const byte of bytes) {
      stream.feed(byte);
      pass(10);
    }
    pass(END_MS - 10 * bytes.length);
    expect(stream.at.port.take()).toEqual(["+++"]);
    stream.feed(OK);
    pass(800);
    stream.feed(`d${OK}`);
    expect(stream.ends).toEqual([]);
    pass(200);
    stream.feed(`e${OK}`);
    expect(stream.take()).toBe(`${bytes}${OK}d${OK}e`);
    expect(stream.ends).toEqual([false]);
    stream.expectCommandMode();
  });

  it("hears a URC right behind OK", () => {
    const heard = jest.fn();
    stream.at.reader.setLineHandler("+QSSLURC", () => void heard(stream.at.reader.parameters()));
    stream.mode.leaveData();
    pass(END_MS + 1000);
    stream.feed(`last${OK}\r\n+QSSLURC: "recv",3\r\n`);
    expect(stream.take()).toBe("last");
    expect(stream.ends).toEqual([false]);
    expect(heard.mock.calls).toEqual([['"recv",3']]);
    stream.expectCommandMode();
  });

  it("tries again when the escape is not heard, and delivers what was held back", () => {
    stream.mode.leaveData();
    pass(END_MS + 1000);
    stream.feed("data\r\nO");
    expect(stream.take()).toBe("data");
    pass(100);
    expect(stream.take()).toBe("\r\nO");
    expect(stream.at.port.take()).toEqual(["+++"]);
    stream.answerEscape();
    expect(stream.ends).toEqual([false]);
    stream.expectCommandMode();
  });

  it("gives up after three escapes: the modem is taken to be in command mode", () => {
    stream.mode.leaveData();
    expect(nextWrite(5000)).toEqual([1100, "+++"]);
    expect(nextWrite(5000)).toEqual([2200, "+++"]);
    expect(nextWrite(5000)).toEqual([2200, "+++"]);
    expect(stream.ends).toEqual([]);
    expect(nextWrite(5000)).toEqual([1600, "\rAT+CMEE?\r"]);
    expect(stream.ends).toEqual([false]);
    stream.expectCommandMode();
  });

  it.each([
    ["before +++", 500],
    ["behind +++", END_MS + 300],
    ["when OK is due", END_MS + 950],
  ])("ends as closed when the peer closes %s", (_name, ms) => {
    stream.mode.leaveData();
    pass(ms);
    stream.feed(`last${NO_CARRIER}`);
    pass(10e3);
    expect(stream.take()).toBe("last");
    expect(stream.ends).toEqual([true]);
    stream.expectCommandMode();
  });

  it("ends as closed when the peer closes with a URC right behind", () => {
    const heard = jest.fn();
    stream.at.reader.setLineHandler("+QIURC", () => void heard(stream.at.reader.parameters()));
    stream.mode.leaveData();
    stream.feed(`last${NO_CARRIER}\r\n+QIURC: "pdpdeact",1\r\n`);
    expect(stream.take()).toBe("last");
    expect(stream.ends).toEqual([true]);
    expect(heard.mock.calls).toEqual([['"pdpdeact",1']]);
    pass(400);
    expect(stream.at.port.take()).toEqual([]);
    stream.expectCommandMode();
  });

  it("at the moment when the peer seems to have closed waits for what that was", () => {
    stream.feed(`last${NO_CARRIER}`);
    expect(stream.mode.isDataWritable()).toBe(false);
    stream.mode.leaveData();
    pass(END_MS + 1000);
    stream.feed(OK);
    // The modem was still in data mode, so it was data.
    expect(stream.take()).toBe(`last${NO_CARRIER}`);
    expect(stream.ends).toEqual([false]);
    stream.expectCommandMode();
  });
});

describe("commands", () => {
  it("wait until the stream has been left and the modem has answered", () => {
    stream.at.send("+CSQ");
    pass(5000);
    expect(stream.at.port.take()).toEqual([]);
    stream.mode.leaveData();
    stream.answerEscape();
    expect(stream.at.takeCommands()).toEqual([]);
    stream.at.sync();
    expect(stream.at.takeCommands()).toEqual(["AT+CSQ\r"]);
  });

  it("are aborted, and the stream with them, when the modem is given up", () => {
    stream.at.send("+CSQ");
    stream.mode.leaveData();
    stream.at.client.abortAt("reset");
    pass(10e3);
    expect(stream.at.port.take()).toEqual([]);
    expect(stream.at.results).toHaveLength(1);
    stream.at.expectInStep();
    expect(stream.take()).toBe("");
  });
});
