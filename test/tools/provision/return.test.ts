/** A board that hears nothing more from the PC goes back to its firmware by itself: in simulated time. */
import { buildService } from "../../../tools/build/bundle";
import { VirtualClock } from "../../../tools/clock";
import { flash } from "../../../tools/flash/flasher";
import type { BoardFile } from "../../../tools/flash/flash-plan";
import { HostRuntime } from "../../../tools/host/host-runtime";
import { HostStorage } from "../../../tools/host/host-storage";
import { BoardLink } from "../../../tools/link/board-link";
import { HostBoard } from "../../doubles/host-board";

const RETURN_MS = 120e3;
/** With a watchdog, as the firmware has it: it goes on when something else is loaded. */
const FIRMWARE = "var qssl={version:1};E.enableWatchdog(30,false);setInterval(function(){E.kickWatchdog()},20e3);";
const IS_FIRMWARE = "global.qssl?qssl.version:0";

describe("a board in service whose PC has gone", () => {
  let service: string;
  let clock: VirtualClock;
  let board: HostRuntime;
  beforeAll(async () => (service = (await buildService({ board: "LINUX" })).code), 600e3);
  beforeEach(async () => {
    clock = new VirtualClock();
    board = new HostRuntime({
      clock,
      storage: new Map(Object.entries({ ".bootcde": FIRMWARE, "qssl.service": service })),
      // A modem that is switched off.
      serials: { Serial1: { write: () => {}, onData: () => {} } },
      log: () => {},
    });
    board.boot();
    board.run(`load("qssl.service")`);
    await clock.runUntil(() => board.restarts === 1);
    expect(board.evaluate("typeof provisioning")).toBe("object");
  });
  afterEach(() => board.stop());

  const open = (): unknown =>
    board.evaluate(`provisioning.openModem("",{path:"/dev/modem",baud:115200,port:"",pins:{},pwrkeyMs:800})`);

  /** The board is in service until just before that time from now, and runs its firmware then. */
  async function returnsAfter(ms: number): Promise<void> {
    await clock.advance(ms - 10);
    expect([board.restarts, board.evaluate(IS_FIRMWARE)]).toEqual([1, 0]);
    await clock.advance(20);
    expect([board.restarts, board.evaluate(IS_FIRMWARE), board.evaluate("typeof provisioning")]).toEqual([
      2,
      1,
      "undefined",
    ]);
  }

  it("starts its firmware after 120 s", () => returnsAfter(RETURN_MS));

  it("counts from the last question, and stays as long as there are any", async () => {
    for (let question = 0; question < 10; question++) {
      await clock.advance(RETURN_MS - 1000);
      board.evaluate("provisioning.askOutcome()");
    }
    await returnsAfter(RETURN_MS);
  });

  it("does so in the middle of an operation too, whatever the modem does", async () => {
    expect(open()).toBe(115200);
    await clock.advance(60e3);
    board.evaluate("provisioning.findModem(115200,600e3,false)");
    await returnsAfter(RETURN_MS);
  });

  it("does so in the middle of a file, of which nothing stays, nor of the service", async () => {
    open();
    board.evaluate(`provisioning.beginUpload("a.pem",999,"secret",E.CRC32("secret"))`);
    await returnsAfter(RETURN_MS);
    expect(board.storage.files().map(({ name }) => name)).toEqual([".bootcde"]);
  });
});

describe("a board whose flash is cut short", () => {
  const wanted: BoardFile[] = [{ name: ".bootcde", content: Buffer.from("var qssl={version:2};//".padEnd(900, "x")) }];

  it("starts the firmware it has after 120 s, counted from the beginning of the last file", async () => {
    const clock = new VirtualClock();
    const board = new HostBoard({ clock, storage: HostStorage.of([[".bootcde", FIRMWARE]]) });
    const link = new BoardLink(board);
    let isCut = false;
    let isDone = false;
    const write = board.write.bind(board);
    board.write = (bytes) => {
      isCut ||= board.received.includes("qssl.new0") && bytes.includes("atob");
      if (!isCut) write(bytes);
    };
    const options = { files: wanted, upload: undefined, output: { write: () => {} }, onText: () => {} };
    const flashed = link
      .sync()
      .then(() => flash(link, options))
      .catch(() => (isDone = true));
    await clock.runUntil(() => isCut);
    board.lose();
    await flashed;
    expect(isDone).toBe(true);
    const { restarts } = board.runtime;
    expect(board.runtime.evaluate(IS_FIRMWARE)).toBe(0);
    await clock.advance(RETURN_MS - 100);
    expect([board.runtime.restarts, board.runtime.evaluate(IS_FIRMWARE)]).toEqual([restarts, 0]);
    await clock.advance(200);
    expect([board.runtime.restarts, board.runtime.evaluate(IS_FIRMWARE)]).toEqual([restarts + 1, 1]);
    board.runtime.stop();
  });
});
