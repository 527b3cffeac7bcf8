import type { Sensor } from "./sensor";

/** What a Linux machine tells of itself in `/proc` and `/sys` (proc(5), sysfs-class-thermal). */

const THERMAL = "/sys/class/thermal/thermal_zone0/temp";

/** Load average of the last minute. */
export function linuxLoad(): Sensor {
  return fileSensor("load", "1", "/proc/loadavg", parseFloat);
}

/** Memory that programs could still get, bytes. */
export function linuxMemory(): Sensor {
  return fileSensor("memory", "By", "/proc/meminfo", (text) => 1024 * parseInt(text.split("MemAvailable:")[1]!));
}

/** Temperature of the processor or board, where the machine has a sensor. */
export function linuxTemperature(): Sensor {
  return fileSensor("temperature", "Cel", THERMAL, (text) => parseInt(text) / 1000);
}

function fileSensor(quantity: string, unit: string, path: string, parse: (text: string) => number): Sensor {
  return {
    quantity,
    unit,
    read(done) {
      let value: number | undefined;
      try {
        const text = (require("fs") as EspruinoFs).readFile(path);
        value = text ? parse(text) : undefined;
      } catch {
        value = undefined;
      }
      done(value === undefined || isNaN(value) ? undefined : value);
    },
  };
}
