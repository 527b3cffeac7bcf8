/** The modem's user file system (FILE application note); files survive its restart. */
import { send } from "../at/at-client";
import { parameters, setLineHandler } from "../at/line-reader";
import { quoted } from "./text";

/** Longest file name, bytes. */
const NAME_MAX = 80;

/**
 * What the modem said of an upload that nobody here began: it was one of the board's life before, and what completed it may have been the
 * probes of this one. There is no telling which file that is, so until the board's next restart none is taken for what its name says.
 */
let stray = "";
setLineHandler("+QFUPL", () => (stray = parameters()));

/** `error` or the name under which the content lies on the modem. */
export type StoredDone = (error: Error | null, name: string) => void;

/**
 * A name made from the content's own hash: a file of that name and size can only be the same content, so it need not be sent
 * again. 8.3 names are known to every modem.
 */
export function pemName(content: string): string {
  return (E.CRC32(content) >>> 0).toString(16) + ".pem";
}

/**
 * Makes sure that `content` lies on the modem as `name` (`AT+QFLST`, `AT+QFDEL`, `AT+QFUPL`); its checksum is verified.
 * @param content "" for a file that must be there already.
 */
export function storeFile(name: string, content: string, done: StoredDone): void {
  const quotedName = quoted("name", name, NAME_MAX);
  const remove = (next: () => void): void => send("+QFDEL=" + quotedName, next);
  const upload = (): void =>
    send(
      "+QFUPL=" + quotedName + "," + content.length + ",60",
      (error, answer) => {
        const parts = answer.split(",");
        if (parseInt(parts[0]!) === content.length && parseInt(parts[1]!, 16) === checksum(content)) done(null, name);
        // What arrived is not what was sent: it must not be found and trusted by its name later.
        else
          remove(() =>
            done(new Error("upload of " + name + ": " + (error ? error.message : "bytes lost: lower baud")), ""),
          );
      },
      { payload: content, timeoutMs: 90e3 },
    );
  send("+QFLST=" + quotedName, (_error, file) => {
    // No such file is OK without a line on some modems and an error on others; what is wrong shows at the upload. Some
    // answer with the storage in front ("UFS:ca.pem"): only the number behind the last comma counts.
    if (!stray && parseInt(file.split(",").pop()!) === content.length) done(null, name);
    else if (!content) done(file ? null : new Error(name + " not on modem"), name);
    else if (file) remove(upload);
    else upload();
  });
}

/**
 * Checksum of `+QFUPL`: XOR over big-endian words of 16 bits, an odd last byte being the high byte (FILE application note). Byte by byte,
 * since another type of array would take nine variables for good.
 */
export function checksum(content: string): number {
  let sum = 0;
  let shift = 8;
  for (const byte of new Uint8Array(E.toArrayBuffer(content))) {
    sum ^= byte << shift;
    shift ^= 8;
  }
  return sum;
}
