/** The board page of `npm run page`, with a configuration typed in. */
import path from "node:path";
import type { Camera } from "./camera";

/** By key of the configuration. */
const TYPED: Readonly<Record<string, string>> = {
  device: "pump-3",
  apn: "internet",
  "server.url": "https://telemetry.example.com/readings",
};

/** @param url of the page. @param folder for board-page.png. */
export async function takeBoardPage(camera: Camera, url: string, folder: string): Promise<void> {
  const page = await camera.open(url, { colorScheme: "light", width: 1280, height: 960 });
  for (const [key, text] of Object.entries(TYPED)) await page.locator(`[id="config.${key}"]`).fill(text);
  await page.locator("h1").click();
  await page.screenshot({ path: path.join(folder, "board-page.png") });
}
