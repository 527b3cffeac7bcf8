/** The live page of the demonstration in a browser: firmware, simulated modem, collector and page, all of them the real ones. */
import type { Page } from "playwright-core";
import type { AcceptedBatch } from "../../tools/collector/collector";
import { Demo } from "../../tools/demo/demo";
import { Page as LivePage } from "../../tools/live/page-server";
import { BoardPage } from "../../tools/monitor/board-page";
import { describeInBrowser, overflowOf, seriousFaults, type View } from "../doubles/browser";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

/** Readings a second: several quantities, each once a second. */
const SAMPLING = { samplingS: 1, uploadS: 1 };
/** For a board to find its way back on a loaded machine. */
const PATIENCE = { timeout: 180_000 };

describeInBrowser("live page of npm start", (browser) => {
  const directory = scratchDirectory();
  const stored: AcceptedBatch["stored"] = [];
  let onConsole = (_line: string): void => {};
  let demo: Demo;
  let view: View;
  let page: Page;

  beforeAll(async () => {
    demo = await Demo.start({
      certificateFolder: directory(),
      port: 0,
      pagePort: 0,
      ...SAMPLING,
      onConsole: (line) => onConsole(line),
      onRefusedServer() {},
      onRejected() {},
      onBatch: (batch) => stored.push(...batch.stored),
    });
    view = await browser.open(demo.pageUrl);
    page = view.page;
    await page.locator(".plot").first().waitFor(PATIENCE);
  });

  afterAll(async () => {
    await view?.close();
    await demo?.stop();
  });

  /** The figure of a tile. */
  const tile = (of: Page, name: string) => tileBox(of, name).locator(".figure");
  const tileBox = (of: Page, name: string) => of.locator(`.tile:has(dt:text-is("${name}"))`);

  /** Readings that the page's table shows, newest first. */
  async function tableOf(of: Page, quantity: string): Promise<string[][]> {
    const plot = of.locator(".plot", { has: of.getByRole("heading", { name: quantity, exact: true }) });
    if (!(await plot.locator("details[open]").count())) await plot.locator("summary").click();
    const rows = await plot.locator("tbody tr").allInnerTexts();
    await plot.locator("summary").click();
    return rows.map((row) => row.split("\t"));
  }

  /** Lets a fault strike and waits until all has arrived that waited. */
  async function breakAndRecover(button: string, seconds?: string): Promise<string> {
    if (seconds !== undefined) await page.fill(`#fault-${button}-seconds`, seconds);
    const before = await page.locator("#recovery").innerText();
    await page.click(`#fault-${button}`);
    await page.locator("#fault-message", { hasText: "done" }).waitFor();
    await page.locator("#recovery-text", { hasNotText: "Recovered" }).waitFor();
    await page.locator("#recovery-text", { hasText: /Recovered in [\d.]+ s; nothing is missing/ }).waitFor(PATIENCE);
    const after = await page.locator("#recovery").innerText();
    expect(after).not.toBe(before);
    return after;
  }

  it("shows the readings that the collector acknowledged, and how the board is", async () => {
    const known = stored.length;
    await page.waitForFunction(`document.querySelector(".tile .figure").textContent >= ${known}`, null, PATIENCE);
    const { quantity } = stored[0]!;
    const shown = await tableOf(page, quantity);
    const acknowledged = stored.filter((reading) => reading.quantity === quantity);
    expect(shown.length).toBeGreaterThan(0);
    expect(acknowledged.length).toBeGreaterThanOrEqual(Math.min(40, shown.length));
    await page.locator("#slots .badge", { hasText: "connected" }).waitFor(PATIENCE);
    expect(await page.locator("#slots tbody tr").count()).toBe(12);
    expect(await page.locator("#slots .peer").innerText()).toMatch(/^localhost:\d+$/);
    expect(await tile(page, "Network").innerText()).toBe("home");
    expect(await tileBox(page, "Network").innerText()).toContain("-65 dBm");
    expect(await tileBox(page, "Waiting").innerText()).toContain("of about 1,024 in the journal");
    expect(await tile(page, "Supervisor").innerText()).toBe("at rest");
    expect(await page.locator("#link").innerText()).toBe("live");
    expect(await page.locator("#runs-on").innerText()).toContain("host runtime in Node");
  });

  it("explains a line of the dialogue that is reached by the keyboard", async () => {
    await page.fill("#dialogue-filter", "QSSLOPEN=");
    await page.locator("#dialogue .line").first().waitFor(PATIENCE);
    await page.focus("#dialogue-filter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.locator("#dialogue-pause").getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Home");
    const told = await page.locator("#explanation").innerText();
    expect(told).toContain("Opens a TLS connection; the result follows as +QSSLOPEN");
    expect(told).toMatch(/client id: one of the twelve/);
    await page.click("#dialogue-pause");
    await page.fill("#dialogue-filter", "");
    await page.locator("#dialogue .line.command").first().hover();
    await page.waitForFunction("document.querySelector('#explanation h3').textContent.startsWith('AT')");
  });

  it("shows values and zooms by the keyboard", async () => {
    const area = page.locator(".plot-area").first();
    await area.focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await page.locator(".plot-value").first().getAttribute("aria-live")).toBe("polite");
    const live = page.locator('#ranges button[aria-pressed="true"]');
    expect(await live.count()).toBe(1);
    await page.keyboard.press("+");
    expect(await live.count()).toBe(0);
    await page.keyboard.press("Escape");
    expect(await live.count()).toBe(1);
    expect(await area.getAttribute("aria-label")).toMatch(/Plot of \w+ of \S+: last .*\d+ readings?, .*gaps?/);
  });

  it("lets a fault strike by the keyboard alone, and shows the way back", async () => {
    await page.focus("#fault-cut-network-seconds");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("3");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await page.locator("#recovery-text", { hasText: /Recovered in [\d.]+ s; nothing is missing/ }).waitFor(PATIENCE);
    expect(await page.locator("#recovery").innerText()).toMatch(
      /Cut the network\s+lasted 3 s[^]*after [\d.]+ s, \d+ late/,
    );
    expect(await page.locator("#dialogue .remark").allInnerTexts()).toContainEqual(
      expect.stringContaining("Cut the network for 3 s"),
    );
  });

  it.each([
    ["reboot-modem", undefined, "Reboot the modem"],
    ["stop-server", "2", "Stop the server"],
    ["corrupt-bytes", undefined, "Corrupt bytes"],
    ["cut-power", "2", "Cut the board's power"],
  ])("recovers from %s with nothing missing", async (button, seconds, title) => {
    const steps = await breakAndRecover(button, seconds);
    expect(steps).toContain(title);
    expect(await tile(page, "Missing").innerText()).toBe("0");
    expect(demo.collector.summary().devices[0]!.missing).toBe(0);
  });

  it("says what is wrong with a number, and does nothing", async () => {
    await page.fill("#fault-cut-network-seconds", "7000");
    await page.click("#fault-cut-network");
    await page.locator("#fault-message", { hasText: "seconds 7000: use a whole number from 1 to 600" }).waitFor();
    expect(await page.locator("#fault-cut-network-seconds").getAttribute("aria-invalid")).toBe("true");
    await page.fill("#fault-cut-network-seconds", "20");
  });

  it("shows the same after a reload and to another viewer", async () => {
    const { quantity } = stored[0]!;
    const other = await browser.open(demo.pageUrl, { colorScheme: "dark", width: 360 });
    await page.reload();
    for (const shown of [page, other.page]) {
      await shown.locator(".plot").first().waitFor(PATIENCE);
      await shown.locator("#recovery-text", { hasText: "nothing is missing" }).waitFor(PATIENCE);
      expect((await tableOf(shown, quantity)).length).toBeGreaterThan(10);
      expect(await shown.locator("#dialogue .remark").count()).toBeGreaterThan(5);
    }
    expect(demo.page.viewers).toBe(2);
    expect(await seriousFaults(other.page)).toEqual([]);
    expect(await overflowOf(other.page)).toBe(0);
    expect([...other.errors, ...other.outside]).toEqual([]);
    await other.close();
  });

  it("passes the accessibility checker wide and light, and asked no other server for anything", async () => {
    expect(await seriousFaults(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    expect(view.outside).toEqual([]);
    // The refused number of seconds is answered with 400, which a browser counts as an error of its console.
    expect(view.errors.filter((error) => !/400/.test(error))).toEqual([]);
  });

  it("keeps a few hundred lines and no more, however many come", async () => {
    const lines = (from: number) =>
      Array.from({ length: 300 }, (_, at) => ({
        id: 1e6 + from + at,
        atMs: 0,
        direction: "<",
        level: "",
        text: `+X: ${from + at}`,
      }));
    for (let from = 0; from < 1500; from += 300)
      for (const topic of ["dialogue", "log"]) demo.page.append(topic, lines(from));
    for (const list of ["#dialogue", "#log"]) {
      await page.locator(`${list} .text`, { hasText: "+X: 1499" }).waitFor();
      expect(await page.locator(`${list} > li`).count()).toBeLessThanOrEqual(400);
    }
  });

  it("shows markup that a sender slips in as text", async () => {
    const markup = `<img src=x onerror="document.title='broken in'">`;
    demo.page.push("refusal", { at: 1, reason: markup, [markup]: markup });
    demo.page.append("log", [{ id: 1e9, atMs: 1, level: "", text: markup }]);
    await page.locator("#refusal", { hasText: "onerror" }).waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.title()).toContain("live");
  });

  it("is there for a real board too: what the firmware tells and prints, and no fault to choose", async () => {
    const live = new LivePage();
    const { url } = await live.listen();
    const board = new BoardPage({ page: live, port: "/dev/board", hasDialogue: true, pauseMs: 200 });
    onConsole = (line) => board.onLine(line);
    board.ask((expression) => demo.device.evaluate(expression));
    await demo.device.evaluate("qssl.debug(true)");
    const other = await browser.open(url, { width: 360 });
    await other.page.locator(".plot h3", { hasText: "signal" }).waitFor(PATIENCE);
    await other.page.locator("#dialogue .line", { hasText: "AT+QSSLSEND" }).first().waitFor(PATIENCE);
    await other.page.locator("#log .line", { hasText: "readings acknowledged" }).first().waitFor(PATIENCE);
    expect(await other.page.locator("#slots .badge").first().innerText()).toBe("connected");
    expect(await tile(other.page, "Network").innerText()).toBe("home");
    expect(await other.page.locator("#faults-panel").isVisible()).toBe(false);
    expect(await overflowOf(other.page)).toBe(0);
    expect([...other.errors, ...other.outside]).toEqual([]);
    await other.close();
    onConsole = () => {};
    board.stop();
    await live.close();
  });

  it("says so when the program has gone", async () => {
    await demo.stop();
    await page.locator("#link", { hasText: "reconnecting" }).waitFor();
  });
});
