/** Registration with the network: LTE by `+CEREG`, GSM packet service by `+CGREG` (3GPP TS 27.007, 10.1). */
import { send } from "../at/at-client";
import type { AtDone } from "../at/at-command";
import { parameters, setLineHandler } from "../at/line-reader";
import type { NetworkStatus } from "./bring-up";
import type { Done } from "./done";
import { firstNumber } from "./text";

const DENIED = 3;
const POLL_MS = 1000;
/** So many answers "denied" in a row are believed: a network may deny once while it moves a device. */
const DENIED_POLLS = 30;

/** Last `<stat>` of the GSM packet service; 1 (home) and 5 (roaming) mean registered. */
let gsm = 0;

/**
 * Waits until registered; each change goes to network-status.ts, as the modem's own word would.
 * @param limitS 600 are needed where coverage is poor.
 */
export function register(limitS: number, status: NetworkStatus, done: Done): void {
  const deadline = getTime() + limitS;
  let deniedPolls = 0;
  const fail = (reason: string): void => end(new Error("registration: " + reason));
  const end: Done = (error) => {
    setLineHandler("+CGREG");
    done(error);
  };
  const poll = (): void => send("+CEREG?;+CGREG?", onPolled, { isInformation });
  const onPolled: AtDone = (error, answer) => {
    if (error) {
      end(error);
      return;
    }
    // <n>,<stat> of LTE; the GSM packet service counts only when it is registered.
    const stat = isRegistered(gsm) ? gsm : firstNumber(answer.split(",")[1]);
    onStat("" + stat);
    deniedPolls = stat === DENIED ? deniedPolls + 1 : 0;
    if (isRegistered(stat)) readSignal(status, end);
    else if (deniedPolls > DENIED_POLLS) fail("denied: check subscription, roaming");
    else if (getTime() > deadline) fail("still " + status.registration + ": check antenna, SIM");
    else setTimeout(poll, POLL_MS);
  };
  gsm = 0;
  const onStat = setLineHandler("+CEREG")!;
  setLineHandler("+CEREG", onStat);
  // No URC, since it is not enabled, but the second line of the answer.
  setLineHandler("+CGREG", onGsm);
  send("+CEREG=1", (error) => {
    if (error) end(error);
    else poll();
  });
}

function onGsm(): void {
  gsm = firstNumber(parameters().split(",")[1]);
}

function isRegistered(value: number): boolean {
  return value === 1 || value === 5;
}

/** With n=1 `<n>,<stat>` is the answer, `<stat>` the URC of the same name. */
function isInformation(parameters: string): boolean {
  return parameters[1] === ",";
}

/** `+CSQ: <rssi>,<ber>`: 0-31 stand for -113 to -51 dBm, 99 for unknown (3GPP TS 27.007, 8.5). */
function readSignal(status: NetworkStatus, done: Done): void {
  send("+CSQ", (error, parameters) => {
    const rssi = firstNumber(parameters);
    status.rssiDbm = rssi < 32 ? 2 * rssi - 113 : 0;
    done(error);
  });
}
