/** The modem's user file system (FILE application note); files survive its restart. */
import { send } from "../at/at-client";
import { quoted } from "./text";

/** Longest file name, bytes. */
const NAME_MAX = 80;

/** `error` or the name under which the content lies on the modem. */
export type StoredDone = (error: Error | null, name: string) => void;

/**
 * A name made from the content's own hash: a file of that name and size can only be the same content, so it need not be sent
 * again.
 * @param extension with the dot; 8.3 names are known to every modem.
 */
export function hashName(content: string, extension: string): string {
  return ("0000000" + (E.CRC32(content) >>> 0).toString(16)).substr(-8) + extension;
}

/** Makes sure that `content` lies on the modem as `name` (`AT+QFLST`, `AT+QFDEL`, `AT+QFUPL`); its checksum is verified. */
export function storeFile(name: string, content: string, done: StoredDone): void {
  const quotedName = quoted("file name", name, NAME_MAX);
  const remove = (next: () => void): void => send("+QFDEL=" + quotedName, next);
  const upload = (): void =>
    send(
      "+QFUPL=" + quotedName + "," + content.length + ",60",
      (error, answer) => {
        const parts = answer.split(",");
        const isWhole = parseInt(parts[0]!) === content.length && parseInt(parts[1]!, 16) === checksum(content);
        if (isWhole) done(null, name);
        // What arrived is not what was sent: it must not be found and trusted by its name later.
        else
          remove(() =>
            done(
              new Error("upload of " + name + ": " + (error ? error.message : "bytes were lost: lower uart.baud")),
              "",
            ),
          );
      },
      { payload: content, timeoutMs: 90e3 },
    );
  send("+QFLST=" + quotedName, (_error, file) => {
    // No such file is OK without a line on some modems and an error on others; what is wrong shows at the upload. Some
    // answer with the storage in front ("UFS:ca.pem"): only the number behind the last comma counts.
    if (parseInt(file.substr(file.lastIndexOf(",") + 1)) === content.length) done(null, name);
    else if (file) remove(upload);
    else upload();
  });
}

/**
 * Checksum of `+QFUPL`: XOR over big-endian words of 16 bits, an odd last byte being the high byte (FILE application note).
 * XOR does not care for order, so the words are taken four bytes at a time and put right at the end.
 */
export function checksum(content: string): number {
  const words = new Uint32Array(E.toArrayBuffer(content), 0, content.length >> 2);
  let sum = 0;
  for (let i = 0; i < words.length; i++) sum ^= words[i]!;
  sum ^= sum >>> 16;
  sum = ((sum & 0xff) << 8) | ((sum >> 8) & 0xff);
  for (let i = words.length * 4; i < content.length; i++) sum ^= content.charCodeAt(i) << (i & 1 ? 0 : 8);
  return sum;
}
