import { VirtualClock } from "../../../tools/clock";
import { deviceShown } from "../../../tools/live/device-feed";
import { DialogueReader } from "../../../tools/live/dialogue-reader";
import { EventHub } from "../../../tools/live/event-hub";
import { LineFeed } from "../../../tools/live/line-feed";
import { DialogueModel, LINES } from "../../../tools/live/page/dialogue-model";
import { shownLog } from "../../../tools/live/shown-log";
import { SlotWatch } from "../../../tools/live/slot-watch";
import type { DialogueLine } from "../../../tools/live/topics";

describe("dialogue of a modem's port", () => {
  const lines: string[] = [];
  let reader: DialogueReader;

  beforeEach(() => {
    lines.length = 0;
    reader = new DialogueReader(({ direction, text }) => lines.push(`${direction} ${text}`));
  });

  /** Cut into pieces of so many bytes. */
  function feed(direction: "rx" | "tx", text: string, bytes = text.length): void {
    for (let at = 0; at < text.length; at += bytes)
      reader.feed(direction, Buffer.from(text.slice(at, at + bytes), "latin1"));
  }

  it.each([1, 2, 7, 100])("is cut into lines, payload told by its length only, from pieces of %d bytes", (bytes) => {
    feed("rx", 'AT+QSSLOPEN=1,0,0,"h.example",443,0\r', bytes);
    feed("tx", "\r\nOK\r\n\r\n+QSSLOPEN: 0,0\r\n", bytes);
    feed("rx", "AT+QSSLSEND=0,12\r", bytes);
    feed("tx", "\r\n> ");
    feed("rx", "AT+EVIL\rOK\r\n", bytes);
    feed("tx", '\r\nSEND OK\r\n\r\n+QSSLURC: "recv",0\r\n', bytes);
    feed("rx", "AT+QSSLRECV=0,1500\r", bytes);
    feed("tx", "\r\n+QSSLRECV: 9\r\nOK\r\nERROR\r\n\r\nOK\r\n", bytes);
    expect(lines).toEqual([
      '> AT+QSSLOPEN=1,0,0,"h.example",443,0',
      "< OK",
      "< +QSSLOPEN: 0,0",
      "> AT+QSSLSEND=0,12",
      "< >",
      "> <12 bytes>",
      "< SEND OK",
      '< +QSSLURC: "recv",0',
      "> AT+QSSLRECV=0,1500",
      "< +QSSLRECV: 9",
      "< <9 bytes>",
      "< OK",
    ]);
  });

  it("shows no secret", () => {
    feed("rx", "AT+CPIN=1234\r");
    feed("rx", 'AT+QICSGP=1,1,"apn","user","word",1\r');
    feed("rx", 'AT+QFUPL="key.pem",11,60\r');
    feed("tx", "\r\nCONNECT\r\n");
    feed("rx", "PRIVATE KEY");
    expect(lines.join("\n")).not.toMatch(/1234|user|word|PRIVATE/);
    expect(lines.at(-1)).toBe("> <11 bytes>");
  });

  it("does not grow with noise that never ends", () => {
    for (let index = 0; index < 200; index++) feed("rx", "\x00\xffnoise".repeat(50));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(2100);
    expect(lines[0]).toContain("\\x00\\xffnoise");
  });
});

describe("dialogue on the page", () => {
  const line = (id: number, direction: DialogueLine["direction"], text: string): DialogueLine => ({
    id,
    atMs: id,
    direction,
    text,
  });

  it("explains each line with the command before it, and finds lines by text or meaning", () => {
    const model = new DialogueModel();
    model.add([
      line(1, ">", "AT+CSQ"),
      line(2, "<", "+CSQ: 24,99"),
      line(3, "<", "OK"),
      line(4, "!", "Cut the network for 20 s"),
    ]);
    expect(model.shown.map(({ explanation }) => explanation.kind)).toEqual([
      "command",
      "information",
      "result",
      "unknown",
    ]);
    model.filter("SIGNAL strength");
    expect(model.shown.map(({ text }) => text)).toEqual(["AT+CSQ", "+CSQ: 24,99"]);
    model.filter("nothing like it");
    expect(model.shown).toEqual([]);
  });

  it("holds lines back while it is paused, and shows no line twice after a reload of the stream", () => {
    const model = new DialogueModel();
    model.add([line(1, ">", "AT")]);
    model.pause();
    expect(model.add([line(2, "<", "OK")])).toEqual([]);
    expect([model.held, model.shown.length]).toEqual([1, 1]);
    expect(model.resume().map(({ id }) => id)).toEqual([2]);
    expect(model.add([line(1, ">", "AT"), line(2, "<", "OK"), line(3, ">", "AT")]).map(({ id }) => id)).toEqual([3]);
  });
});

describe("hours of a dialogue", () => {
  it("leave server and page no larger: a day of ten lines a second, also while the page is paused", async () => {
    const clock = new VirtualClock();
    const hub = new EventHub();
    const feed = new LineFeed<Pick<DialogueLine, "direction" | "text">>(hub, "dialogue", clock);
    const [model, paused] = [new DialogueModel(), new DialogueModel()];
    paused.pause();
    for (let second = 0; second < 86_400; second += 30) {
      const added = Array.from({ length: 300 }, (_, at) => ({
        id: second * 10 + at + 1,
        atMs: 0,
        direction: "<" as const,
        text: "+CSQ: 20,99",
      }));
      for (const line of added.slice(0, 10)) feed.add(line);
      await clock.advance(1000);
      hub.push("device", { second }, "");
      if (second % 3600 > 0) continue;
      model.add(added);
      paused.add(added);
      expect(hub.kept).toBeLessThanOrEqual(LINES + 1);
    }
    expect([model.shown.length, paused.held]).toEqual([LINES, LINES]);
  });
});

describe("client slots", () => {
  it("are shown with peer and age; an id whose counters begin anew is another connection", () => {
    const watch = new SlotWatch();
    watch.onCommand('AT+QSSLOPEN=1,0,3,"h.example",8883,0');
    watch.onCommand('AT+QIOPEN=1,4,"TCP","10.0.0.1",80,0,1');
    const slots = watch.shown(
      [
        [3, 1, 0, 0],
        [4, 2, 10, 0],
        [5, 4, 1, 1],
      ],
      1000,
    );
    expect(slots.map(({ id, state, peer }) => [id, state, peer])).toEqual([
      [3, "opening", "h.example:8883"],
      [4, "connected", "10.0.0.1:80"],
      [5, "closing", ""],
    ]);
    expect(watch.shown([[3, 2, 500, 80]], 5000)[0]).toMatchObject({ sinceMs: 1000, sentBytes: 500 });
    expect(watch.shown([[3, 2, 20, 0]], 9000)[0]).toMatchObject({ sinceMs: 9000 });
    expect(watch.shown([], 10_000)).toEqual([]);
    expect(watch.shown([[3, 2, 30, 0]], 11_000)[0]).toMatchObject({ sinceMs: 11_000 });
  });
});

describe("what a board tells", () => {
  it("is taken as far as it is what it should be: an older firmware knows less", () => {
    const status = { uplink: "idle", waiting: 3, rung: 0, modem: { registration: "home", rssiDbm: 0, isOnline: true } };
    expect(deviceShown(status)).toMatchObject({
      uplink: "idle",
      waiting: 3,
      rung: 0,
      acknowledged: null,
      rssiDbm: null,
      isOnline: true,
    });
    expect(deviceShown({ modem: 7, waiting: "x", lastError: {} })).toMatchObject({
      waiting: null,
      lastError: "",
      model: "",
    });
  });

  it.each([
    ["I 10:20:30 uplink: ready", { level: "info", text: "uplink: ready" }],
    ["E 10:20:30 modem: restarted", { level: "error", text: "modem: restarted" }],
    ["Uncaught\x1b]0;x\x07", { level: "", text: "Uncaught ]0;x" }],
    ["  ", undefined],
  ])("%j is a line of the log", (line, shown) => expect(shownLog(line)).toEqual(shown));
});
