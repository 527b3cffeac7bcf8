/** All faults by name. */
import { BOARD_FAULTS } from "./board-faults";
import type { Fault, Place } from "./fault";
import { LINE_FAULTS } from "./line-faults";
import { MODEM_FAULTS } from "./modem-faults";
import { NETWORK_FAULTS } from "./network-faults";
import { SERVER_FAULTS } from "./server-faults";

export interface FaultFamily {
  title: string;
  faults: readonly Fault[];
}

export const FAMILIES: readonly FaultFamily[] = [
  { title: "Serial line", faults: LINE_FAULTS },
  { title: "Modem", faults: MODEM_FAULTS },
  { title: "Network", faults: NETWORK_FAULTS },
  { title: "Server", faults: SERVER_FAULTS },
  { title: "Board", faults: BOARD_FAULTS },
];

export const FAULTS: readonly Fault[] = FAMILIES.flatMap(({ faults }) => faults);

/** @throws Error with a remedy when there is none of that name. */
export function faultNamed(name: unknown): Fault {
  const found = FAULTS.find((fault) => fault.name === name);
  if (found) return found;
  throw new Error(`no fault ${JSON.stringify(name)}: npm run simulate -- --list-faults prints those that there are`);
}

/** Those that can strike where there are such places. */
export function faultsAt(places: readonly Place[]): Fault[] {
  return FAULTS.filter(({ place }) => places.includes(place));
}
