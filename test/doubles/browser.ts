import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { chromiumPath, launchChromium } from "../../tools/pictures/chromium";

/** How a page is looked at. */
export interface Sight {
  /** Default: "light". */
  colorScheme?: "light" | "dark";
  /** Size of what is seen, in CSS pixels. Default: 1280 by 800. */
  width?: number;
  height?: number;
  /** What is done before the page is loaded. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** A page that is open in the browser, and what it did that it should not. */
export interface View {
  readonly page: Page;
  /** Errors of its console, exceptions that nobody caught, and files that could not be had. */
  readonly errors: string[];
  /** Addresses it asked for that are not of its own server; none was let through. */
  readonly outside: string[];
  close(): Promise<void>;
}

/** The browser of one test file. */
export interface BrowserBench {
  /** Opens a page in a session of its own: nothing is shared with other views. */
  open(url: string, sight?: Sight): Promise<View>;
}

/** A group of tests in a headless browser, which runs for all of the group; skipped, and saying so, where there is none. */
export function describeInBrowser(name: string, suite: (bench: BrowserBench) => void): void {
  if (chromiumPath === undefined) {
    describe.skip(`${name} (skipped: no Chromium; set CHROMIUM to its path)`, () => suite({ open: noBrowser }));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());
    suite({ open: (url, sight) => openView(browser, url, sight) });
  });
}

/** What axe finds in the page that is serious or critical, as "rule: help (selector)". */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Through the debugger, since the page's own policy allows no foreign script.
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const { violations } = await page.evaluate<AxeResult>("axe.run(document, { resultTypes: ['violations'] })");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(" ")})`));
}

/** By how many CSS pixels the page is wider than the window: 0 when nobody must scroll sideways. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

interface AxeResult {
  violations: { id: string; help: string; impact: string | null; nodes: { target: string[] }[] }[];
}

async function openView(browser: Browser, url: string, sight: Sight = {}): Promise<View> {
  const { colorScheme = "light", width = 1280, height = 800, prepare } = sight;
  const context = await browser.newContext({ colorScheme, viewport: { width, height }, reducedMotion: "reduce" });
  const errors: string[] = [];
  const outside: string[] = [];
  const { origin } = new URL(url);
  await context.route(
    (asked) => asked.origin !== origin && /^(https?|wss?):$/.test(asked.protocol),
    (route) => {
      outside.push(route.request().url());
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("response", (response) => {
    if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`);
  });
  await prepare?.(page);
  await page.goto(url);
  return { page, errors, outside, close: () => context.close() };
}

function noBrowser(): Promise<View> {
  return Promise.reject(new Error("no Chromium"));
}
