/** What a board's Storage holds, asked over its console. */
import { byteLiteral } from "../interpreter/byte-literal";
import type { BoardConsole } from "./service-client";

/** Bytes of a board's Storage: free at its end, and of erased files, which compacting gives back. */
export interface BoardRoom {
  free: number;
  trash: number;
}

/** @throws Error when the board does not answer. */
export function readRoom(board: BoardConsole): Promise<BoardRoom> {
  return board.evaluate(
    `(s=>{var i=s.getStats?s.getStats():{freeBytes:s.getFree(),trashBytes:0};return {free:i.freeBytes,trash:i.trashBytes}})(require("Storage"))`,
  );
}

/** Whether there is a file; its content does not cross the console, which may be slow. */
export function hasFile(board: BoardConsole, name: string): Promise<boolean> {
  return board.evaluate(`require("Storage").read(${byteLiteral(name)})!==undefined`);
}
