/**
 * From a modem that answers to one that has an address and knows the time: settings, what it still holds, SIM, registration, PDP
 * context, clock. Runs at each start and is not needed in between, so it is an Espruino module of its own, `QuectelBringUp`.
 */
import { send } from "../at/at-client";
import { type Done, runSteps, type Step } from "./done";
import { identify } from "./identification";
import { syncClock } from "./network-clock";
import { type AccessPoint, activatePdpContext } from "./pdp-context";
import { register } from "./registration";
import { type PinGuard, unlockSim } from "./sim";
import { firstNumber } from "./text";

/** What the bring-up is told. */
export interface BringUpSettings extends AccessPoint {
  /** PIN of the SIM, "" for none. */
  pin: string;
  pinGuard: PinGuard;
  /** NTP server, used where the network sends no time. */
  ntp: string;
  /** Only `none` counts here: then a missing clock is no error. */
  tls: { verify: string };
  /** The time came from the network, seconds since 1970 UTC. */
  onTime(time: number): void;
}

/** What the bring-up finds out; the registration goes on being kept up to date. */
export interface NetworkStatus {
  /** As the modem calls itself (`ATI`); "" when unknown. */
  model: string;
  /** State of the registration (`AT+CEREG`, `AT+CGREG`): `not searching`, `home`, `searching`, `denied`, `unknown` or `roaming`. */
  registration: string;
  /** Signal strength in dBm, -113 to -51 (`AT+CSQ`); 0 when unknown. */
  rssiDbm: number;
}

/** Patience with a network that does not register, seconds. */
const REGISTRATION_S = 600;

/** @param done called once, with the error that stopped the first step which failed. */
export function bringUp(settings: BringUpSettings, status: NetworkStatus, done: Done): void {
  // A command that a modem does not have is refused harmlessly.
  const sendOptional =
    (text: string): Step =>
    (next) =>
      send(text, () => next());
  runSteps(
    [
      sendOptional("E0"),
      sendOptional("+CMEE=1"),
      // A cure that was cut short, or whoever had the modem before, may have left the radio off.
      sendOptional("+CFUN=1"),
      chooseUrcPort,
      sendOptional("+QISDE=0"),
      sendOptional("+CTZU=1"),
      (next) => identify(status, next),
      closeLeft("+QSSL"),
      closeLeft("+QI"),
      (next) => unlockSim(settings.pin, settings.pinGuard, next),
      (next) => register(REGISTRATION_S, status, next),
      (next) => activatePdpContext(settings, next),
      (next) =>
        syncClock(settings.ntp, settings.pdpContextId, (error, time) => {
          if (time) settings.onTime(time);
          // Where nothing is verified no certificate is judged by the clock either.
          next(settings.tls.verify === "none" ? null : error);
        }),
    ],
    done,
    0,
  );
}

/**
 * Has URCs come over the UART (`AT+QURCCFG`): EC2x send them to USB until told otherwise. The modem keeps it in its flash, so it is
 * written only where it has to be.
 */
function chooseUrcPort(next: () => void): void {
  const command = '+QURCCFG="urcport"';
  send(command, (_error, port) => {
    if (port.indexOf("usb") < 0) next();
    // Early firmware has no "all".
    else send(command + ',"all"', (error) => (error ? send(command + ',"uart1"', () => next()) : next()));
  });
}

/** Closes what the modem holds open since before the board's restart (`AT+QSSLSTATE`, `AT+QISTATE`). */
function closeLeft(family: string): Step {
  return (next) =>
    send(family + "STATE", (_error, lines) =>
      runSteps(
        lines.split("\n").map((line) => (closed) => {
          if (line) send(family + "CLOSE=" + firstNumber(line) + ",0", () => closed());
          else closed();
        }),
        next,
        0,
      ),
    );
}
