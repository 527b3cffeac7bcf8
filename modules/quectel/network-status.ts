/**
 * What is known of the network. The registration is kept up to date for as long as the program runs, so this stays loaded, while
 * registration.ts goes with the rest of the bring-up: a handler made there would keep all of that in memory.
 */
import { parameters, setLineHandler } from "../at/line-reader";
import type { NetworkStatus } from "./bring-up";

export const network: NetworkStatus = { model: "", registration: "unknown", rssiDbm: 0 };

let onProgress: (text: string) => void;

/** @param progressListener told in words of each change of the registration. */
export function startNetworkStatus(progressListener: (text: string) => void): void {
  onProgress = progressListener;
  setLineHandler("+CEREG", onStat);
}

/** `+CEREG: <stat>` (3GPP TS 27.007, 10.1.22). */
function onStat(said?: string): void {
  const now = "not searching/home/searching/denied/unknown/roaming".split("/")[parseInt(said || parameters())]!;
  if (now === network.registration) return;
  network.registration = now;
  onProgress("registration: " + now);
}
