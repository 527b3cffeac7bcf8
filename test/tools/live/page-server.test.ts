import { createServer, request, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text as readText } from "node:stream/consumers";
import { showCollector } from "../../../tools/live/collector-feed";
import { Page } from "../../../tools/live/page-server";
import { batch, CollectorFixture, reading } from "../collector/collector-client";
import { EventReader } from "./event-reader";

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
    return { status: response.statusCode, headers: response.headers, body: await readText(response) };
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
    expect(body).not.toMatch(/<script>|<style|style=| on\w+=/);
    const named = [...body.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, file]) => file!);
    expect(new Set(named)).toEqual(new Set(["icon.svg", "base.css", "plot.css", "page.css", "page.js"]));
    for (const file of named) {
      const { status, body: content } = await ask(`/${file}`);
      expect([file, status]).toEqual([file, 200]);
      if (file.endsWith(".css")) expect(content).not.toMatch(/@import|url\(/);
      expect(content).not.toMatch(/\.innerHTML|insertAdjacentHTML|\beval\(|document\.write/);
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
    expect(await viewer.next("hello")).toEqual({ atMs: expect.any(Number) });
    expect(await viewer.next("status")).toEqual({ phase: "x" });
    expect(await viewer.next("ready")).toEqual({});
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
    for (let i = 0; i < items.length; i += 100) page.append("dialogue", items.slice(i, i + 100));
    for (let i = 0; i < 600; i++) page.push("device", { device: `d${i}` }, `d${i}`);
    const viewer = await EventReader.open(url);
    expect(await viewer.next("device")).toEqual({ device: "d100" });
    expect(await viewer.next("dialogue")).toEqual(items.slice(1100));
    expect(page.kept).toBe(900);
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
    const { quantity, unit, time, value } = reading(1);
    expect(await viewer.next("series")).toEqual({
      device: "linux-1a2b",
      quantity,
      unit,
      points: [1, 2].map((seq) => [reading(seq).time, reading(seq).value, 1]),
    });
    expect([time, value]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(await viewer.next("sender")).toMatchObject({ device: "linux-1a2b", readings: 2, repeated: 0 });
    expect(await viewer.next("connection")).toMatchObject({ protocol: "TLSv1.2", certificate: "none" });
    expect(await viewer.next("totals")).toMatchObject({ batches: 1, stored: 2 });
    expect(await viewer.next("totals")).toMatchObject({ batches: 2, stored: 2, repeated: 1 });
    expect(await viewer.next("refusal")).toMatchObject({ status: 400, reason: expect.stringContaining('"no batch"') });
    expect(await viewer.next("totals")).toMatchObject({ refused: 1 });
    const later = await EventReader.open(url);
    expect(await later.next("series")).toMatchObject({ quantity, points: [expect.anything(), expect.anything()] });
    await fixture.collector.close();
  });

  it("shows of the device and of its connection that it is insecure, while it is", async () => {
    const fixture = await CollectorFixture.start();
    showCollector(page, fixture.collector);
    const viewer = await EventReader.open(url);
    await fixture.post(batch([1], { insecure: "verify none" }));
    await fixture.post(batch([2]));
    expect(await viewer.next("sender")).toMatchObject({ insecure: "verify none" });
    expect(await viewer.next("connection")).toMatchObject({ insecure: "verify none" });
    expect(await viewer.next("sender")).toMatchObject({ insecure: null });
    expect(await viewer.next("connection")).not.toHaveProperty("insecure");
    await fixture.collector.close();
  });

  describe("asked to let something happen", () => {
    const asked: unknown[] = [];
    const body = JSON.stringify({ control: "x" });

    beforeEach(() => {
      asked.length = 0;
      page.onPost("/faults", (value) => {
        asked.push(value);
        if (value["control"] === "bad") throw new Error("control bad: use another one");
        return { struck: value["control"] };
      });
    });

    async function post(headers: Record<string, string>, text = body, path = "/faults") {
      const { host, origin } = new URL(url);
      const own = { Host: host, Origin: origin, "Content-Type": "application/json", "X-Qssl-Page": "1" };
      const sent = request(new URL(path, url), { agent: false, method: "POST", headers: { ...own, ...headers } });
      const response = once(sent, "response") as Promise<[IncomingMessage]>;
      sent.end(text);
      const [answer] = await response;
      return { status: answer.statusCode, body: await readText(answer) };
    }

    it("does what its own page asks for, and tells it what was wrong", async () => {
      expect(await post({})).toEqual({ status: 200, body: '{"struck":"x"}' });
      expect(await post({}, '{"control":"bad"}')).toEqual({ status: 400, body: "control bad: use another one\n" });
      expect(asked).toEqual([{ control: "x" }, { control: "bad" }]);
    });

    it.each([
      ["another site", { Origin: "http://evil.example" }, /from this page, not from http:\/\/evil/],
      ["no site", { Origin: "" }, /from this page/],
      ["a frame of another site", { "Sec-Fetch-Site": "cross-site" }, /from this page/],
      ["a form", { "Content-Type": "text/plain" }, /content type/],
      ["another host name", { Host: "evil.example", Origin: "http://evil.example" }, /host name/],
    ])("does nothing for %s", async (_, headers, reason) => {
      const answer = await post(headers);
      expect(answer.status).toBe(403);
      expect(answer.body).toMatch(reason);
      expect(asked).toEqual([]);
    });

    it("does nothing without the header that only the page itself can send", async () => {
      const { host, origin } = new URL(url);
      const headers = { Host: host, Origin: origin, "Content-Type": "application/json" };
      const sent = request(new URL("/faults", url), { agent: false, method: "POST", headers });
      const response = once(sent, "response") as Promise<[IncomingMessage]>;
      sent.end(body);
      expect((await response)[0].statusCode).toBe(403);
      expect(asked).toEqual([]);
    });

    it.each([["no JSON"], ["[1]"], ["null"], ['"x"']])("refuses %s", async (text) => {
      expect((await post({}, text)).status).toBe(400);
      expect(asked).toEqual([]);
    });

    it("refuses a body that is too long, and paths that nobody registered", async () => {
      expect((await post({}, `{"control":"${"x".repeat(5000)}"}`)).status).toBe(413);
      expect((await post({}, body, "/other")).status).toBe(405);
      expect((await ask("/faults")).status).toBe(405);
    });
  });
});
