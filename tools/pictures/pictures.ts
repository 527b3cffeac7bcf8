/** `npm run pictures`: the pictures and the recording in docs/, made from the real pages. */
import path from "node:path";
import { mkdirSync } from "node:fs";
import { type Command, type CommandOutput, printHelp, startCommand } from "../terminal/command";
import { parseFlags } from "../terminal/flags";
import { takeBoardPage } from "./board-page";
import { Camera } from "./camera";
import { takeLivePage } from "./live-page";
import { ProgramRun } from "./program-run";

const FOLDER = path.resolve(__dirname, "../../docs");

const HELP = `Takes the pictures in docs/ from the real thing: runs npm start and npm run page, opens their pages in headless Chromium, and
writes live-page.png, live-page-dark.png, recovery.webp and board-page.png. Takes two minutes; needs Chromium (or CHROMIUM=PATH) and img2webp
of Debian's package "webp".

  npm run pictures -- [options]

  --out FOLDER  write them there (default docs)
  --help        this text

Exit codes: 0 written, 1 a program is missing or a page did not do what it should, 2 wrong command line.`;

export const command: Command = { name: "pictures", run };

async function run(words: string[], output: CommandOutput): Promise<number> {
  const { values } = parseFlags(words, {
    out: { type: "string", default: FOLDER },
    help: { type: "boolean", default: false },
  });
  if (values.help) return printHelp(HELP, output);
  mkdirSync(values.out, { recursive: true });
  await takeAll(values.out);
  return 0;
}

async function takeAll(folder: string): Promise<void> {
  const camera = await Camera.start();
  try {
    await withPage("page.ts", ["--port", "0"], (url) => takeBoardPage(camera, url, folder));
    await withPage("start.ts", [], (url) => takeLivePage(camera, url, folder));
  } finally {
    await camera.stop();
  }
}

async function withPage(file: string, words: string[], take: (url: string) => Promise<void>): Promise<void> {
  const run = await ProgramRun.start(file, words);
  try {
    await take(run.pageUrl);
  } finally {
    await run.stop();
  }
}

if (require.main === module) startCommand(command);
