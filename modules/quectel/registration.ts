/** Registration with the network: LTE by `+CEREG`, GSM packet service by `+CGREG` (3GPP TS 27.007, 10.1). */
import { send, urcs } from "../at/at-client";
import type { AtDone } from "../at/at-command";
import type { NetworkStatus } from "./bring-up";
import type { Done } from "./done";

const DENIED = 3;
const POLL_MS = 1000;
/** So many answers "denied" in a row are believed: a network may deny once while it moves a device. */
const DENIED_POLLS = 30;

/** Last `<stat>`; 1 (home) and 5 (roaming) mean registered. */
let stat = 4;
let status: NetworkStatus;
let onProgress: (text: string) => void;

/**
 * Waits until registered.
 * @param limitS 600 are needed where coverage is poor.
 * @param networkStatus kept up to date, now and later.
 * @param progressListener told in words of each change, now and later.
 */
export function register(
  limitS: number,
  networkStatus: NetworkStatus,
  progressListener: (text: string) => void,
  done: Done,
): void {
  const deadline = getTime() + limitS;
  let deniedPolls = 0;
  const fail = (reason: string): void => done(new Error("registration: " + reason));
  let gsm = 0;
  const poll = (): void => send("+CEREG?;+CGREG?", onPolled, { isInformation });
  const onPolled: AtDone = (error, answer) => {
    if (error) {
      done(error);
      return;
    }
    // <n>,<stat> of LTE; the GSM packet service counts only when it is registered.
    onStat(isRegistered(gsm) ? gsm : parseInt(answer.split(",")[1]!));
    deniedPolls = stat === DENIED ? deniedPolls + 1 : 0;
    if (isRegistered(stat)) readSignal(done);
    else if (deniedPolls > DENIED_POLLS) fail("denied: check subscription, roaming");
    else if (getTime() > deadline) fail("still " + status.registration + ": check antenna, SIM");
    else setTimeout(poll, POLL_MS);
  };
  onProgress = progressListener;
  status = networkStatus;
  // No URC, since it is not enabled, but the second line of the answer.
  urcs["+CGREG"] = (parameters) => (gsm = +parameters.split(",")[1]!);
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
  status.registration = "not searching/home/searching/denied/unknown/roaming".split("/")[now]!;
  onProgress("registration: " + status.registration);
}

/** `+CSQ: <rssi>,<ber>`: 0-31 stand for -113 to -51 dBm, 99 for unknown (3GPP TS 27.007, 8.5). */
function readSignal(done: Done): void {
  send("+CSQ", (error, parameters) => {
    const rssi = parseInt(parameters);
    status.rssiDbm = rssi < 32 ? 2 * rssi - 113 : 0;
    done(error);
  });
}
