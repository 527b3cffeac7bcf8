/** What the sensors of board LINUX read of the machine: which of them there are decides how many readings there are. */
import { readFileSync } from "node:fs";

const PATHS = ["/proc/loadavg", "/proc/meminfo", "/sys/class/thermal/thermal_zone0/temp"];

/** The files that are there, as they are now. */
export function sensorFiles(): Record<string, string> {
  return Object.fromEntries(
    PATHS.flatMap((path) => {
      try {
        return [[path, readFileSync(path, "latin1")]];
      } catch {
        return [];
      }
    }),
  );
}
