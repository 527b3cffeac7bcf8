/** The faults that a device in the field meets: by chance, the same ones for the same seed. */
import { faultNamed } from "../faults/catalogue";
import { readValues } from "../faults/parameters";
import { randomFaults } from "../faults/random-faults";
import type { ScheduledFault } from "../faults/schedule";
import { SeededRandom } from "../faults/seeded-random";
import { CALM_S } from "./field-run";
import { type FieldSetup, PLACES } from "./field-setup";

/** What can last for a day in the field: so long that the journal of a device overflows. */
const OUTAGES = [
  "registration-lost",
  "registration-denied",
  "connections-refused",
  "connections-unanswered",
  "bearer-dead",
  "pdp-refused",
  "sim-removed",
  "server-refuses",
  "board-power-loss",
];
const SHORTEST_S = 10_000;
const LONGEST_S = 86_400;
/** One device in so many meets an outage, within so many days. */
const OUTAGE_EACH = 4;
const OUTAGE_DAYS = 25;
/** Its lots are others than those of the faults. */
const OUTAGE_CHANCE = 0x0a7;

/** @param perHour on the average. */
export function* fieldFaults(setup: FieldSetup, seed: number, perHour: number): Generator<ScheduledFault> {
  const hasPowerSwitch = setup.modemPins !== undefined;
  let outage = drawOutage(seed);
  for (const scheduled of randomFaults({ seed, perHour, places: PLACES, hasPowerSwitch })) {
    const next = { ...scheduled, atS: CALM_S + scheduled.atS };
    if (outage && outage.atS <= next.atS) {
      yield outage;
      outage = undefined;
    }
    yield next;
  }
}

function drawOutage(seed: number): ScheduledFault | undefined {
  const random = new SeededRandom(seed ^ OUTAGE_CHANCE);
  const fault = faultNamed(random.pick(OUTAGES));
  const values = readValues(fault.parameters, { seconds: random.integer(SHORTEST_S, LONGEST_S) });
  const atS = CALM_S + random.next() * OUTAGE_DAYS * 86_400;
  return seed % OUTAGE_EACH === 0 ? { fault, values, atS } : undefined;
}
