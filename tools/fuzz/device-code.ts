/** Builds the device side of the fuzzing as the boot code is built, minified, and instruments it. */
import { buildFirmware, type BuildPlace } from "../build/bundle";
import { expandTokens } from "../build/pretokenise";
import { instrument, type InstrumentedCode } from "./instrument";

/**
 * @param place where the sources are; the project itself when left out.
 * @throws Error for faults of the sources.
 */
export async function buildDeviceCode(place: BuildPlace = {}): Promise<InstrumentedCode> {
  const target = { entry: "tools/fuzz/device-entry.ts", tsconfig: "tools/fuzz/tsconfig.device.json" };
  const { code } = await buildFirmware({ board: "LINUX", ...target, ...place });
  return instrument(expandTokens(code));
}
