/** The start scripts on a board: those that end a switch after a power cut, and a free one. */
import type { BoardLink } from "../link/board-link";
import { isSwitchScript, isWholeScript, SWITCH_MS } from "./switch-command";

/** The interpreter runs them before the boot code; the last one first, as programs of others begin at the other end. */
const START_SCRIPTS = [".boot3", ".boot2", ".boot1", ".boot0"];

/** The start script's name and content where an earlier switch was cut short. */
export async function switchScripts(link: BoardLink): Promise<{ name: string; content: string }[]> {
  const sums = await link.sums(START_SCRIPTS);
  const found: { name: string; content: string }[] = [];
  for (const name of START_SCRIPTS.filter((_, index) => sums[index])) {
    const content = (await link.readFile(name))?.toString("latin1") ?? "";
    if (isSwitchScript(content)) found.push({ name, content });
  }
  return found;
}

/** Ends a switch that was cut short: its files were all there and verified. */
export async function finishSwitch(link: BoardLink, onText: (text: string) => void): Promise<void> {
  for (const { name, content } of await switchScripts(link)) {
    onText("an earlier flash was cut short while it changed the files over: finishing it first");
    // What cannot be finished is sent anew.
    if (isWholeScript(content)) await link.ask(content, SWITCH_MS).catch(() => {});
    await link.eraseFile(name);
  }
}

/** The start script to write, undefined when the board uses all of them itself. */
export async function freeScript(link: BoardLink): Promise<string | undefined> {
  const sums = await link.sums(START_SCRIPTS);
  return START_SCRIPTS.find((_, index) => !sums[index]);
}
