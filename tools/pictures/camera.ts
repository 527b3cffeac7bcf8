/** Looks at pages in headless Chromium and keeps what it sees. */
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "./chromium";

export interface Sight {
  colorScheme: "light" | "dark";
  width: number;
  height: number;
}

export class Camera {
  private constructor(private readonly _browser: Browser) {}

  /** @throws Error when the machine has no Chromium. */
  static async start(): Promise<Camera> {
    return new Camera(await launchChromium());
  }

  async open(url: string, { colorScheme, width, height }: Sight): Promise<Page> {
    const context = await this._browser.newContext({
      colorScheme,
      viewport: { width, height },
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }

  stop(): Promise<void> {
    return this._browser.close();
  }
}
