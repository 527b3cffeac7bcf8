/** Keeps the modem online: starts it, and again after it was lost, with growing pauses. */
import { bringOnline, modemStatus } from "../modules/quectel/modem";
import { backoffS } from "./backoff";
import { onModemAnswers, onModemSilent } from "./baud-rate";
import { logError, logInfo } from "./log";
import { onOffline, onOnline } from "./uplink";

let failures = 0;

/** Why the modem is not online, "" when it is. */
export let offlineReason = "starting";

export function startSupervisor(): void {
  bringOnline((error) => {
    if (error) {
      onLost(error.message);
      return;
    }
    onModemAnswers();
    const status = modemStatus();
    offlineReason = "";
    failures = 0;
    logInfo("modem: " + status.model + " online, " + status.registration + ", " + status.rssiDbm + " dBm");
    onOnline();
  });
}

/** The modem could not be brought online, or is online no more. */
export function onLost(reason: string): void {
  const seconds = backoffS(++failures);
  offlineReason = reason;
  if (reason.startsWith("no answer")) onModemSilent();
  onOffline();
  logError("modem: " + reason + "; next try in " + seconds.toFixed(1) + " s");
  setTimeout(startSupervisor, seconds * 1000);
}
