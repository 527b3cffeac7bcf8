/** A modem that restarts in the middle of a stream: what is written then would be taken for commands. */
import { pass } from "../../doubles/device";
import { DataStream, END_MS } from "./data-stream";

const RESTART = "\r\nRDY\r\n";
const NEXT = "\r\n+CFUN: 1\r\n";

let stream: DataStream;
let heard: jest.Mock;

beforeEach(async () => {
  stream = await DataStream.start();
  heard = jest.fn();
  stream.at.reader.setLineHandler("RDY", () => heard("RDY"));
  stream.at.reader.setLineHandler("POWERED DOWN", () => heard("POWERED DOWN"));
  stream.at.reader.setLineHandler("+CREG", () => heard("+CREG"));
  stream.connect();
});

function expectRestarted(): void {
  expect(heard.mock.calls).toEqual([["RDY"]]);
  expect(stream.ends).toEqual([true]);
  expect(stream.take()).toBe("last");
  stream.expectCommandMode();
}

describe("a stream whose modem restarts", () => {
  it("ends at the silence behind its URC, and whoever waits for that hears it", () => {
    stream.feed(`last${RESTART}`);
    pass(END_MS);
    expectRestarted();
  });

  it("ends at once when another URC follows, wherever the bytes are cut", async () => {
    for (let cut = 0; cut <= `last${RESTART}${NEXT}`.length; cut++) {
      stream = await DataStream.start();
      heard = jest.fn();
      stream.at.reader.setLineHandler("RDY", () => heard("RDY"));
      stream.connect();
      stream.feed(`last${RESTART}${NEXT}`, [cut]);
      expectRestarted();
    }
  });

  it("takes nothing from the moment on in which the URC is whole", () => {
    stream.feed(RESTART.slice(0, -1));
    expect(stream.mode.isDataWritable()).toBe(true);
    stream.feed(RESTART.slice(-1));
    expect(stream.mode.isDataWritable()).toBe(false);
  });

  it("ends too when the modem says that it switches off", () => {
    stream.feed("last\r\nPOWERED DOWN\r\n");
    pass(END_MS);
    expect(heard.mock.calls).toEqual([["POWERED DOWN"]]);
    expect(stream.take()).toBe("last");
  });

  it("ends also while it is being left", () => {
    stream.mode.leaveData();
    pass(END_MS + 500);
    stream.feed(RESTART);
    pass(END_MS);
    expect(heard.mock.calls).toEqual([["RDY"]]);
    expect(stream.ends).toEqual([true]);
  });
});

describe("data that spell the URC of a restart", () => {
  it.each([
    ["more data behind it", `${RESTART}more`],
    ["an empty line behind it", `${RESTART}\r\nmore`],
    ["itself behind it", `${RESTART}${RESTART}more`],
    ["data in front of it on its line", `x${RESTART.slice(2)}${NEXT}`],
    ["the beginning of a URC with parameters in its place", `\r\n+CREG\r\n${NEXT}`],
  ])("are delivered: with %s", (_name, bytes) => {
    stream.feed(bytes);
    pass(END_MS);
    expect(stream.take()).toBe(bytes);
    expect(stream.ends).toEqual([]);
    expect(heard).not.toHaveBeenCalled();
    expect(stream.mode.isDataWritable()).toBe(true);
  });

  it("are told from it when it comes twice, once as data", () => {
    stream.feed(`${RESTART}first${RESTART}${NEXT}`);
    expect(stream.take()).toBe(`${RESTART}first`);
    expect(heard.mock.calls).toEqual([["RDY"]]);
  });
});
