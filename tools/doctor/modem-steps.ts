/** The steps from the modem to the network: what each asks, and what it makes of the answer. */
import type { Clock } from "../clock";
import { type ServiceClient, ServiceError } from "../provision/service-client";
import {
  hideMiddle,
  isDenied,
  isRegistered,
  isRoaming,
  parametersOf,
  readIdentification,
  readRegistration,
  readSignal,
  type RegistrationAnswer,
  type Signal,
} from "./modem-answers";
import { codeText, rejectCause } from "./modem-codes";
import type { Finding } from "./step";
import type { TestService } from "./test-service";

export interface ModemSurroundings {
  client: ServiceClient;
  service: TestService;
  clock: Clock;
  onProgress: (text: string) => void;
}

/** A card may take this long to show itself after the modem's start (TCP/IP application note, bring-up chart). */
const SIM_S = 20;
/** `+CME ERROR` of a card that is not there yet, or not at all. */
const NOT_INSERTED = 10;
const SIM_FAILURE = 13;
const BUSY = 14;
const COMING = [NOT_INSERTED, SIM_FAILURE, BUSY];
/** A modem that was just switched on looks through its bands. */
const SIGNAL_S = 120;
/** The firmware waits 600 s; who watches the test wants to know earlier. */
const REGISTRATION_S = 180;
/** So many answers "denied" in a row are believed, as by the firmware: a network may deny once. */
const DENIED_TIMES = 30;
const POLL_MS = 1000;

export class ModemSteps {
  constructor(private readonly _surroundings: ModemSurroundings) {}

  /** Finds the modem, at whatever speed it is. @param configured speed, bits per second. */
  async modem(configured: number): Promise<Finding> {
    const { client, service } = this._surroundings;
    try {
      await client.findModem();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return failed(
        `the modem answers at no speed (asked at ${configured} baud first)`,
        "check the modem's power, PWRKEY, and that RX and TX of the UART are crossed; then uart in config.json",
      );
    }
    const { model, firmware } = readIdentification(await service.ask("I"));
    const { baud } = client;
    const text = `${model}, firmware ${firmware}, at ${baud} baud`;
    const facts = { model, firmware, baud };
    if (baud === configured) return { state: "ok", text, facts };
    return {
      state: "warning",
      text: `${text}, not at the configured ${configured}`,
      remedy:
        "nothing has to be done: the firmware finds the speed too, but its start takes longer; set uart.baud to it",
      facts,
    };
  }

  /** @param hasPin the configuration holds a PIN. */
  async sim(hasPin: boolean): Promise<Finding> {
    const { service } = this._surroundings;
    await this._switchRadioOn();
    const state = await this._simState();
    if (state === "SIM PIN") {
      if (!hasPin)
        return failed("the SIM asks for its PIN", "put it into config.json as pin, or switch the PIN off in a phone");
      try {
        await service.unlock();
      } catch (error) {
        return pinFault(error);
      }
    } else if (state !== "READY") return simFault(state);
    const imsi = /\d{6,15}/.exec((await service.askOptional("+CIMI")).join(" "))?.[0] ?? "";
    const iccid = /\d{18,22}/.exec((await service.askOptional("+QCCID")).join(" "))?.[0] ?? "";
    // The first five digits tell country and network, the others the subscriber.
    const facts = { imsi: hideMiddle(imsi, [5, 2]), iccid: hideMiddle(iccid, [6, 4]) };
    const unlocked = state === "READY" ? "ready" : "unlocked with the configured PIN";
    return { state: "ok", text: `${unlocked}, IMSI ${facts.imsi}, ICCID ${facts.iccid}`, facts };
  }

  /** Waits until a cell is heard. */
  async signal(): Promise<Finding> {
    const { signal, registration } = await this._awaitSignal();
    const { word, facts } = signal;
    if (word === "none") {
      if (isDenied(registration.stat))
        return { state: "warning", text: "no figure: the network is heard, but denies registration" };
      return failed(
        `none: the modem hears no cell within ${SIGNAL_S} s`,
        "check that the antenna is on the modem's main connector and outdoors or at a window, and that the operator has this technology (LTE-M, NB-IoT, LTE) here",
        facts,
      );
    }
    const figures = [
      facts["rsrpDbm"] === undefined ? "" : `RSRP ${facts["rsrpDbm"]} dBm`,
      facts["rsrqDb"] === undefined ? "" : `RSRQ ${facts["rsrqDb"]} dB`,
      facts["rssiDbm"] === undefined ? "" : `RSSI ${facts["rssiDbm"]} dBm`,
      `${facts["system"] ?? ""}`,
    ];
    const text = `${word} (${figures.filter((figure) => figure !== "").join(", ")})`;
    if (word !== "weak") return { state: "ok", text, facts };
    return {
      state: "warning",
      text,
      remedy: "move the antenna, or use a better one: uploads may fail now and then",
      facts,
    };
  }

  async registration(): Promise<Finding> {
    const { service } = this._surroundings;
    const answer = await this._awaitRegistration();
    const { stat } = answer;
    if (!isRegistered(stat)) {
      const cause = await this._cause(answer);
      if (isDenied(stat))
        return failed(
          `denied by the network${cause}`,
          "ask the operator whether this SIM is active, has data, and may roam here; try it in a phone",
        );
      return failed(
        `still searching after ${REGISTRATION_S} s${cause}`,
        "check antenna and SIM; a first search may take 10 minutes: run the test again then",
      );
    }
    const operator = parametersOf((await service.askOptional("+COPS?"))[0])[2] ?? "";
    const where = isRoaming(stat) ? "roaming" : "home network";
    return {
      state: "ok",
      text: `registered, ${where}${operator === "" ? "" : `, ${operator}`}`,
      facts: { stat: where, operator },
    };
  }

  private async _switchRadioOn(): Promise<void> {
    const { service, onProgress } = this._surroundings;
    const [functionality] = parametersOf((await service.askOptional("+CFUN?"))[0]);
    if (functionality !== "0" && functionality !== "4") return;
    onProgress("the radio is off: switching it on");
    await service.askOptional("+CFUN=1");
  }

  /** @returns what `AT+CPIN?` says, or the text of its error. */
  private async _simState(): Promise<string> {
    for (let tries = 0; ; tries++) {
      try {
        const [state = ""] = await this._surroundings.service.ask("+CPIN?");
        if (state !== "NOT READY" || tries >= SIM_S) return state;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (!COMING.includes(error.code) || tries >= SIM_S) return codeText(error.code) || error.message;
      }
      if (tries === 0) this._surroundings.onProgress("waiting for the SIM");
      await this._pause();
    }
  }

  private async _awaitSignal(): Promise<{ signal: Signal; registration: RegistrationAnswer }> {
    const { service, clock, onProgress } = this._surroundings;
    const untilMs = clock.now() + SIGNAL_S * 1000;
    for (let polls = 0; ; polls++) {
      const signal = readSignal(await service.askOptional("+CSQ"), await service.askOptional("+QCSQ"));
      const registration = await this._registrationNow();
      if (signal.word !== "none" || isDenied(registration.stat) || clock.now() >= untilMs)
        return { signal, registration };
      if (polls === 0) onProgress("looking for a cell");
      await this._pause();
    }
  }

  private async _awaitRegistration(): Promise<RegistrationAnswer> {
    const { clock, onProgress } = this._surroundings;
    const untilMs = clock.now() + REGISTRATION_S * 1000;
    for (let denied = 0; ;) {
      const answer = await this._registrationNow();
      denied = isDenied(answer.stat) ? denied + 1 : 0;
      if (isRegistered(answer.stat) || denied > DENIED_TIMES || clock.now() >= untilMs) return answer;
      onProgress(denied > 0 ? "denied; asking again" : "searching for a network");
      await this._pause();
    }
  }

  /** The GSM packet service counts when it is registered. */
  private async _registrationNow(): Promise<RegistrationAnswer> {
    const { service } = this._surroundings;
    const lte = readRegistration(await service.askOptional("+CEREG?"));
    if (isRegistered(lte.stat)) return lte;
    const gsm = readRegistration(await service.askOptional("+CGREG?"));
    return isRegistered(gsm.stat) ? gsm : lte;
  }

  private async _cause(answer: RegistrationAnswer): Promise<string> {
    const said = (await this._surroundings.service.askOptional("+CEER")).join(" ").trim();
    const cause = answer.rejectCause ? `, ${rejectCause(answer.rejectCause)}` : "";
    return `${cause}${said === "" ? "" : `; the modem says: ${said}`}`;
  }

  private _pause(): Promise<void> {
    return new Promise((resolve) => this._surroundings.clock.setTimeout(resolve, POLL_MS));
  }
}

export function failed(text: string, remedy: string, facts?: Finding["facts"]): Finding {
  return { state: "failed", text, remedy, ...(facts ? { facts } : {}) };
}

function simFault(state: string): Finding {
  if (/not inserted/i.test(state))
    return failed(
      `no SIM (${state})`,
      "put the card in, the right way round, with the power off; check the holder's contacts",
    );
  if (/PUK/.test(state))
    return failed(
      `the SIM is blocked and asks for its PUK (${state})`,
      "unblock it in a phone with the PUK from the operator, then correct pin in config.json; ten wrong PUKs destroy it",
    );
  return failed(`the SIM cannot be used: ${state}`, "try it in a phone; ask the operator for another card");
}

function pinFault(error: unknown): Finding {
  if (!(error instanceof ServiceError)) throw error;
  return failed(
    `the SIM did not take the configured PIN (${error.message})`,
    "correct pin in config.json: the same one is not sent again, as three wrong ones block the card",
  );
}
