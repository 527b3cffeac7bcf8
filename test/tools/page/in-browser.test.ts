/** The board page as static files below a path of a plain web server, and what it says when something is not as it should be. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { RealClock } from "../../../tools/clock";
import type { BoardPort } from "../../../tools/link/board-port";
import { pageFile } from "../../../tools/page/page-files";
import { describeInBrowser, overflowOf, seriousFaults, type Sight, type View } from "../../doubles/browser";
import { BrowserSerial } from "../../doubles/browser-serial";
import { FAKE_BLUETOOTH } from "../../doubles/browser-bluetooth";
import { FileServer } from "../../doubles/file-server";
import { HostBoard, type HostBoardOptions } from "../../doubles/host-board";
import { scratchDirectory } from "../interpreter/scratch-directory";

const FILES = [
  "index.html",
  "page.css",
  "base.css",
  "page.js",
  "icon.svg",
  "firmware/boards.json",
  "firmware/LINUX.json",
];
const LIMIT_MS = 60e3;

describeInBrowser("the board page as static files", (browser) => {
  const directory = scratchDirectory();
  let server: FileServer;
  let view: View | undefined;

  beforeAll(async () => {
    for (const name of FILES) {
      const file = path.join(directory(), "some/place", name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, (await pageFile(name))!.content);
    }
    server = await FileServer.start(directory());
  });
  afterEach(async () => {
    await view?.close();
    view = undefined;
  });
  afterAll(() => server.close());

  async function open(sight: Sight = {}): Promise<Page> {
    view = await browser.open(`${server.url}some/place/`, sight);
    return view.page;
  }

  /** @param prepare what is done before the page is loaded, besides. */
  async function openWith(port: () => Promise<BoardPort>, prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
    const serial = new BrowserSerial(port);
    return open({
      prepare: async (page) => {
        await serial.join(page);
        await prepare?.(page);
      },
    });
  }

  const boards: HostBoard[] = [];
  afterEach(() => boards.splice(0).forEach((board) => board.runtime.stop()));
  function boardWith(options: HostBoardOptions): () => Promise<BoardPort> {
    const board = new HostBoard({ clock: new RealClock(), ...options });
    boards.push(board);
    return () => Promise.resolve(board);
  }

  const problem = async (page: Page): Promise<string> => {
    await page.waitForSelector("#connect-notice:not([hidden])", { timeout: LIMIT_MS });
    return (await page.textContent("#connect-notice")) ?? "";
  };

  it("work from a path of their own, ask nobody outside, and have no inline code", async () => {
    const page = await openWith(boardWith({}));
    await page.click("#connect-serial");
    await page.waitForSelector("#board-facts dd >> nth=3", { timeout: LIMIT_MS });
    await expect(page.locator("#board-facts dd").allTextContents()).resolves.toContain("none");
    expect(view!.outside).toEqual([]);
    expect(view!.errors).toEqual([]);
    const policy = await page.getAttribute("meta[http-equiv=Content-Security-Policy]", "content");
    expect(policy).toMatch(/default-src 'none'; script-src 'self'; style-src 'self'/);
  });

  it.each<[string, HostBoardOptions, RegExp]>([
    ["another board", { board: "PUCKJS" }, /there is no firmware for PUCKJS: boards are .*LINUX/],
    ["an interpreter that is too old", { version: "2v05" }, /runs Espruino 2v05, which is too old: 2v14 or later/],
  ])("refuse %s in words, and offer another try", async (_, options, text) => {
    const page = await openWith(boardWith(options));
    await page.click("#connect-serial");
    expect(await problem(page)).toMatch(text);
    expect(await page.isVisible("#reconnect")).toBe(true);
    expect(await page.isDisabled("#flash-start")).toBe(true);
  });

  it("say what to do when the port cannot be opened, and nothing when no port was chosen", async () => {
    const page = await openWith(() => Promise.reject(new Error("no access")));
    await page.click("#connect-serial");
    expect(await problem(page)).toMatch(/USB 0483:5740 cannot be opened .*end what else uses it .*dialout/);
    await page.evaluate(
      "navigator.serial.requestPort = () => Promise.reject(new DOMException('none', 'NotFoundError'))",
    );
    await page.click("#connect-serial");
    expect(await page.textContent("#board-state")).toBe("lost");
  });

  it("say which browser to use where there is no way to a board", async () => {
    const page = await open({
      prepare: (opened) =>
        opened.addInitScript(
          "for (const name of ['serial', 'bluetooth']) Object.defineProperty(navigator, name, { value: undefined })",
        ),
    });
    expect(await page.textContent("#browser-notice")).toMatch(/neither Web Serial nor Web Bluetooth. Use Chrome, Edge/);
    expect(await page.isDisabled("#connect-serial")).toBe(true);
    await page.fill("[id='config.apn']", "internet");
    expect(await page.inputValue("#config-json")).toContain('"apn": "internet"');
  });

  it("reach a board by Bluetooth, in pieces of 20 bytes", async () => {
    const page = await openWith(boardWith({}), (opened) => opened.addInitScript(FAKE_BLUETOOTH));
    await page.click("#connect-bluetooth");
    await page.waitForSelector("#board-state.good", { timeout: LIMIT_MS });
    expect(await page.textContent("#board-name")).toBe("LINUX · Espruino 2v20");
    expect(await page.evaluate("longestPiece")).toBe(20);
  });

  it("close the port when they are told to, and open it again", async () => {
    const page = await openWith(boardWith({}));
    for (let turn = 0; turn < 2; turn++) {
      await page.click("#connect-serial");
      await page.waitForSelector("#board-facts dd >> nth=3", { timeout: LIMIT_MS });
      expect(await page.isVisible("#connect-serial")).toBe(false);
      await page.click("#disconnect");
      await page.waitForSelector("#board-state >> text=not connected");
    }
  });

  it("stop a flash safely when they are told to, take the board again, and warn who leaves meanwhile", async () => {
    const page = await openWith(boardWith({}));
    await page.click("#connect-serial");
    await page.waitForSelector("#board-facts dd >> nth=3", { timeout: LIMIT_MS });
    await page.uncheck("#flash-config");
    const isWarned = (): Promise<boolean> =>
      page.evaluate<boolean>("!dispatchEvent(new Event('beforeunload', { cancelable: true }))");
    expect(await isWarned()).toBe(false);
    await page.click("#flash-start");
    await page.waitForSelector("#flash-text >> text=/: [1-9]\\d %/", { timeout: LIMIT_MS });
    expect(await isWarned()).toBe(true);
    await page.click("#flash-stop");
    await page.waitForSelector("#flash-outcome.warn", { timeout: LIMIT_MS });
    expect(await page.textContent("#flash-outcome")).toMatch(/^Stopped: the old firmware starts again/);
    await page.waitForSelector("#flash-start:enabled", { timeout: LIMIT_MS });
    expect(await page.textContent("#board-state")).toBe("connected");
  });

  it("keep form and JSON the same, and say what is no JSON", async () => {
    const page = await open();
    await page.click("text=As JSON");
    await page.fill("#config-json", '{"apn":"x","server":{"url":"mqtts://broker.example"},"tls":{"ca":"ca.pem"}}');
    expect(await page.inputValue("[id='config.apn']")).toBe("x");
    expect(await page.isVisible("[id='config.server.topic']")).toBe(true);
    expect(await page.isVisible("[id='config.server.headers']")).toBe(false);
    expect(await page.textContent("#configure-state")).toBe("valid");
    await page.fill("#config-json", "{");
    expect(await page.textContent("#json-fault")).toMatch(/^no JSON: /);
    await page.fill("#config-json", '{"apn":"x","colour":1}');
    await expect(page.locator("#config-faults li").allTextContents()).resolves.toEqual([
      "server: must be given",
      expect.stringMatching(/^colour: unknown key; known are /),
    ]);
  });

  it.each<[string, Sight]>([
    ["at 360 pixels, light", { width: 360, colorScheme: "light" }],
    ["at 360 pixels, dark", { width: 360, colorScheme: "dark" }],
    ["at 1280 pixels, light", { width: 1280, colorScheme: "light" }],
    ["at 1280 pixels, dark", { width: 1280, colorScheme: "dark" }],
  ])("can be used by everybody, %s", async (_, sight) => {
    const page = await open(sight);
    await page.fill("[id='config.apn']", 'a"b');
    await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
    expect(await seriousFaults(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
  });
});
