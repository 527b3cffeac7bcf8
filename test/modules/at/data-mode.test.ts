import fc from "fast-check";
import { cut, installCutOffIndexOf, pass } from "../../doubles/device";
import { NASTY } from "../../transcripts/eg915u";
import { DataStream, END_MS, NO_CARRIER } from "./data-stream";

/** Streams that look like the modem's own words; none of them ends in a whole result code. */
const LOOK_ALIKES = [
  "\r\nNO CARRIER\r\nand more",
  "\r\nNO CARRIER\r\n\r\nand more",
  "\r\nNO CARRIER\r\n\r",
  "\r\nNO CARRIER\r",
  "\r\nNO CARRIE",
  "\r\r\r\n\r\nNO CARRIER",
  "\r\nNO\r\nNO CARRIER\r\r\n",
  "NO CARRIER\r\n",
  "\nNO CARRIER\r\n",
  "\r\nNO CARRIER\n",
  "\r\nno carrier\r\n",
  "\r\nNO CARRIER \r\n",
  "\r\nOK\r\n",
  "\r\nOK\r\n\r\n+QSSLURC: 0,5\r\n",
  "\r\nRDY\r\n",
  "+++",
  "\r\n",
  "\r",
  NASTY,
];

describe.each<[string, () => () => void]>([
  ["Node's indexOf", () => () => {}],
  ["Espruino's indexOf, which finds cut-off patterns", installCutOffIndexOf],
])("a stream with %s", (_name, install) => {
  let stream: DataStream;
  let restore: () => void;

  beforeEach(async () => {
    stream = await DataStream.start();
    restore = install();
    stream.connect();
  });

  afterEach(() => restore());

  it.each(LOOK_ALIKES)("delivers %j as it is, wherever it is cut, and goes on", (bytes) => {
    for (let first = 0; first <= bytes.length; first++)
      for (const second of [first, bytes.length - 1, bytes.length]) {
        stream.feed(bytes, [first, second]);
        pass(END_MS);
        expect(stream.take()).toBe(bytes);
      }
    expect(stream.ends).toEqual([]);
    expect(stream.at.port.take()).toEqual([]);
  });

  it.each(LOOK_ALIKES)("delivers %j byte by byte, however slowly", (bytes) => {
    for (const pauseMs of [0, 1, 40]) {
      for (const byte of bytes) {
        stream.feed(byte);
        pass(pauseMs);
      }
      pass(END_MS);
      expect(stream.take()).toBe(bytes);
    }
    expect(stream.ends).toEqual([]);
  });

  it("holds nothing back that cannot be the beginning of a result code", () => {
    stream.feed("data\r\nNO CARRIERS");
    expect(stream.take()).toBe("data\r\nNO CARRIERS");
  });

  it("holds the beginning of one back for 50 ms, not longer", () => {
    stream.feed("data\r\nNO CARR");
    expect(stream.take()).toBe("data");
    pass(49);
    expect(stream.take()).toBe("");
    pass(1);
    expect(stream.take()).toBe("\r\nNO CARR");
  });

  it.each([
    ["more of it comes", "more", 0],
    ["nothing that ends a result code comes", "\r", END_MS],
  ])("takes nothing while it has perhaps ended, and tells when it does again: %s", (_case, more, ms) => {
    stream.feed(NO_CARRIER);
    expect(stream.mode.isDataWritable()).toBe(false);
    stream.feed(more);
    pass(ms);
    expect(stream.mode.isDataWritable()).toBe(true);
    expect(stream.writables).toBe(1);
    expect(stream.take()).toBe(NO_CARRIER + more);
  });

  it("ends at NO CARRIER and 1.1 s of silence, which is no data", () => {
    stream.feed(`last${NO_CARRIER}`);
    pass(END_MS - 1);
    expect(stream.ends).toEqual([]);
    pass(1);
    expect(stream.ends).toEqual([true]);
    expect(stream.take()).toBe("last");
    stream.expectCommandMode();
  });

  it("ends at NO CARRIER however it is cut, and however often it came as data before", () => {
    const bytes = `${NO_CARRIER}x${NO_CARRIER}${NO_CARRIER}`;
    for (let place = 0; place <= bytes.length; place++) {
      stream.feed(bytes, [place]);
      pass(END_MS);
      expect(stream.take()).toBe(`${NO_CARRIER}x${NO_CARRIER}`);
      expect(stream.ends.splice(0)).toEqual([true]);
      stream.expectCommandMode();
      stream.connect();
    }
  });

  it("ends at NO CARRIER with a URC right behind it, at once, and the URC is heard", () => {
    const heard = jest.fn();
    stream.at.reader.setLineHandler("+QSSLURC", () => void heard(stream.at.reader.parameters()));
    const bytes = `last${NO_CARRIER}\r\n+QSSLURC: "closed",3\r\n`;
    for (let place = 0; place <= bytes.length; place++) {
      stream.feed(bytes, [place]);
      expect(stream.ends.splice(0)).toEqual([true]);
      expect(stream.take()).toBe("last");
      expect(heard.mock.calls.splice(0)).toEqual([['"closed",3']]);
      stream.expectCommandMode();
      stream.connect();
    }
  });

  it("delivers what came in one go with CONNECT, wherever that is cut", () => {
    const begun = "\r\nCONNECT\r\n";
    for (let place = 0; place <= begun.length + NASTY.length; place += 7) {
      pass(END_MS);
      stream.feed(NO_CARRIER);
      pass(END_MS);
      stream.take();
      stream.expectCommandMode();
      stream.connect(NASTY, [place]);
      pass(END_MS);
      expect(stream.take()).toBe(NASTY);
    }
  });

  it("ends in the very chunk of CONNECT", () => {
    stream.feed(NO_CARRIER);
    pass(END_MS);
    stream.expectCommandMode();
    stream.connect(`x${NO_CARRIER}\r\n+QIND: 1\r\n`);
    expect(stream.ends).toEqual([true, true]);
    expect(stream.take()).toBe("x");
    stream.expectCommandMode();
  });
});

it("delivers the same bytes whatever the cut and the pauses, and the end when there is one", async () => {
  const stream = await DataStream.start();
  const word = fc.oneof(
    fc.constantFrom("\r", "\n", "\r\n", "NO CARRIER", NO_CARRIER, "\r\nOK\r\n", "+++", "\r\n+", "N", "data"),
    fc.uint8Array({ maxLength: 9 }).map((bytes) => String.fromCharCode(...bytes)),
  );
  // A whole result code with a URC's beginning behind it is one, whoever sent it; so is one before silence.
  const data = fc
    .array(word, { maxLength: 12 })
    .map((words) => `${words.join("").replaceAll(`${NO_CARRIER}\r\n+`, "x")}.`);
  fc.assert(
    fc.property(
      data,
      fc.boolean(),
      fc.array(fc.nat(200), { maxLength: 8 }),
      fc.array(fc.nat(40), { minLength: 9, maxLength: 9 }),
      (bytes, isEnded, cuts, pauses) => {
        stream.connect();
        cut(isEnded ? bytes + NO_CARRIER : bytes, cuts).forEach((piece, index) => {
          stream.feed(piece);
          pass(pauses[index] ?? 0);
        });
        if (!isEnded) {
          pass(END_MS);
          expect(stream.take()).toBe(bytes);
          expect(stream.ends).toEqual([]);
          stream.feed(NO_CARRIER);
        }
        pass(END_MS);
        expect(stream.take()).toBe(isEnded ? bytes : "");
        expect(stream.ends.splice(0)).toEqual([true]);
        stream.expectCommandMode();
      },
    ),
    { numRuns: 300 },
  );
});
