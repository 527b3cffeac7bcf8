import { type Browser, chromium } from "playwright-core";
import { findProgram } from "../find-program";

/** Path of Chromium: what the environment variable `CHROMIUM` says, else the system's; undefined when the machine has none. */
export const chromiumPath = process.env["CHROMIUM"] || findProgram("chromium", "chromium-browser", "google-chrome");

/** Starts it without a window. @throws Error when the machine has none, or it cannot be run. */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined)
    return Promise.reject(new Error("no Chromium: install chromium, or name one with CHROMIUM"));
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath: chromiumPath, args: isRoot ? ["--no-sandbox"] : [] });
}
