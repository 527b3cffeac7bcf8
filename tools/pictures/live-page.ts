/** The live page of `npm start`: two pictures and the recording of a recovery. */
import { statSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import type { Camera } from "./camera";
import { Film } from "./film";

/** What the page's picture shows at the least. */
const READINGS = 80;
/** How long the network is away, seconds. */
const CUT_S = 12;
/** Longest that the board may take to come back and deliver all. */
const RECOVERY_MS = 180000;
/** Between two frames, and how long each is shown: three times as fast as it was. */
const FRAME_MS = 480;
const SHOWN_MS = 160;
/** The last frame stays, so that one can read it. */
const LAST_MS = 3000;
/** Of quiet before the cut and behind the recovery. */
const QUIET_MS = 4000;

const SIZE = { width: 1280, height: 1130 };
const FILM_SIZE = { width: 1280, height: 780 };

/** @param url of the page. @param folder for live-page.png, live-page-dark.png and recovery.webp. */
export async function takeLivePage(camera: Camera, url: string, folder: string): Promise<void> {
  const page = await camera.open(url, { colorScheme: "light", ...SIZE });
  await untilText(page, "#tiles dd", (text) => Number(text.replace(/\D/g, "")) >= READINGS);
  // A line with much to explain, chosen as a finger would.
  await page.locator("#dialogue .line", { hasText: "AT+QSSLRECV" }).last().dispatchEvent("pointerover");
  await page.screenshot({ path: path.join(folder, "live-page.png") });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: path.join(folder, "live-page-dark.png") });
  await page.emulateMedia({ colorScheme: "light" });
  await filmRecovery(page, path.join(folder, "recovery.webp"));
  const sizes = ["live-page.png", "live-page-dark.png", "recovery.webp"].map((file) => {
    return `${file} ${Math.round(statSync(path.join(folder, file)).size / 1024)} KB`;
  });
  console.log(`pictures: ${sizes.join(", ")}`);
}

/** The network is cut by the page's control; the recording ends when all that waited has arrived. */
async function filmRecovery(page: Page, file: string): Promise<void> {
  await page.setViewportSize(FILM_SIZE);
  await page.fill("#fault-cut-network-seconds", `${CUT_S}`);
  await page.evaluate("scrollTo(0, 0)");
  const film = new Film(page, FRAME_MS);
  try {
    await page.waitForTimeout(QUIET_MS);
    // Not by Playwright's click, which would scroll to the button.
    await page.dispatchEvent("#fault-cut-network", "click");
    await untilText(page, "#recovery-text", (text) => /^Recovered in .*nothing is missing/.test(text));
    await page.waitForTimeout(QUIET_MS);
    const seconds = await film.write(file, SHOWN_MS, LAST_MS);
    console.log(`pictures: recovery.webp shows ${seconds.toFixed(0)} s`);
  } finally {
    await film.stop();
  }
}

/** Asked from here, since the page's own policy lets nothing be evaluated in it. @throws Error naming what it shows instead. */
async function untilText(page: Page, selector: string, isWanted: (text: string) => boolean): Promise<void> {
  const deadline = Date.now() + RECOVERY_MS;
  for (;;) {
    const text = (await page.locator(selector).first().textContent()) ?? "";
    if (isWanted(text)) return;
    if (Date.now() > deadline) throw new Error(`the page shows "${text}" (${selector}) after ${RECOVERY_MS / 1000} s`);
    await page.waitForTimeout(500);
  }
}
