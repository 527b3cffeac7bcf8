/** The whole way of a board on its page, in a browser: recognised, configured, certified, flashed, watched, tested. */
import { once } from "node:events";
import type { Page } from "playwright-core";
import { hashedFile } from "../../../tools/provision/modem-file";
import { describeInBrowser, type View } from "../../doubles/browser";
import { PageBench } from "../../doubles/page-bench";
import { interpreterPath } from "../interpreter/on-interpreter";
import { scratchDirectory } from "../interpreter/scratch-directory";

const RUN_MS = 120e3;
const where = interpreterPath === undefined ? "in the host runtime" : "on the real interpreter";

describeInBrowser(`the board page with a board ${where}`, (browser) => {
  const directory = scratchDirectory();
  let bench: PageBench;
  let view: View;
  let page: Page;
  /** Method, address and body of all that the page asked for. */
  const requests: string[] = [];

  const field = (key: string): string => `[id="config.${key}"]`;
  const file = (name: string, text: string): { name: string; mimeType: string; buffer: Buffer } => ({
    name,
    mimeType: "application/x-pem-file",
    buffer: Buffer.from(text),
  });
  const outcome = async (step: string): Promise<string> => {
    await page.waitForSelector(`#${step}-outcome:not([hidden])`, { timeout: RUN_MS });
    return (await page.textContent(`#${step}-outcome`)) ?? "";
  };

  beforeAll(async () => {
    bench = await PageBench.open(directory(), interpreterPath);
    view = await browser.open(bench.url, { prepare: (opened) => bench.serial.join(opened) });
    page = view.page;
    page.on("request", (request) =>
      requests.push([request.method(), request.url(), request.postData() ?? ""].join(" ")),
    );
  });
  afterAll(async () => {
    await view?.close();
    await bench?.close();
  });

  it("recognises the board and says what is on it", async () => {
    await page.click("#connect-serial");
    await page.waitForSelector("#board-facts dd >> nth=3", { timeout: RUN_MS });
    const facts = await page.locator("#board-facts dd").allTextContents();
    expect(facts).toEqual(["LINUX", expect.stringMatching(/^Espruino 2v\d+/), "none", "none"]);
    expect(bench.serial.bauds).toEqual([9600]);
  });

  it("refuses what the command line refuses, by key, value and what is allowed, at the field", async () => {
    await page.fill(field("apn"), 'a"b');
    await page.fill(field("server.url"), "http://localhost/readings");
    await page.click("text=When readings are sent.");
    await page.fill(field("upload.batch"), "51");
    await expect(page.locator("#config-faults li").allTextContents()).resolves.toEqual([
      "upload.batch: 51 is no whole number from 1 to 50",
    ]);
    expect(await page.getAttribute(field("upload.batch"), "aria-invalid")).toBe("true");
    await page.fill(field("upload.batch"), "");
    expect(await page.textContent("#config-faults li")).toMatch(/^apn: must be a text of .* without quotes/);
    await page.click("#flash-start");
    expect(await outcome("flash")).toMatch(/^config\.json: apn: must be a text of/);
  });

  it("puts certificates and key into the modem and proves them; no request carries the key", async () => {
    await page.setInputFiles("#config-file", file("mine.json", JSON.stringify(bench.config)));
    await page.waitForSelector("text=From the file mine.json.");
    await page.setInputFiles("#file-ca", file("ca.pem", bench.ids.ca.certPem));
    await page.setInputFiles("#file-cert", file("device.pem", bench.ids.client.certPem));
    await page.setInputFiles("#file-key", file("device.key", bench.ids.client.keyPem));
    await page.click("#provision");
    expect(await outcome("provision")).toMatch(/^Connected to https:\/\/localhost:\d+\/readings with the new files/);
    const { ca, client } = bench.ids;
    const names = [ca.certPem, client.certPem, client.keyPem].map((pem) => hashedFile(pem).name);
    expect([...bench.files.keys()].sort()).toEqual([...names].sort());
    expect(await page.inputValue(field("tls.key"))).toBe(names[2]);
    expect(await page.inputValue("#file-key")).toBe("");
    expect(await page.textContent("#configure-state")).toBe("valid");
    expect(requests.filter((text) => !text.startsWith(`GET ${bench.url}`))).toEqual([]);
    for (const line of client.keyPem.split("\n").filter((text) => /^[A-Za-z0-9+/]{30,}/.test(text)))
      expect(requests.join("\n")).not.toContain(line.slice(0, 20));
  });

  it("tells of a port that is lost in the middle of a flash, takes it again, and flashes to the end", async () => {
    const sent = bench.serial.sent.length;
    await page.click("#flash-start");
    await page.waitForSelector("#flash-text >> text=/: [3-9]\\d %/", { timeout: RUN_MS });
    await bench.serial.unplug();
    expect(await outcome("flash")).toMatch(/has gone: check cable and power.*Connect again and flash to the end/s);
    expect(await page.textContent("#board-state")).toBe("lost");
    expect(bench.serial.sent.length).toBeGreaterThan(sent + 6000);
    await page.click("#reconnect");
    await page.waitForSelector("#board-state.good", { timeout: RUN_MS });
    const uploaded = once(bench.collector, "readings");
    await page.click("#flash-start");
    await page.waitForSelector("#flash-outcome.good", { timeout: RUN_MS });
    expect(await outcome("flash")).toMatch(/^Done: LINUX runs what was flashed, all of it verified/);
    await uploaded;
    expect([...bench.protocols]).toEqual(["TLSv1.2"]);
  });

  it("shows the log, and of each line of the AT dialogue what it says", async () => {
    await page.waitForSelector("#watch-lines >> text=/uplink: \\d+ readings acknowledged/", { timeout: RUN_MS });
    await page.click("#watch-dialogue");
    await page.waitForSelector("#watch-lines .to-modem >> text=> AT+QSSLSEND=", { timeout: RUN_MS });
    await page.hover("#watch-lines .to-modem >> nth=-1");
    expect(await page.textContent("#watch-explained strong")).toMatch(/\w+ \w+/);
    await page.focus("#watch-lines");
    await page.keyboard.press("ArrowUp");
    expect(await page.locator("#watch-lines .chosen").count()).toBe(1);
    expect(await page.textContent("#watch-lines")).not.toContain("PRIVATE KEY");
  });

  it("names the step of the way that fails, and what to do", async () => {
    await bench.collector.close();
    await page.click("#test-start");
    expect(await outcome("test")).toMatch(/^TCP connection failed: /);
    expect(await page.textContent("#test-state")).toBe("TCP connection");
    const steps = await page.locator("#test-steps li").allTextContents();
    expect(steps.find((text) => text.startsWith("failedTCP"))).toMatch(/check|open/);
    expect(steps.some((text) => text.startsWith("in orderSIM"))).toBe(true);
  });

  it("asks nobody outside, and breaks no rule of its own policy", () => {
    expect(view.outside).toEqual([]);
    expect(view.errors).toEqual([]);
  });
});
