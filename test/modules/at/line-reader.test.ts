import type * as LineReaderModule from "../../../modules/at/line-reader";
import { NASTY } from "../../transcripts/eg915u";
import { cut, installCutOffIndexOf, installDevice, printed } from "../../doubles/device";

type Reader = typeof LineReaderModule;

let reader: Reader;
let lines: string[];
let prompts: number;

function feed(bytes: string, cuts: readonly number[] = []): void {
  for (const piece of cut(bytes, cuts)) reader.feedReader(piece);
}

const keep = (line: string): void => void lines.push(line);

/** Each line `PAYLOAD: <n>` announces payload; what comes as such is collected. */
function collectPayload(): { bytes: string } {
  const collected = { bytes: "" };
  reader.setLineHandler("PAYLOAD", () => {
    const length = reader.parameters();
    keep(`PAYLOAD: ${length}`);
    if (Number(length)) reader.takePayload(Number(length), (payload) => (collected.bytes += payload));
  });
  return collected;
}

/** Every position at which the bytes can be cut in two. */
const everyCut = (bytes: string): number[] => [...Array(bytes.length + 1).keys()];

const indexOfs: [string, () => () => void][] = [
  ["Node's indexOf", () => () => {}],
  ["Espruino's indexOf, which finds cut-off patterns", installCutOffIndexOf],
];

describe.each(indexOfs)("line reader with %s", (_name, install) => {
  let restore: () => void;

  beforeEach(async () => {
    installDevice();
    restore = install();
    reader = await import("../../../modules/at/line-reader");
    lines = [];
    prompts = 0;
    reader.startReader(keep, () => prompts++);
  });

  afterEach(() => restore());

  it("gives each line without its end and leaves empty lines out", () => {
    feed("\r\n+CPIN: READY\r\n\r\nOK\r\n\r\n\r\nRDY\r\n");
    expect(lines).toEqual(["+CPIN: READY", "OK", "RDY"]);
  });

  it("gives the same lines wherever the stream is cut", () => {
    const stream = "\r\nOK\r\n\r\nCOLON:\r\n\r\n+A: 1\r\n\r\n+B: : \r\n";
    for (const at of everyCut(stream)) feed(stream, [at]);
    feed(stream, everyCut(stream));
    const once = ["OK", "COLON:", "+A: 1", "+B: : "];
    expect(lines).toEqual([...everyCut(stream), 0].flatMap(() => once));
  });

  it("gives a line its handler in a frame and without one, and every other line to nobody's", () => {
    const heard: string[] = [];
    expect(reader.setLineHandler("+A", () => heard.push(reader.parameters()))).toBeUndefined();
    feed("\r\n+A: 1\r\n+A: 2: 3\r\n\r\n+AB: 4\r\n\r\n+A\r\n");
    expect([heard, lines]).toEqual([["1", "2: 3", ""], ["+AB: 4"]]);
    expect(reader.setLineHandler("+A")).toBeDefined();
    feed("\r\n+A: 5\r\n");
    expect(lines).toEqual(["+AB: 4", "+A: 5"]);
  });

  it("does not take what follows the first character of a line without a frame for a name that objects inherit", () => {
    feed("xtoString: 1\r\nxvalueOf\r\nxconstructor: 2\r\n");
    expect(lines).toEqual(["xtoString: 1", "xvalueOf", "xconstructor: 2"]);
  });

  it("traces lines that have a handler too, without keeping them from it", () => {
    const heard: string[] = [];
    reader.setLineHandler("+A", () => heard.push(reader.parameters()));
    reader.traceAt(true);
    feed("\r\n+A: 1\r\n\r\nOK\r\n");
    reader.traceAt(false);
    feed("\r\n+A: 2\r\n");
    expect([heard, lines, printed]).toEqual([["1", "2"], ["OK"], ["< +A: 1", "< OK"]]);
  });

  it("takes many payloads out of one chunk one after the other, not one within the other", () => {
    const collected = collectPayload();
    let depth = 0;
    let deepest = 0;
    reader.setLineHandler("NESTED", () => {
      deepest = Math.max(deepest, ++depth);
      reader.takePayload(Number(reader.parameters()), () => {});
      depth--;
    });
    feed("\r\nNESTED: 2\r\nab".repeat(50) + "\r\nPAYLOAD: 3\r\nxyz\r\nOK\r\n");
    expect([deepest, collected.bytes, lines]).toEqual([1, "xyz", ["PAYLOAD: 3", "OK"]]);
  });

  it("keeps a line until its end has come", () => {
    feed("\r\nO");
    feed("K\r");
    expect(lines).toEqual([]);
    feed("\n");
    expect(lines).toEqual(["OK"]);
  });

  it("takes a lone LF and a lone CR for parts of a line, and one that begins with LF for none", () => {
    feed("a\nb\rc\r\n");
    feed("d\n");
    feed("e\r\n");
    feed("\nf\r\n");
    expect(lines).toEqual(["a\nb\rc", "d\ne"]);
  });

  it("gives an echoed command with the CR that ended it", () => {
    feed("ATE0\r\r\nOK\r\n");
    expect(lines).toEqual(["ATE0\r", "OK"]);
  });

  it("does not take the CR in the last byte of the ring for a line end", () => {
    feed("short\r\n" + "x".repeat(reader.RING_BYTES - 8) + "\r");
    expect(lines).toEqual(["short"]);
    feed("\nnext\r\n");
    expect(lines).toEqual(["short", "x".repeat(reader.RING_BYTES - 8), "next"]);
  });

  it("drops a long line whose CR is the last byte of the ring, and not the line behind it", () => {
    feed("x".repeat(reader.RING_BYTES - 1) + "\r");
    feed("\nnext\r\n");
    expect(lines).toEqual(["next"]);
  });

  it("receives a line that just fits the ring", () => {
    const longest = "l".repeat(reader.RING_BYTES - 2);
    feed(longest + "\r\nOK\r\n", [500, 1023]);
    expect(lines).toEqual([longest, "OK"]);
    expect(reader.overruns).toBe(0);
  });

  it.each([1024, 1025, 1500, 2048, 5000])("drops and counts a line of %d bytes; the next one is received", (length) => {
    feed("x".repeat(length) + "\r\nOK\r\n", [7, 100, 1000, 1024]);
    expect(lines).toEqual(["OK"]);
    expect(reader.overruns).toBeGreaterThan(0);
  });

  it("drops a long line that comes in small chunks behind another line", () => {
    const stream = "first\r\n" + "x".repeat(1500) + "\r\nlast\r\n";
    for (let at = 0; at < stream.length; at += 13) feed(stream.substr(at, 13));
    expect(lines).toEqual(["first", "last"]);
    expect(reader.overruns).toBe(1);
  });

  it("receives a chunk that is longer than the ring", () => {
    const sent = Array.from({ length: 400 }, (_, index) => `+LINE: ${index}`);
    feed(sent.join("\r\n") + "\r\n");
    expect(lines).toEqual(sent);
    expect(reader.overruns).toBe(0);
  });

  it.each(["\r\n> ", "\r\n>"])("reports the prompt %j once, wherever it is cut", (prompt) => {
    for (const at of everyCut(prompt)) {
      reader.resetReader();
      prompts = 0;
      reader.awaitPrompt(true);
      feed(prompt, [at]);
      expect(prompts).toBe(1);
      feed("\r\nSEND OK\r\n");
      expect(prompts).toBe(1);
      expect(lines.at(-1)).toBe("SEND OK");
      lines = [];
    }
  });

  it("reports a prompt that has a line end as a prompt or as a line", () => {
    const prompt = "\r\n>\r\n";
    for (const at of everyCut(prompt)) {
      reader.resetReader();
      reader.awaitPrompt(true);
      lines = [];
      prompts = 0;
      feed(prompt, [at]);
      expect(lines).toEqual([">"]);
      expect(prompts).toBe(at === 3 || at === 4 ? 1 : 0);
    }
  });

  it("reports a prompt behind a line of the same chunk", () => {
    reader.awaitPrompt(true);
    feed('\r\n+QSSLURC: "recv",1\r\n\r\n> ');
    expect(lines).toEqual(['+QSSLURC: "recv",1']);
    expect(prompts).toBe(1);
  });

  it("takes > for a prompt neither within a line nor when none is awaited", () => {
    feed("\r\n> ");
    feed("\r\n");
    reader.awaitPrompt(true);
    feed("a > b");
    expect(prompts).toBe(0);
    reader.awaitPrompt(false);
    feed("\r\n> \r\n");
    expect(prompts).toBe(0);
  });

  it("takes payload by count, whatever it holds, wherever it is cut", () => {
    const payload = collectPayload();
    const stream = `\r\nPAYLOAD: ${NASTY.length}\r\n${NASTY}\r\n\r\nOK\r\n`;
    for (const at of everyCut(stream)) {
      lines = [];
      payload.bytes = "";
      feed(stream, [at]);
      expect(payload.bytes).toBe(NASTY);
      expect(lines).toEqual([`PAYLOAD: ${NASTY.length}`, "OK"]);
    }
  });

  it("takes payload that is longer than the ring, and the lines behind it", () => {
    const payload = collectPayload();
    feed(`PAYLOAD: 1500\r\n${"\r\n".repeat(750)}\r\n\r\nOK\r\n`);
    feed(`PAYLOAD: 3000\r\n${"z".repeat(3000)}OK\r\n`, [5, 20, 1500]);
    expect(payload.bytes).toBe("\r\n".repeat(750) + "z".repeat(3000));
    expect(lines).toEqual(["PAYLOAD: 1500", "OK", "PAYLOAD: 3000", "OK"]);
    expect(reader.overruns).toBe(0);
  });

  it("takes two payloads of one chunk apart", () => {
    const payload = collectPayload();
    feed("PAYLOAD: 3\r\na\r\nPAYLOAD: 2\r\nbcOK\r\n");
    expect(payload.bytes).toBe("a\r\nbc");
    expect(lines).toEqual(["PAYLOAD: 3", "PAYLOAD: 2", "OK"]);
  });

  it("forgets half a line, payload and prompt at a reset", () => {
    const payload = collectPayload();
    feed("half a li");
    reader.resetReader();
    feed("OK\r\nPAYLOAD: 9\r\nabc");
    reader.resetReader();
    reader.awaitPrompt(true);
    reader.resetReader();
    feed("RDY\r\n> ");
    expect(payload.bytes).toBe("abc");
    expect(lines).toEqual(["OK", "PAYLOAD: 9", "RDY"]);
    expect(prompts).toBe(0);
  });
});
