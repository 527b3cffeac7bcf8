/** The faults that a device in the field meets: by chance, the same ones for the same seed. */
import { randomFaults } from "../faults/random-faults";
import type { ScheduledFault } from "../faults/schedule";
import { CALM_S } from "./field-run";
import { type FieldSetup, placesOf } from "./field-setup";

/** @param perHour on the average. */
export function* fieldFaults(setup: FieldSetup, seed: number, perHour: number): Generator<ScheduledFault> {
  const hasPowerSwitch = setup.modemPins !== undefined;
  for (const scheduled of randomFaults({ seed, perHour, places: placesOf(setup), hasPowerSwitch }))
    yield { ...scheduled, atS: CALM_S + scheduled.atS };
}
