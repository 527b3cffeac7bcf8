import type { AtClient } from "../at/at-client";
import type { AtCommandOptions, AtDone } from "../at/at-command";
import type { Done } from "./done";

/** `<stat>` of `+CEREG` (3GPP TS 27.007, 10.1.22). */
const STATES = "not searching/registered, home/searching/denied/unknown/registered, roaming";
const DENIED = 3;

const POLL_MS = 1000;
/** So many answers "denied" in a row are believed: a network may deny once while it moves a device. */
const DENIED_POLLS = 30;

/** Registration with the network: LTE by `+CEREG`, GSM packet service by `+CGREG`. */
export class Registration {
  /** Last `<stat>`; 1 (home) and 5 (roaming) mean registered. */
  stat = 4;
  /** Last signal strength, dBm; 0 when unknown (`AT+CSQ`). */
  rssiDbm = 0;

  private _deniedPolls = 0;
  private _deadline = 0;

  /** @param _onProgress told in words of each change. */
  constructor(
    private _at: AtClient,
    private _onProgress: (text: string) => void,
  ) {
    // With n=1 the URC's only parameter is <stat>; the answer to the read command has <n> in front.
    _at.urcs["+CEREG"] = (parameters) => this._onStat(parseInt(parameters));
  }

  get text(): string {
    return STATES.split("/")[this.stat]!;
  }

  /** Waits until registered. @param limitMs 10 minutes are needed where coverage is poor. */
  wait(limitMs: number, done: Done): void {
    this._deadline = getTime() + limitMs / 1000;
    this._deniedPolls = 0;
    this._at.send("+CEREG=1", (error) => (error ? done(error) : this._poll("+CEREG?", done)));
  }

  private _poll(command: string, done: Done): void {
    const onAnswer: AtDone = (error, parameters) => {
      if (error) done(error);
      else this._onPolled(command, parseInt(parameters.substr(2)), done);
    };
    this._at.send(command, onAnswer, readOptions());
  }

  private _onPolled(command: string, stat: number, done: Done): void {
    const isLte = command === "+CEREG?";
    // GSM packet service is asked only where LTE is not registered, and counts only when it is registered itself.
    if (isLte || isRegistered(stat)) this._onStat(stat);
    if (isRegistered(this.stat)) this._readSignal(done);
    else if (isLte) this._poll("+CGREG?", done);
    else if (this.stat === DENIED && ++this._deniedPolls >= DENIED_POLLS)
      done(new Error("registration: denied by the network: check subscription and roaming"));
    else if (getTime() > this._deadline)
      done(new Error("registration: still " + this.text + ": check antenna and SIM"));
    else setTimeout(() => this._poll("+CEREG?", done), POLL_MS);
  }

  private _onStat(stat: number): void {
    if (stat !== DENIED) this._deniedPolls = 0;
    if (stat === this.stat) return;
    this.stat = stat;
    this._onProgress("registration: " + this.text);
  }

  /** `+CSQ: <rssi>,<ber>`: 0-31 stand for -113 to -51 dBm, 99 for unknown (3GPP TS 27.007, 8.5). */
  private _readSignal(done: Done): void {
    this._at.send("+CSQ", (error, parameters) => {
      const rssi = parseInt(parameters);
      this.rssiDbm = rssi < 32 ? 2 * rssi - 113 : 0;
      done(error);
    });
  }
}

function isRegistered(stat: number): boolean {
  return stat === 1 || stat === 5;
}

/** `<n>,<stat>` is the answer, `<stat>[,"…"]` the URC of the same name. */
function readOptions(): AtCommandOptions {
  return { isInformation: (parameters) => parameters[1] === "," && parameters[2] !== '"' };
}
