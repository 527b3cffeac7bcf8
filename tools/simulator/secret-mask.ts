/**
 * Takes the secrets out of a dialogue: files that are put on the modem or read from it, PINs, user names and passwords of the
 * access point, of HTTP and of MQTT. What may be the beginning of a command is kept back until it is whole, since its parts could not be masked.
 */

/** As seen at the modem: `rx` from the host, `tx` from the modem. */
export type Direction = "rx" | "tx";

/** A text, or so many bytes that are not shown. */
export type Shown = string | number;

/** Bytes of an upload whose command gives no length (reference: 10240). */
const DEFAULT_UPLOAD_BYTES = 10240;

/** A command that puts a file on the modem. */
const UPLOAD = /\+(?:QFUPL="[^"\r]*"|QFWRITE=\d+)(?:,(\d+))?[^\r]*\r/i;
const UPLOAD_END = /ERROR|\+QFUPL:|\+QFWRITE:|RDY/;

/** A command that reads a file, and what its answer ends with. */
const DOWNLOAD = /\+(?:QFDWL|QFREAD)=[^\r]*\r/i;
const DOWNLOAD_END = /\r\n(?:\+QFDWL:|OK\r\n$|\+CME ERROR)/;

/** The end of a text that may be the beginning of a command: it is shown when it is whole, since its parts could not be masked. */
const UNFINISHED = /(?:^|[\r\n])A(?:T[^\r\n]*)?$/i;

/** Commands and answers with secrets in them, and what is shown in place of these. */
const SECRETS: readonly [RegExp, string][] = [
  [/(\+(?:CPIN|CPWD|CLCK)=)[^\r\n;]*/gi, "$1<masked>"],
  [/(\+QICSGP[=:][^"\r\n]*"[^"\r\n]*",)"[^"\r\n]*"(?:,"[^"\r\n]*")?/gi, '$1"<masked>"'],
  [/(\+QHTTPCFG[=:] ?"auth",)"[^"\r\n]*"/gi, '$1"<masked>"'],
  [/(\+QMTCONN=\d+,"[^"\r\n]*",)[^\r\n;]*/gi, "$1<masked>"],
];

/** @param show gets what may be seen, piece by piece. */
export function secretMask(
  show: (direction: Direction, shown: Shown) => void,
): (direction: Direction, bytes: Buffer) => void {
  const held = { rx: "", tx: "" };
  let uploadBytes = 0;
  let isUploadNew = false;
  let isDownload = false;

  const showText = (direction: Direction, text: string): void => {
    if (text !== "") show(direction, masked(text));
  };
  const takeUpload = (text: string): string => {
    if (text === "") return text;
    // A host may end its command with CR and LF: the file is behind the line feed.
    if (isUploadNew && text.startsWith("\n")) uploadBytes++;
    isUploadNew = false;
    const bytes = Math.min(uploadBytes, text.length);
    uploadBytes -= bytes;
    if (bytes > 0) show("rx", bytes);
    return text.slice(bytes);
  };
  const fromHost = (text: string): void => {
    const command = UPLOAD.exec(text);
    isDownload = DOWNLOAD.test(text);
    if (!command) return showText("rx", text);
    const end = command.index + command[0].length;
    showText("rx", text.slice(0, end));
    uploadBytes = Number(command[1] ?? DEFAULT_UPLOAD_BYTES);
    isUploadNew = true;
    showText("rx", takeUpload(text.slice(end)));
  };
  const fromModem = (text: string): void => {
    if (UPLOAD_END.test(text)) uploadBytes = 0;
    const end = isDownload ? DOWNLOAD_END.exec(text)?.index : 0;
    if (end === undefined || end > 0) show("tx", end ?? text.length);
    if (end === undefined) return;
    isDownload = false;
    showText("tx", text.slice(end));
  };
  return (direction, bytes) => {
    const arrived = bytes.toString("latin1");
    const text = held[direction] + (direction === "rx" ? takeUpload(arrived) : arrived);
    const isHeld = UNFINISHED.test(text);
    held[direction] = isHeld ? text : "";
    if (isHeld || text === "") return;
    if (direction === "rx") fromHost(text);
    else fromModem(text);
  };
}

function masked(text: string): string {
  return SECRETS.reduce((shown, [secret, mask]) => shown.replace(secret, mask), text);
}
