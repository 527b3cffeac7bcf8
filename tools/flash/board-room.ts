import type { BoardLink } from "../link/board-link";

/** Room in a board's Storage, bytes. */
export interface Room {
  /** At the end, for new files. */
  free: number;
  /** Of erased files, free after compaction. */
  trash: number;
}

export function roomOf(link: BoardLink): Promise<Room> {
  return link.ask<Room>(
    `(s=>{var i=s.getStats?s.getStats():{freeBytes:s.getFree(),trashBytes:0};` +
      `return {free:i.freeBytes,trash:i.trashBytes}})(require("Storage"))`,
  );
}
