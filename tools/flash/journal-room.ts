/** The firmware's journal on a board that is flashed: it stays where it is, and finds room when the firmware is to make it. */
import schema from "../../firmware/config.schema.json";
import type { BoardLink } from "../link/board-link";
import { roomOf } from "./board-room";
import { SWITCH_MS } from "./switch-command";

const FILE = "qssl.log";
/** Header, and what the firmware wants to be left. */
const OVERHEAD = 64;
/** Where the flash memory has larger pages, the firmware makes no file. */
const PAGE_MAX = 8192;

const CONFIGURED = `(c=>c&&c.journal&&c.journal.bytes)(require("Storage").readJSON("config.json",true))`;
const PAGE = `(a=>a?require("Flash").getPage(a).length:0)(process.memory().flash_code_start)`;

/**
 * Bytes that must be free when the firmware starts, so that it makes its journal without a compaction.
 * @param bytes of the journal; undefined: what the configuration on the board says.
 * @returns 0 when the journal is there, or will be in memory anyway.
 */
export async function journalNeed(link: BoardLink, bytes: number | undefined): Promise<number> {
  const wanted =
    bytes ?? (await link.ask<number | undefined>(CONFIGURED)) ?? schema.properties.journal.properties.bytes.default;
  if (wanted === 0 || (await link.sum(FILE)) || (await link.ask<number>(PAGE)) > PAGE_MAX) return 0;
  return wanted + OVERHEAD;
}

/** Makes that room, or says that there is none. @param need of {@link journalNeed}. */
export async function makeJournalRoom(link: BoardLink, need: number, onText: (text: string) => void): Promise<void> {
  const { free, trash } = await roomOf(link);
  if (free >= need) return;
  if (free + trash >= need) {
    onText("the journal needs free space in one piece: compacting it; leave the power on");
    await link.ask(`require("Storage").compact()`, SWITCH_MS);
    return;
  }
  const most = Math.max(0, free + trash - OVERHEAD);
  onText(
    `warning: no room for a journal of ${need - OVERHEAD} bytes: readings wait in memory, and a restart loses them; ` +
      `erase files of your own, or set journal.bytes to ${most} at most`,
  );
}

/** Says what erasing all files costs. To be asked while the program still runs. */
export async function warnOfErasing(link: BoardLink, onText: (text: string) => void): Promise<void> {
  const journal = await link.sum(FILE);
  if (!journal) return;
  const waiting = await link.ask<number>("global.qssl&&qssl.status?qssl.status().waiting:-1");
  const lost =
    waiting < 0
      ? "readings in it that the server has not got yet are lost"
      : `${waiting} readings that the server has not got yet are lost`;
  onText(`warning: --erase-all erases the journal too, ${FILE} of ${journal.sizeBytes} bytes: ${lost}`);
}
