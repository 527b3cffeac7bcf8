/** What the interpreter's version tells of what it can. */
import { LinkError } from "./link-error";

interface Version {
  major: number;
  minor: number;
}

/** `let` and `const` belong to their block since then, and words written as one byte each run without known faults. */
const OLDEST: Version = { major: 2, minor: 14 };

/** First interpreter with packets. */
const PACKETS_SINCE: Version = { major: 2, minor: 25 };

/** Whether an interpreter has packets. @param version `process.version`, such as "2v29" or "2v24.190". */
export function hasPackets(version: string): boolean {
  return isSince(version, PACKETS_SINCE);
}

/** @param version as for {@link hasPackets}. @throws LinkError with a remedy when the firmware does not run on it. */
export function checkVersion(version: string): void {
  if (isSince(version, OLDEST)) return;
  const oldest = `${OLDEST.major}v${`${OLDEST.minor}`.padStart(2, "0")}`;
  throw new LinkError(
    `the board runs Espruino ${version}, which is too old: ${oldest} or later is needed, see https://www.espruino.com/Download; nothing was changed`,
  );
}

function isSince(version: string, { major, minor }: Version): boolean {
  const [, ofMajor = "0", ofMinor = "0"] = /^(\d+)v(\d+)/.exec(version) ?? [];
  return Number(ofMajor) > major || (Number(ofMajor) === major && Number(ofMinor) >= minor);
}
