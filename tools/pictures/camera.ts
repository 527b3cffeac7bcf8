/** Looks at pages in headless Chromium and keeps what it sees. */
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

export interface Sight {
  colorScheme: "light" | "dark";
  width: number;
  height: number;
}

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

export class Camera {
  private constructor(private readonly _browser: Browser) {}

  /** @throws Error when the machine has no Chromium. */
  static async start(): Promise<Camera> {
    const executablePath = process.env["CHROMIUM"] || findProgram(...NAMES);
    if (executablePath === undefined) throw new Error(`no Chromium: install ${NAMES[0]!}, or name one with CHROMIUM`);
    const isRoot = process.getuid?.() === 0;
    return new Camera(await chromium.launch({ executablePath, args: isRoot ? ["--no-sandbox"] : [] }));
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

/** The first of these programs on the PATH; undefined when none is. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
