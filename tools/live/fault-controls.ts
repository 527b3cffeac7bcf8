/** The faults that have a button of their own: what they are called, and which of the catalogue's they are. */
import { faultNamed } from "../faults/catalogue";
import type { Place } from "../faults/fault";
import { readValues } from "../faults/parameters";
import type { ScheduledFault } from "../faults/schedule";
import type { FaultControl } from "./topics";

interface Button {
  name: string;
  title: string;
  about: string;
  /** Seconds at first; undefined for one that does not last. */
  seconds?: number;
  faults: readonly { name: string; lasts?: true; values?: Readonly<Record<string, unknown>> }[];
}

const LONGEST_S = 600;

const BUTTONS: readonly Button[] = [
  {
    name: "cut-network",
    title: "Cut the network",
    about: "The modem loses the mobile network and its connections with it.",
    seconds: 20,
    faults: [{ name: "registration-lost", lasts: true }],
  },
  {
    name: "reboot-modem",
    title: "Reboot the modem",
    about: "The modem restarts without a warning: connections and settings are gone.",
    faults: [{ name: "modem-reboot" }],
  },
  {
    name: "stop-server",
    title: "Stop the server",
    about: "The server closes its connections and refuses new ones.",
    seconds: 20,
    faults: [{ name: "server-refuses", lasts: true }, { name: "socket-closed" }],
  },
  {
    name: "corrupt-bytes",
    title: "Corrupt bytes",
    about: "Bits are turned round in the next 24 bytes that the modem sends to the board.",
    faults: [{ name: "corrupt-bytes", values: { direction: "toHost", count: 24, mask: 5 } }],
  },
  {
    name: "cut-power",
    title: "Cut the board's power",
    about: "The board loses power in the middle of what it does; only its flash memory stays.",
    seconds: 5,
    faults: [{ name: "board-power-loss", lasts: true }],
  },
];

const NO_BOARD =
  "The interpreter runs as a program of its own, whose power cannot be taken away: start without --espruino to try this.";

/** @param places where faults can strike here. */
export function faultControls(places: readonly Place[]): FaultControl[] {
  return BUTTONS.map(({ name, title, about, seconds, faults }) => ({
    name,
    title,
    about,
    ...(seconds === undefined ? {} : { seconds }),
    unavailable: faults.every(({ name: fault }) => places.includes(faultNamed(fault).place)) ? "" : NO_BOARD,
  }));
}

/** What the page asked for. */
export interface AskedFault {
  title: string;
  lastsS: number;
  faults: ScheduledFault[];
}

/**
 * Reads what the page asks for: `{control, seconds}`.
 * @throws Error that names the value and what is allowed.
 */
export function readAskedFault(asked: Record<string, unknown>, places: readonly Place[]): AskedFault {
  const { control: name, seconds, ...rest } = asked;
  const [stray] = Object.keys(rest);
  if (stray !== undefined) throw new Error(`${JSON.stringify(stray.slice(0, 40))}: only control and seconds are known`);
  const button = BUTTONS.find((known) => known.name === name);
  const control = faultControls(places).find((known) => known.name === name);
  if (!button || !control)
    throw new Error(`control ${shortJson(name)}: use one of ${BUTTONS.map((known) => known.name).join(", ")}`);
  if (control.unavailable !== "") throw new Error(control.unavailable);
  const lastsS = readSeconds(button, seconds);
  const faults = button.faults.map(({ name: fault, lasts, values = {} }): ScheduledFault => {
    const found = faultNamed(fault);
    return {
      fault: found,
      atS: 0,
      values: readValues(found.parameters, lasts ? { ...values, seconds: lastsS } : values),
    };
  });
  return { title: button.title, lastsS, faults };
}

function readSeconds({ name, seconds: initial }: Button, seconds: unknown): number {
  if (initial === undefined) {
    if (seconds === undefined) return 0;
    throw new Error(`seconds ${shortJson(seconds)}: ${name} does not last, leave it out`);
  }
  const value = seconds === undefined ? initial : seconds;
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LONGEST_S) return Number(value);
  throw new Error(`seconds ${shortJson(seconds)}: use a whole number from 1 to ${LONGEST_S}`);
}

const shortJson = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 40);
