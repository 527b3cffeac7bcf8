/** The live page as it is shown in the README. */
import path from "node:path";
import type { Camera } from "./camera";
import { Film } from "./film";

export async function takeLivePage(camera: Camera, url: string, folder: string): Promise<void> {
  const page = await camera.open(url, { colorScheme: "light", width: 1280, height: 800 });
  const film = new Film(page, 500);
  await page.waitForTimeout(20000);
  await page.screenshot({ path: path.join(folder, "live-page.png"), fullPage: true });
  console.log(await film.write(path.join(folder, "recovery.webp"), 125, 2000));
}
