/** Keeps the modem online: starts it, and again after it was lost, with growing pauses. */
import { bringOnline, modemStatus } from "../modules/quectel/modem";
import { backoffS } from "./backoff";
import { onModemAnswers, onModemSilent } from "./baud-rate";
import { logError, logInfo } from "./log";
import { powerDown, prepareModem } from "./modem-power";
import { showStatus } from "./status-led";
import { onOffline, onOnline } from "./uplink";

let failures = 0;
/** Starts in a row that the modem did not answer, -1 before the first. */
let silences = -1;
let isOff = false;

/** Why the modem is not online, "" when it is. */
export let offlineReason = "starting";

export function startSupervisor(): void {
  if (isOff) return;
  showStatus(true);
  prepareModem(silences, () =>
    bringOnline((error) => {
      if (error) {
        onLost(error.message);
        return;
      }
      onModemAnswers();
      const status = modemStatus();
      offlineReason = "";
      failures = silences = 0;
      showStatus(false);
      logInfo("modem: " + status.model + " online, " + status.registration + ", " + status.rssiDbm + " dBm");
      onOnline();
    }),
  );
}

/** The modem could not be brought online, or is online no more. */
export function onLost(reason: string): void {
  const seconds = backoffS(++failures);
  offlineReason = reason;
  onOffline();
  if (isOff) return;
  if (reason.startsWith("no answer")) {
    silences = silences < 1 ? 1 : silences + 1;
    onModemSilent();
  }
  showStatus(false, true);
  logError("modem: " + reason + "; next try in " + seconds.toFixed(1) + " s");
  setTimeout(startSupervisor, seconds * 1000);
}

/** Shuts the modem down in an orderly way; it stays off until the board restarts. */
export function switchOff(): void {
  if (isOff) return;
  isOff = true;
  powerDown(() => {
    showStatus(false);
    logInfo("modem: off");
  });
}
