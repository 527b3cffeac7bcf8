/**
 * Keeps the modem online. Each start of it that did not lead to a delivered reading is a rung of the ladder, with growing pauses; the higher
 * ones do more than start it again. A modem that came online had no part in what kept it offline before, so pauses begin anew then. The place is kept in flash before what may cost the program its memory.
 */
import { bringOnline, modemStatus } from "../modules/quectel/modem";
import { backoffS, planTry } from "./backoff";
import { onModemAnswers, onModemSilent } from "./baud-rate";
import { takePowerCycle } from "./budget";
import { saveState, State, state } from "./journal";
import { logError, logInfo } from "./log";
import { Cure, powerDown, prepareModem } from "./modem-power";
import { showStatus } from "./status-led";
import { onOffline, onOnline } from "./uplink";

/** Longest pause between two starts, seconds. */
const PAUSE_S = 900;
/** The most that a start takes: 65 s of power-down, 30 s of boot, 20 of SIM, 600 of registration, 190 of PDP context, and the clock. */
const START_S = 1200;
/** Each third rung is a cure, each sixth a power cycle, and the last of twelve a restart of the board. */
const CURE = 3;
const CYCLE = 6;
const RESTART = 12;
/** A board that comes back at a higher place waits as long as at this one, about a minute, and longer from there on. */
const RETURN = 6;

let isFirst = true;
/** What the next pause is long by: failed starts in a row; behind one that succeeded, how often before the modem was online in vain. */
let failures = 0;
/** How often the modem was online since a reading was delivered last. */
let onlines = 0;
let isSilent = false;
let isOff = false;

/** Why the modem is not online, "" when it is. */
export let offlineReason = "starting";

/** Starts the modem, with the cure of the rung that was reached. */
export function startSupervisor(): void {
  if (isOff) return;
  showStatus(true);
  planTry(START_S);
  const rung = state[State.Rung]!;
  if (isFirst) failures = Math.min(rung, RETURN);
  const cure = isFirst ? Cure.First : chooseCure(rung);
  isFirst = false;
  prepareModem(cure, () =>
    bringOnline((error) => {
      if (error) {
        onLost(error.message);
        return;
      }
      onModemAnswers();
      const status = modemStatus();
      offlineReason = "";
      isSilent = false;
      failures = onlines++;
      showStatus(false);
      logInfo("modem: " + status.model + " online, " + status.registration + ", " + status.rssiDbm + " dBm");
      onOnline();
    }),
  );
}

function chooseCure(rung: number): Cure {
  if (rung % CURE) return Cure.None;
  if (rung % CYCLE) return isSilent ? Cure.Reset : Cure.Radio;
  if (takePowerCycle()) {
    saveState();
    return isSilent ? Cure.Cycle : Cure.CycleByCommand;
  }
  logError("modem: no power cycle, power.cyclesPerDay is spent");
  return Cure.None;
}

/** The modem could not be brought online, is online no more, or is online and of no use. */
export function onLost(reason: string): void {
  if (!state[State.Rung]) failures = onlines = 0;
  const rung = ++state[State.Rung]!;
  const seconds = backoffS(++failures, PAUSE_S);
  offlineReason = reason;
  onOffline();
  if (isOff) return;
  isSilent = reason.startsWith("no answer");
  if (isSilent) onModemSilent();
  showStatus(false, true);
  logError("modem: " + reason + "; next try in " + seconds.toFixed(1) + " s, rung " + rung);
  planTry(seconds);
  setTimeout(() => {
    if (rung % RESTART < RESTART - 1) startSupervisor();
    else {
      saveState();
      logError("restarting the board");
      load();
    }
  }, seconds * 1000);
}

/** Shuts the modem down in an orderly way; it stays off until the board restarts. */
export function switchOff(): void {
  if (isOff) return;
  isOff = true;
  planTry();
  powerDown(() => {
    showStatus(false);
    logInfo("modem: off");
  });
}
