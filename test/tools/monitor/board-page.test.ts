import { Page } from "../../../tools/live/page-server";
import { BoardPage } from "../../../tools/monitor/board-page";
import { parseMonitorArguments } from "../../../tools/monitor/monitor-arguments";
import { EventReader } from "../live/event-reader";

describe("page of a real board", () => {
  let page: Page;
  let board: BoardPage;
  let viewer: EventReader;

  async function open(hasDialogue: boolean): Promise<void> {
    page = new Page();
    const { url } = await page.listen();
    board = new BoardPage({ page, port: "/dev/x", hasDialogue, pauseMs: 10 });
    viewer = await EventReader.open(url);
  }

  afterEach(async () => {
    board.stop();
    await page.close();
  });

  it("plots what the firmware tells, and nothing that it does not", async () => {
    await open(true);
    board.onLine("I 10:00:00 journal: 12288 bytes, new, 0 readings wait, 0 lost");
    board.onLine('> AT+QSSLOPEN=1,0,2,"h.example",443,0');
    board.ask(() => Promise.resolve({ waiting: 7, modem: { slots: [[2, 2, 900, 80]], rssiDbm: -71 } }));
    expect(await viewer.next("device")).toMatchObject({
      waiting: 7,
      room: 192,
      acknowledged: null,
      rssiDbm: -71,
      silence: "",
    });
    const parts = [await viewer.next("series"), await viewer.next("series")];
    expect(parts).toMatchObject([
      { quantity: "waiting readings", points: [[expect.any(Number), 7]] },
      { quantity: "signal", unit: "dBm", points: [[expect.any(Number), -71]] },
    ]);
    expect(await viewer.next("slots")).toMatchObject([{ id: 2, peer: "h.example:443", sentBytes: 900 }]);
  });

  it("shows log and dialogue, payload by its length, and the name of the device once it is known", async () => {
    await open(true);
    expect(await viewer.next("about")).toMatchObject({
      kind: "board",
      title: "/dev/x",
      panels: expect.not.arrayContaining(["faults"]),
    });
    board.onLine("I 10:00:00 RAK5010: device pump-3, boot 9");
    expect(await viewer.next("about")).toMatchObject({ title: "pump-3", runsOn: "RAK5010 at /dev/x" });
    board.onLine("> 512 bytes");
    board.onRemark("the port has gone");
    expect(await viewer.next("log")).toMatchObject([
      { level: "info", text: "RAK5010: device pump-3, boot 9" },
      { level: "", text: "monitor: the port has gone" },
    ]);
    expect(await viewer.next("dialogue")).toMatchObject([{ direction: ">", text: "<512 bytes>" }]);
  });

  it("says why nothing is told, and keeps what was", async () => {
    await open(false);
    expect(await viewer.next("about")).toMatchObject({ panels: expect.not.arrayContaining(["dialogue"]) });
    let isGone = false;
    board.ask(() => (isGone ? Promise.reject(new Error("the port has gone")) : Promise.resolve({ waiting: 7 })));
    expect(await viewer.next("device")).toMatchObject({ waiting: 7, silence: "" });
    isGone = true;
    for (;;) {
      const told = (await viewer.next("device")) as { silence: string; waiting: number };
      if (told.silence === "") continue;
      expect(told).toMatchObject({ silence: "the port has gone", waiting: 7 });
      break;
    }
  });
});

describe("flags of npm run monitor for its page", () => {
  it("are a page at any free port, or at a given one", () => {
    expect(parseMonitorArguments([]).pagePort).toBeUndefined();
    expect(parseMonitorArguments(["--page"]).pagePort).toBe(0);
    expect(parseMonitorArguments(["--page", "--page-port", "8080"]).pagePort).toBe(8080);
  });

  it.each([
    [["--page-port", "80"], '--page-port "80": it belongs to --page, which is missing'],
    [["--page", "--page-port", "65536"], '--page-port "65536": give a whole number from 0 to 65535'],
    [["--page", "--page-port", "x"], '--page-port "x": give a whole number'],
  ])("%j is refused by name", (args, reason) => expect(() => parseMonitorArguments(args)).toThrow(reason));
});
