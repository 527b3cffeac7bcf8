/** What the modem's answers to the questions of the test say. */

/** The parameters of a line, without quotes; what names the line has been taken off by the driver. */
export function parametersOf(line: string | undefined): string[] {
  return (line ?? "").split(",").map((word) => word.trim().replace(/^"|"$/g, ""));
}

/** @param lines answer to `ATI`: Quectel, the model, its revision; a URC may stand between them. */
export function readIdentification(lines: readonly string[]): { model: string; firmware: string } {
  const [, model = "", revision = ""] = lines.filter((line) => !line.startsWith("+"));
  return { model, firmware: revision.replace(/^Revision: */, "") };
}

/** How well a cell is heard, in words that are comparable between the systems. */
export type SignalWord = "none" | "weak" | "fair" | "good";

export interface Signal {
  word: SignalWord;
  /** What the modem measures, by name: dBm and dB. */
  facts: Record<string, string | number>;
}

/** `<rssi>` of `+CSQ` that stands for unknown, and the dBm of its lowest value and of a step (3GPP TS 27.007, 8.5). */
const UNKNOWN_RSSI = 99;
const LOWEST_DBM = -113;
const STEP_DBM = 2;
/** From these dBm on a signal is good, and fair: of a whole channel, and of an LTE reference signal. */
const RSSI_LIMITS = [-75, -95] as const;
const RSRP_LIMITS = [-95, -110] as const;

/** @param csq answer to `AT+CSQ`. @param qcsq answer to `AT+QCSQ`, [] where the modem has none. */
export function readSignal(csq: readonly string[], qcsq: readonly string[]): Signal {
  const rssi = Number(parametersOf(csq[0])[0] || UNKNOWN_RSSI);
  const [system = "", ...values] = parametersOf(qcsq[0]);
  const isHeard = system !== "" && system !== "NOSERVICE";
  const facts: Signal["facts"] = {};
  if (rssi < UNKNOWN_RSSI) facts["rssiDbm"] = LOWEST_DBM + STEP_DBM * rssi;
  if (isHeard) facts["system"] = system;
  // <sysmode>,<rssi>,<rsrp>,<sinr>,<rsrq> of the LTE systems (AT Commands Manual, AT+QCSQ); GSM has the first alone.
  const [, rsrp, , rsrq] = values.map(Number);
  if (isHeard && rsrp !== undefined && rsrp < 0) facts["rsrpDbm"] = rsrp;
  if (isHeard && rsrq !== undefined && rsrq < 0) facts["rsrqDb"] = rsrq;
  return { word: signalWord(facts), facts };
}

function signalWord({ rsrpDbm, rssiDbm }: Signal["facts"]): SignalWord {
  const value = rsrpDbm ?? rssiDbm;
  if (typeof value !== "number") return "none";
  const [good, fair] = rsrpDbm === undefined ? RSSI_LIMITS : RSRP_LIMITS;
  return value >= good ? "good" : value >= fair ? "fair" : "weak";
}

export interface RegistrationAnswer {
  /** `<stat>` of 3GPP TS 27.007, 10.1.22. */
  stat: number;
  /** Why the network denies it, where the modem tells. */
  rejectCause?: number;
}

const HOME = 1;
const DENIED = 3;
const ROAMING = 5;

export function isRegistered(stat: number): boolean {
  return stat === HOME || stat === ROAMING;
}

export function isRoaming(stat: number): boolean {
  return stat === ROAMING;
}

export function isDenied(stat: number): boolean {
  return stat === DENIED;
}

/** @param lines answer to `AT+CEREG?` or `AT+CGREG?`; a URC of the same name may stand among them. */
export function readRegistration(lines: readonly string[]): RegistrationAnswer {
  // <n>,<stat>[,<area>,<cell>,<AcT>[,<cause_type>,<reject_cause>]]; a URC has no <n>.
  const [, stat, , , , , cause] = parametersOf(lines.findLast((text) => text[1] === ","));
  return { stat: Number(stat ?? 0), ...(cause === undefined ? {} : { rejectCause: Number(cause) }) };
}

/** A number of the card with its middle hidden: enough to tell two cards apart. */
export function hideMiddle(digits: string, shown: readonly [first: number, last: number]): string {
  const [first, last] = shown;
  return digits.length > first + last ? `${digits.slice(0, first)}…${digits.slice(-last)}` : "…";
}
