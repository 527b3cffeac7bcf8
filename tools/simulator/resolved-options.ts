/** Fills in the defaults of the simulator's options. */
import { DEFAULT_TIMING, type SimulatorOptions, type Timing } from "./options";
import type { RegistrationStep } from "./registration";

type Optional = "trace" | "onStage" | "splitter" | "uart" | "prompt" | "storedBaud";
type Complete = Required<Omit<SimulatorOptions, Optional | "timing">>;

export type ResolvedOptions = Complete & Pick<SimulatorOptions, Optional> & { timing: Timing };

export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  return {
    profile: "EG915U",
    sim: {},
    registration: defaultRegistration(timing),
    nitz: true,
    networkTimeMs: () => options.clock.now(),
    zoneQuarters: 0,
    ntp: {},
    rssi: 24,
    operator: { name: "Simulator", code: "00101" },
    urcForm: "named",
    rearm: "drained",
    busyInput: "queue",
    files: new Map(),
    ...options,
    timing,
  };
}

function defaultRegistration(timing: Timing): RegistrationStep[] {
  return [
    { stat: 2, afterMs: 0 },
    { stat: 1, afterMs: timing.registrationMs },
  ];
}
