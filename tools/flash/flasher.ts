/** Makes a board hold the wanted files, so that it can be interrupted at any instant, and starts them. */
import type { BoardLink, FileSum, Upload } from "../link/board-link";
import { LinkError } from "../link/link-error";
import { byteLiteral } from "../interpreter/byte-literal";
import { roomOf } from "./board-room";
import { BESIDE_NAME, missingFiles, planFlash, type BoardFile, type FlashPlan } from "./flash-plan";
import { journalNeed, makeJournalRoom, warnOfErasing } from "./journal-room";
import { Progress, type ProgressOutput } from "./progress";
import { finishSwitch, freeScript, switchScripts } from "./start-scripts";
import { switchCommand, switchScript, SWITCH_MS } from "./switch-command";

/** Milliseconds in which the firmware must be up, and whether it is. */
const START_MS = 20000;
const IS_RUNNING = "!!global.qssl";

const BOOT_CODE = ".bootcde";

export interface FlashOptions {
  files: BoardFile[];
  /** Erase all files of the board first, its own too. */
  isErasedFirst?: boolean;
  upload: Upload | undefined;
  /** Bytes of the firmware's journal; undefined: what the configuration on the board says. */
  journalBytes?: number | undefined;
  output: ProgressOutput;
  /** Told how much of all that is sent has arrived, and the name of the file. */
  onSent?(name: string, bytes: number, totalBytes: number): void;
  onText(text: string): void;
}

export interface FlashResult {
  /** Names of what was sent. */
  sent: string[];
  omitted: string[];
  /** Whether the board was started anew. */
  isRestarted: boolean;
}

/**
 * @param link in touch with the interpreter, see `sync`. The program that runs is stopped only when something has to be sent.
 * @throws LinkError with a remedy; the firmware that was there is still there then, unless it was said that there is no room for two.
 */
export async function flash(link: BoardLink, options: FlashOptions): Promise<FlashResult> {
  const { files, isErasedFirst = false } = options;
  const isInterrupted = !isErasedFirst && (await switchScripts(link)).length > 0;
  const isComplete = !isErasedFirst && missingFiles(files, await sumsOf(link, files)).length === 0;
  if (isComplete && !isInterrupted && (await link.ask<boolean>(IS_RUNNING)))
    return { sent: [], omitted: [], isRestarted: false };
  if (isErasedFirst) await warnOfErasing(link, options.onText);
  await link.stopProgram();
  if (isErasedFirst) await link.ask(`require("Storage").eraseAll()`, SWITCH_MS);
  if (isInterrupted) await finishSwitch(link, options.onText);
  await eraseDoubles(link, files);
  const need = await journalNeed(link, options.journalBytes);
  const plan = await send(link, missingFiles(files, await sumsOf(link, files)), need, options);
  await makeJournalRoom(link, need, options.onText);
  await start(link);
  return { sent: [...plan.direct, ...plan.beside].map(({ name }) => name), omitted: plan.omitted, isRestarted: true };
}

async function send(
  link: BoardLink,
  missing: readonly BoardFile[],
  need: number,
  options: FlashOptions,
): Promise<FlashPlan> {
  const sums = await sumsOf(link, missing);
  const plan = await makePlan(link, missing, sums, need, options);
  try {
    await carryOut(link, plan, options);
  } catch (error) {
    throw await withRemedy(link, error as Error);
  }
  return plan;
}

/** Sends the files, and makes them take their place. */
async function carryOut(link: BoardLink, plan: FlashPlan, options: FlashOptions): Promise<void> {
  const upload = options.upload ?? (await link.bestUpload());
  const todo = [...plan.beside.map((file) => ({ ...file, name: file.besideName, title: file.name })), ...titled(plan)];
  const totalBytes = todo.reduce((sum, { content }) => sum + content.length, 0);
  const progress = new Progress(options.output, totalBytes);
  let doneBytes = 0;
  try {
    for (const { name, title, content } of todo) {
      await link.hold();
      const onSent = (bytes: number): void => {
        progress.show(title, bytes);
        options.onSent?.(title, doneBytes + bytes, totalBytes);
      };
      await link.writeFile(name, content, onSent, upload);
      doneBytes += content.length;
      progress.fileDone(title, content.length);
    }
  } finally {
    progress.end();
  }
  if (plan.script !== undefined)
    await link.writeFile(plan.script, Buffer.from(switchScript(plan.beside, plan.script), "latin1"));
  if (plan.beside.length) await link.ask(switchCommand(plan.beside, plan.script), SWITCH_MS);
  const sent = [...plan.direct, ...plan.beside];
  const wrong = missingFiles(sent, await sumsOf(link, sent));
  if (wrong.length) throw new LinkError(`${wrong[0]!.name} is not on the board as it was sent: flash again`);
}

/**
 * A compaction that a power cut ended leaves remains behind the files, in memory that counts as free: what is written there is spoilt, and
 * only erasing all of it helps. Where the board still answers, that may be the cause.
 */
async function withRemedy(link: BoardLink, error: Error): Promise<Error> {
  const isAnswering = await link.evaluate("1").then(
    () => true,
    () => false,
  );
  if (!isAnswering) return error;
  return new LinkError(
    `${error.message}; if that does not help, the power went during an earlier compaction: flash with --erase-all`,
  );
}

/** A compaction that a power cut ended may leave a file twice; the interpreter sees one of them only. */
async function eraseDoubles(link: BoardLink, files: readonly BoardFile[]): Promise<void> {
  const names = files.map(({ name }) => byteLiteral(name)).join(",");
  await link.ask(
    `(s=>s.list().filter((n,i,l)=>[${names}].indexOf(n)>=0&&l.indexOf(n)<i).map(n=>s.erase(n)))(require("Storage"))`,
  );
}

/** Files that go to their place at once, the boot code as the last. */
function titled({ direct }: FlashPlan): (BoardFile & { title: string })[] {
  const isBoot = ({ name }: BoardFile): number => (name === BOOT_CODE ? 1 : 0);
  return [...direct].sort((a, b) => isBoot(a) - isBoot(b)).map((file) => ({ ...file, title: file.name }));
}

async function makePlan(
  link: BoardLink,
  missing: readonly BoardFile[],
  sums: ReadonlyMap<string, FileSum>,
  need: number,
  { onText }: FlashOptions,
): Promise<FlashPlan> {
  await link.ask(`require("Storage").list(${BESIDE_NAME}).map(f=>require("Storage").erase(f))`);
  const plan = planFlash(missing, sums, await roomOf(link), await freeScript(link), need);
  if (!plan) {
    const bytes = missing.reduce((sum, { content }) => sum + content.length, 0);
    throw new LinkError(`${bytes} bytes do not fit on the board: erase files of your own, or send fewer modules`);
  }
  if (plan.isInPlace) {
    onText(
      "no room for the old firmware beside the new one: the old one is erased first; when this is cut short, flash again",
    );
    for (const { name } of missing) await link.eraseFile(name);
  }
  if (plan.isCompacted) {
    onText("the free space is in pieces: compacting it; leave the power on");
    await link.ask(`require("Storage").compact()`, SWITCH_MS);
  }
  return plan;
}

/** What the board holds of the files, by name. */
async function sumsOf(link: BoardLink, files: readonly BoardFile[]): Promise<Map<string, FileSum>> {
  const names = files.map(({ name }) => name);
  const sums = await link.sums(names);
  return new Map(names.flatMap((name, index) => (sums[index] ? [[name, sums[index]]] : [])));
}

/** Starts the firmware. @throws LinkError when it does not come up, or refuses its configuration. */
async function start(link: BoardLink): Promise<void> {
  let refusal: string | undefined;
  const onLine = (line: string): void => void (refusal ??= /^E [\d:]+ (config\.json: .*)/.exec(line)?.[1]);
  link.on("line", onLine);
  try {
    await link.restart();
    if (!(await link.waitFor(IS_RUNNING, START_MS)))
      throw new LinkError("the firmware does not start: look with npm run monitor, and flash again");
    // What it printed before it answered has come by now.
    if (refusal !== undefined)
      throw new LinkError(`the firmware runs and refuses its ${refusal}: correct it and flash again`);
  } finally {
    link.off("line", onLine);
  }
}
