/** Registration with the network: LTE by `+CEREG`, GSM packet service by `+CGREG` (3GPP TS 27.007, 10.1). */
import { send, urcs } from "../at/at-client";
import type { AtDone } from "../at/at-command";
import type { Done } from "./done";

const DENIED = 3;
const POLL_MS = 1000;
/** So many answers "denied" in a row are believed: a network may deny once while it moves a device. */
const DENIED_POLLS = 30;

/** Last `<stat>`; 1 (home) and 5 (roaming) mean registered. */
let stat = 4;
let onProgress: (text: string) => void;

/** Last signal strength, dBm; 0 when unknown (`AT+CSQ`). */
export let rssiDbm = 0;

/** State of the registration in words. */
export function registrationText(): string {
  return "not searching/home/searching/denied/unknown/roaming".split("/")[stat]!;
}

/**
 * Waits until registered.
 * @param limitS 600 are needed where coverage is poor.
 * @param progressListener told in words of each change, now and later.
 */
export function register(limitS: number, progressListener: (text: string) => void, done: Done): void {
  const deadline = getTime() + limitS;
  let deniedPolls = 0;
  const fail = (reason: string): void => done(new Error("registration: " + reason));
  const poll = (): void => send("+CEREG?;+CGREG?", onPolled, { isBare: true, isInformation });
  const onPolled: AtDone = (error, answers) => {
    // <n>,<stat> of LTE, then "+CGREG: <n>,<stat>" of the GSM packet service, which counts only when it is registered.
    const parts = answers.split(",");
    const gsm = +parts[2]!;
    if (error) {
      done(error);
      return;
    }
    onStat(isRegistered(gsm) ? gsm : parseInt(parts[1]!));
    deniedPolls = stat === DENIED ? deniedPolls + 1 : 0;
    if (isRegistered(stat)) readSignal(done);
    else if (deniedPolls > DENIED_POLLS) fail("denied: check subscription, roaming");
    else if (getTime() > deadline) fail("still " + registrationText() + ": check antenna, SIM");
    else setTimeout(poll, POLL_MS);
  };
  onProgress = progressListener;
  urcs["+CEREG"] = (parameters) => onStat(parseInt(parameters));
  send("+CEREG=1", (error) => {
    if (error) done(error);
    else poll();
  });
}

function isRegistered(value: number): boolean {
  return value === 1 || value === 5;
}

/** With n=1 `<n>,<stat>` is the answer, `<stat>` the URC of the same name. */
function isInformation(parameters: string): boolean {
  return parameters[1] === ",";
}

function onStat(now: number): void {
  if (now === stat) return;
  stat = now;
  onProgress("registration: " + registrationText());
}

/** `+CSQ: <rssi>,<ber>`: 0-31 stand for -113 to -51 dBm, 99 for unknown (3GPP TS 27.007, 8.5). */
function readSignal(done: Done): void {
  send("+CSQ", (error, parameters) => {
    const rssi = parseInt(parameters);
    rssiDbm = rssi < 32 ? 2 * rssi - 113 : 0;
    done(error);
  });
}
