/** Faults by chance: the same seed gives the same ones, whatever happens meanwhile. */
import { faultsAt } from "./catalogue";
import type { Fault, Place } from "./fault";
import type { FaultEvent } from "./fault-event";
import { drawValues } from "./parameters";
import type { ScheduledFault } from "./schedule";
import { SeededRandom } from "./seeded-random";

export interface RandomFaultOptions {
  seed: number;
  /** On the average, in an hour of the clock. */
  perHour: number;
  /** Where faults can strike. */
  places: readonly Place[];
  /** Something can switch the modem's power: faults that only this ends strike too. Default false. */
  hasPowerSwitch?: boolean;
}

/** Longest that a random fault counts bytes before it strikes. */
const FARTHEST_BYTE = 300;

/** Faults without end, in order of their times: as far apart as calls of strangers (a Poisson process). */
export function* randomFaults(options: RandomFaultOptions): Generator<ScheduledFault, never> {
  const { seed, perHour, places, hasPowerSwitch = false } = options;
  const random = new SeededRandom(seed);
  const faults = faultsAt(places).filter(({ needsPowerCycle = false }) => hasPowerSwitch || !needsPowerCycle);
  for (let atS = 0; ;) {
    atS += (-Math.log(1 - random.next()) * 3600) / perHour;
    yield draw(faults, atS, places, random);
  }
}

/** Half of them strike at once, the others at the next event of some kind. */
function draw(faults: readonly Fault[], atS: number, places: readonly Place[], random: SeededRandom): ScheduledFault {
  const fault = random.pick(faults);
  const values = drawValues(fault.parameters, random);
  const event = drawEvent(places, random);
  return random.next() < 0.5 ? { fault, values, atS } : { fault, values, atS, when: event };
}

function drawEvent(places: readonly Place[], random: SeededRandom): FaultEvent {
  const events: FaultEvent[] = [];
  const add = (place: Place, name: FaultEvent["name"], text: string, byte = 0): void => {
    if (places.includes(place)) events.push({ name, text, nth: 1, byte });
  };
  add("modem", "command", "*");
  add("modem", "prompt", "*");
  add("modem", "payload", "*", random.integer(1, FARTHEST_BYTE));
  add("modem", "answer", "*");
  add("modem", "result", "*");
  add("line", "toHost", "", random.integer(1, FARTHEST_BYTE));
  add("line", "toModem", "", random.integer(1, FARTHEST_BYTE));
  add("network", "open", "*");
  add("server", "request", "*");
  return random.pick(events);
}
