import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { showCollector } from "../../../tools/live/collector-feed";
import { Page } from "../../../tools/live/page-server";
import { batch, CollectorFixture, reading } from "../collector/collector-client";
import { EventReader } from "./event-reader";

const CHROMIUM = "/usr/bin/chromium";
const itWithChromium = existsSync(CHROMIUM) ? it : it.skip;
const MARKUP = `<img src=x onerror="document.title='broken in'"><script>document.title="broken in"</script>`;

describe("page", () => {
  let page: Page;
  let url: string;

  beforeEach(async () => {
    page = new Page();
    ({ url } = await page.listen());
  });

  afterEach(() => page.close());

  async function ask(path: string, options: { method?: string; headers?: object } = {}) {
    const sent = request(new URL(path, url), { agent: false, ...options } as object).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  }

  /** Waits until the server has seen that a viewer went away; each round trip gives it the time. */
  async function untilViewers(count: number): Promise<void> {
    while (page.viewers !== count) await ask("/");
  }

  it("serves all that the page names, from itself alone", async () => {
    const { body, headers } = await ask("/");
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'");
    expect(body).toContain('aria-live="polite"');
    const named = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!);
    expect(named).toEqual(["icon.svg", "page.css", "page.js"]);
    const scripts = ["format.js", "readings-table.js", "sparkline.js"];
    for (const file of [...named, ...scripts]) {
      const { status, body: content } = await ask(`/${file}`);
      expect([file, status]).toEqual([file, 200]);
      expect(content.replace("http://www.w3.org/2000/svg", "")).not.toMatch(
        /https?:|innerHTML|insertAdjacentHTML|eval\(/,
      );
    }
  });

  it("shows a status to every viewer, and to one that comes later", async () => {
    const viewers = [await EventReader.open(url), await EventReader.open(url)];
    page.push("status", { phase: "registering", rssiDbm: null });
    page.push("status", { phase: "connected", rssiDbm: -71 });
    viewers.push(await EventReader.open(url));
    for (const viewer of viewers.slice(0, 2))
      expect(await viewer.next("status")).toMatchObject({ phase: "registering" });
    for (const viewer of viewers) expect(await viewer.next("status")).toEqual({ phase: "connected", rssiDbm: -71 });
    expect(page.viewers).toBe(3);
  });

  it("begins every stream with hello, so that a page clears itself after a reconnect", async () => {
    page.push("status", { phase: "x" });
    const viewer = await EventReader.open(url);
    expect(await viewer.next("hello")).toEqual({});
    expect(await viewer.next("status")).toEqual({ phase: "x" });
  });

  it("forgets a viewer that goes away", async () => {
    const [first, second] = [await EventReader.open(url), await EventReader.open(url)];
    await first.leave();
    await untilViewers(1);
    page.push("status", { phase: "on" });
    expect(await second.next("status")).toEqual({ phase: "on" });
    await second.leave();
    await untilViewers(0);
  });

  it("keeps a bounded number of items and of keys for those who come later", async () => {
    const items = Array.from({ length: 1500 }, (_, seq) => ({ seq }));
    for (let i = 0; i < items.length; i += 100) page.append("readings", items.slice(i, i + 100));
    for (let i = 0; i < 600; i++) page.push("device", { device: `d${i}` }, `d${i}`);
    const viewer = await EventReader.open(url);
    expect(await viewer.next("device")).toEqual({ device: "d100" });
    expect(await viewer.next("readings")).toEqual(items.slice(500));
  });

  it("turns the thirty-third viewer away", async () => {
    for (let i = 0; i < 32; i++) await EventReader.open(url);
    expect((await EventReader.open(url)).status).toBe(503);
    expect(page.viewers).toBe(32);
  });

  it("refuses other files, methods and host names", async () => {
    expect((await ask("/../page.ts")).status).toBe(404);
    expect((await ask("/constructor")).status).toBe(404);
    const post = await ask("/", { method: "POST" });
    expect([post.status, post.headers.allow]).toEqual([405, "GET"]);
    expect((await ask("/", { headers: { Host: "evil.example" } })).status).toBe(403);
    expect((await ask("/events", { headers: { Host: "evil.example:80" } })).status).toBe(403);
    expect((await ask("/", { headers: { Host: "localhost:1" } })).status).toBe(200);
  });

  it("says what to do when the port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    await expect(new Page({ port }).listen()).rejects.toThrow(
      `page: cannot listen on 127.0.0.1 port ${port}: the port`,
    );
    other.close();
  });

  it("shows what a collector receives and refuses", async () => {
    const fixture = await CollectorFixture.start();
    showCollector(page, fixture.collector);
    const viewer = await EventReader.open(url);
    expect(await viewer.next("totals")).toEqual({ batches: 0, stored: 0, repeated: 0, devices: 0, refused: 0 });
    await fixture.post(batch([1, 2]));
    await fixture.post(batch([2]));
    await fixture.post("no batch");
    expect(await viewer.next("readings")).toEqual(
      [1, 2].map((seq) => ({ device: "linux-1a2b", boot: 7, ...reading(seq) })),
    );
    expect(await viewer.next("device")).toMatchObject({ device: "linux-1a2b", readings: 2, repeated: 0 });
    expect(await viewer.next("connection")).toMatchObject({ protocol: "TLSv1.2", certificate: "none" });
    expect(await viewer.next("totals")).toMatchObject({ batches: 1, stored: 2 });
    expect(await viewer.next("totals")).toMatchObject({ batches: 2, stored: 2, repeated: 1 });
    expect(await viewer.next("refusal")).toMatchObject({ status: 400, reason: expect.stringContaining('"no batch"') });
    expect(await viewer.next("totals")).toMatchObject({ refused: 1 });
    await fixture.collector.close();
  });

  it("shows of the device and of its connection that it is insecure, while it is", async () => {
    const fixture = await CollectorFixture.start();
    showCollector(page, fixture.collector);
    const viewer = await EventReader.open(url);
    await fixture.post(batch([1], { insecure: "verify none" }));
    await fixture.post(batch([2]));
    expect(await viewer.next("device")).toMatchObject({ insecure: "verify none" });
    expect(await viewer.next("connection")).toMatchObject({ insecure: "verify none" });
    expect(await viewer.next("device")).toMatchObject({ insecure: null });
    expect(await viewer.next("connection")).not.toHaveProperty("insecure");
    await fixture.collector.close();
  });

  itWithChromium("shows markup that a sender slips in as text, in a real browser", async () => {
    page.push("status", { [MARKUP]: MARKUP });
    page.append("readings", [{ device: MARKUP, boot: 1, ...reading(1, { unit: "Cel", value: 21.5 }) }]);
    const counts = { boot: 1, readings: 1, repeated: 0, missing: 0, dropped: 0, last: {} };
    page.push("device", { ...counts, device: MARKUP, insecure: MARKUP }, "insecure");
    page.push("device", { ...counts, device: "safe", insecure: null }, "safe");
    const profile = mkdtempSync(join(tmpdir(), "chromium-"));
    const flags = "--headless --no-sandbox --disable-gpu --disable-background-networking --virtual-time-budget=2000";
    const arguments_ = [...flags.split(" "), `--user-data-dir=${profile}`, "--dump-dom", url];
    const chromium = spawn(CHROMIUM, arguments_, { stdio: ["ignore", "pipe", "ignore"] });
    const shown = text(chromium.stdout);
    await untilViewers(1);
    await page.close(); // The browser waits for the end of the stream before it tells what it shows.
    const body = await shown;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
    expect(body).toContain("21.5 °C");
    expect(body.match(/&lt;img src=x onerror/g)).toHaveLength(5);
    expect(body.match(/Insecure: [^<]{7}/g)).toEqual(["Insecure: &lt;img"]);
    expect(body).not.toMatch(/<img|broken in<\/title>/);
  });
});
