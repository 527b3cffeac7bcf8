/**
 * The modem's files seen one by one: list, delete, upload in pieces, check what lies there. The firmware needs none of this, so it
 * is no part of its bundle: `file-store.ts` does there what is to be done.
 */
import { nothing, send, writeUart } from "../at/at-client";
import type { AtCommandOptions } from "../at/at-command";
import { parameters, resetReader, setLineHandler, takePayload } from "../at/line-reader";
import { quoted } from "./text";

/** `error` or what the modem answered. */
export type FileDone = (error: Error | null, answer: string) => void;

/** Longest file name, bytes. */
const NAME_MAX = 80;
/** The modem ends an upload after so many seconds without a byte; a piece may have to be sent again. */
const PIECE_S = 30;
/** Time for a whole upload; the pieces come at the pace of whoever sends them. */
const UPLOAD_MS = 300e3;
/** Time for a file to come back; 32 KB at 9600 baud take 34 s. */
const READ_MS = 60e3;

/** The upload in flight; its payload is "" once the modem has asked for it. */
let upload: AtCommandOptions | undefined;
let taken = 0;

/** All files: one line each, `"<name>",<size>`, the storage in front of the name on some modems (`AT+QFLST`); error 405 may mean none. */
export function listFiles(done: FileDone): void {
  send('+QFLST="*"', done);
}

/** Free and total bytes, `<free>,<total>` (`AT+QFLDS`). */
export function freeSpace(done: FileDone): void {
  send('+QFLDS="UFS"', done);
}

/** Deletes a file (`AT+QFDEL`); one that is not there is error 405. */
export function deleteFile(name: string, done: FileDone): void {
  send("+QFDEL=" + quoted("name", name, NAME_MAX), done);
}

/**
 * Begins an upload (`AT+QFUPL`). What follows `first` comes by {@link uploadPiece}: no file has to fit into the board's memory.
 * @param lengthBytes of the whole file; @param first its first bytes, at least one.
 * @param done called once; with `<size>,<checksum>` of what the modem took, which may be less.
 */
export function beginUpload(name: string, lengthBytes: number, first: string, done: FileDone): void {
  const command: AtCommandOptions = { payload: first, timeoutMs: UPLOAD_MS };
  taken = first.length;
  upload = command;
  send(
    "+QFUPL=" + quoted("name", name, NAME_MAX) + "," + lengthBytes + "," + PIECE_S,
    (error, answer) => {
      upload = undefined;
      done(error, answer);
    },
    command,
  );
}

/**
 * Passes the next bytes of the upload on.
 * @param at offset in the file; what is not the next piece, one that came twice for example, is left aside.
 * @returns how many bytes of the file the modem was given; -1 while it has not asked for any, or when no upload is in flight.
 */
export function uploadPiece(at: number, piece: string): number {
  if (!upload || upload.payload) return -1;
  if (at === taken) {
    taken += piece.length;
    writeUart(piece);
  }
  return taken;
}

/**
 * The modem's own checksum of a file (`AT+QFDWL`): it sends the file, of which nothing is kept.
 * @param lengthBytes by the list of files.
 * @param done with `<size>,<checksum>`.
 */
export function checkFile(name: string, lengthBytes: number, done: FileDone): void {
  send(
    "+QFDWL=" + quoted("name", name, NAME_MAX),
    (error) => {
      if (error) {
        done(error, "");
        return;
      }
      const end = (problem: Error | null, answer: string): void => {
        clearTimeout(timer);
        setLineHandler("+QFDWL", nothing);
        done(problem, answer);
      };
      const timer = setTimeout(() => {
        resetReader();
        end(new Error("AT+QFDWL: " + name + " did not come whole"), "");
      }, READ_MS);
      // The command ended with CONNECT: what it says at last is no information response any more.
      setLineHandler("+QFDWL", () => end(null, parameters()));
      takePayload(lengthBytes, nothing);
    },
    { timeoutMs: READ_MS },
  );
}
