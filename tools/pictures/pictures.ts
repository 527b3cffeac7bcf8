/** `npm run pictures`: the pictures and the recording in docs/, made from the real pages. */
import path from "node:path";
import { parseArgs } from "node:util";
import { Camera } from "./camera";
import { takeLivePage } from "./live-page";
import { ProgramRun } from "./program-run";

const FOLDER = path.resolve(__dirname, "../../docs");

const HELP = `npm run pictures [-- --out FOLDER]

Runs npm start, opens its live page in headless Chromium, and writes docs/live-page.png, docs/live-page-dark.png and
docs/recovery.webp. Needs Chromium (or CHROMIUM=PATH) and img2webp of Debian's package "webp"; takes two minutes.

  --out FOLDER  write them there instead
  --help        this text

Exit codes: 0 written, 1 a program is missing or a page did not do what it should, 2 wrong use.`;

void main(process.argv.slice(2)).then((exitCode) => (process.exitCode = exitCode));

async function main(words: string[]): Promise<number> {
  let values: { out: string; help: boolean };
  try {
    values = parseArgs({
      args: words,
      options: { out: { type: "string", default: FOLDER }, help: { type: "boolean", default: false } },
    }).values;
  } catch (error) {
    console.error(`pictures: ${(error as Error).message.split(/[.\n]/)[0]}; --help lists the flags`);
    return 2;
  }
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  try {
    await takeAll(values.out);
    return 0;
  } catch (error) {
    console.error(`pictures: ${(error as Error).message}`);
    return 1;
  }
}

async function takeAll(folder: string): Promise<void> {
  const camera = await Camera.start();
  try {
    const run = await ProgramRun.start("start.ts", []);
    try {
      await takeLivePage(camera, run.pageUrl, folder);
    } finally {
      await run.stop();
    }
  } finally {
    await camera.stop();
  }
}
