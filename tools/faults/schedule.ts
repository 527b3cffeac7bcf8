/** A schedule of faults: JSON lines, each a time or an event, and a fault with its parameters. */
import { FAULTS, faultNamed } from "./catalogue";
import type { Fault, Place } from "./fault";
import { eventJson, type FaultEvent, readEvent } from "./fault-event";
import { readValues, type Values } from "./parameters";

export interface ScheduledFault {
  fault: Fault;
  values: Values;
  /** Seconds since the start: when it strikes or, with an event, from when on the event counts. */
  atS: number;
  when?: FaultEvent;
}

/** Longest time, seconds: ten years. */
const LONGEST_S = 3.2e8;

/** Places in words. */
const PLACES: Readonly<Record<Place, string>> = {
  line: "the serial line",
  modem: "the modem",
  network: "the network",
  server: "the server",
  board: "the board's power",
};

/**
 * Reads a schedule. Empty lines and lines that begin with `#` are left out.
 * @param source of the text, for error messages.
 * @param places where faults can strike here.
 * @returns the faults in order of their times.
 * @throws Error that names line, value and remedy.
 */
export function parseSchedule(text: string, source: string, places: readonly Place[]): ScheduledFault[] {
  const faults = text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === "" || line.startsWith("#")) return [];
    try {
      return [readLine(line, places)];
    } catch (error) {
      throw new Error(`${source} line ${index + 1}: ${(error as Error).message}`, { cause: error });
    }
  });
  return faults.sort((a, b) => a.atS - b.atS);
}

/** As a line of a schedule. */
export function scheduleLine({ fault, values, atS, when }: ScheduledFault): string {
  return JSON.stringify({
    ...(atS > 0 || !when ? { at: Number(atS.toFixed(3)) } : {}),
    ...(when ? { when: eventJson(when) } : {}),
    fault: fault.name,
    ...values,
  });
}

function readLine(line: string, places: readonly Place[]): ScheduledFault {
  const { at, when, fault: name, ...given } = readObject(line);
  if (at === undefined && when === undefined) throw new Error("it has neither at nor when: say when it strikes");
  if (name === undefined) throw new Error(`it has no fault: use one of ${FAULTS.length} names, such as "lose-bytes"`);
  if (at !== undefined && !(typeof at === "number" && at >= 0 && at <= LONGEST_S))
    throw new Error(`at ${JSON.stringify(at)}: use seconds from 0 to ${LONGEST_S}`);
  const fault = faultNamed(name);
  if (!places.includes(fault.place))
    throw new Error(
      `${fault.name} strikes ${PLACES[fault.place]}, which is not simulated here: ${remedy(fault.place)}`,
    );
  return {
    fault,
    values: readFaultValues(fault, given),
    atS: at ?? 0,
    ...(when === undefined ? {} : { when: readEvent(when) }),
  };
}

function remedy(place: Place): string {
  if (place === "server") return "use npm start or npm run collect";
  return place === "board" ? "use npm start without --espruino" : "use npm start or npm run simulate";
}

function readFaultValues(fault: Fault, given: Record<string, unknown>): Values {
  try {
    return readValues(fault.parameters, given);
  } catch (error) {
    throw new Error(`${fault.name}: ${(error as Error).message}`, { cause: error });
  }
}

function readObject(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error(`no JSON: ${(error as Error).message}`, { cause: error });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${line.trim().slice(0, 40)} is no object: use {"at": seconds, "fault": name}`);
}
