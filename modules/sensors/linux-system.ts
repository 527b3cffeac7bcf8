import type { Sensor } from "./sensor";

/** What a Linux machine tells of itself in `/proc` and `/sys` (proc(5), sysfs-class-thermal). */

const THERMAL = "/sys/class/thermal/thermal_zone0/temp";

/** Load average of the last minute. */
export function linuxLoad(): Sensor {
  return { quantity: "load", unit: "1", read: readLoad };
}

/** Memory that programs could still get, bytes. */
export function linuxMemory(): Sensor {
  return { quantity: "memory", unit: "By", read: readMemory };
}

/** Temperature of the processor or board, where the machine has a sensor. */
export function linuxTemperature(): Sensor {
  return { quantity: "temperature", unit: "Cel", read: readTemperature };
}

// Functions of the root scope, since each one made in another would keep a scope of its own in memory.

type SensorDone = (value: number | undefined) => void;

function readLoad(done: SensorDone): void {
  done(parseFloat(textOf("/proc/loadavg")));
}

function readMemory(done: SensorDone): void {
  done(1024 * parseInt(textOf("/proc/meminfo").split("MemAvailable:")[1]!));
}

function readTemperature(done: SensorDone): void {
  done(parseInt(textOf(THERMAL)) / 1000);
}

/** @returns "" when there is no such file. */
function textOf(path: string): string {
  try {
    return (require("fs") as EspruinoFs).readFile(path) || "";
  } catch {
    return "";
  }
}
