/** The boards of the campaign: what a device in the field is, and how it is set up. */
import type { HostRuntimeOptions } from "../host/host-runtime";
import type { Place } from "../faults/fault";
import type { ReadingForm } from "./ledger";

/** Between two readings, and longest time that one waits for its upload, seconds. */
export const INTERVAL_S = 900;
export const UPLOAD_S = 3600;

export interface FieldSetup {
  /** Name of the build. */
  board: string;
  /** Flash memory for Storage, bytes. */
  flashBytes: number;
  pageBytes: number;
  /** Where it begins for the program. */
  flashStart: number;
  /** `config.json`. */
  config: Record<string, unknown>;
  form: ReadingForm;
  /** The host's pins on PWRKEY and RESET_N of the modem, where it can switch it. */
  modemPins: { pwrkey: string; reset: string } | undefined;
  /** The clock keeps its time without power. */
  hasBatteryClock: boolean;
  /** So many readings may wait before any is dropped. */
  journalHolds: number;
  /** How the sensor's value comes to the program. */
  sensor(read: () => number): Partial<HostRuntimeOptions>;
}

const DEVICE = "pole-17";

const CONFIG = {
  device: DEVICE,
  apn: "internet",
  server: { url: "https://collector.example:8443/readings" },
  tls: { ca: "ca.pem" },
  upload: { intervalS: UPLOAD_S },
};

export const FIELD_SETUPS: readonly FieldSetup[] = [
  {
    board: "LINUX",
    flashBytes: 262144,
    pageBytes: 1024,
    flashStart: 0x10000000,
    config: {
      ...CONFIG,
      sampling: { intervalS: INTERVAL_S, sensors: ["load"] },
      uart: { path: "/dev/ttyS0" },
    },
    form: { device: DEVICE, quantity: "load", unit: "1", timeToleranceS: 2 },
    modemPins: undefined,
    hasBatteryClock: true,
    journalHolds: 50,
    sensor: (read) => ({
      files: {
        get "/proc/loadavg"() {
          return `${read()} 0 0 1/100 1000\n`;
        },
      },
    }),
  },
  {
    board: "PIXLJS",
    flashBytes: 65536,
    pageBytes: 4096,
    flashStart: 0x6d000,
    config: {
      ...CONFIG,
      sampling: { intervalS: INTERVAL_S, sensors: ["temperature"] },
      uart: { pins: { pwrkey: "D2", reset: "D3" } },
    },
    form: { device: DEVICE, quantity: "temperature", unit: "Cel", timeToleranceS: 5 },
    modemPins: { pwrkey: "D2", reset: "D3" },
    hasBatteryClock: false,
    journalHolds: 25,
    sensor: (read) => ({ temperature: read }),
  },
];

/** @throws Error that names those that there are. */
export function fieldSetup(board: string): FieldSetup {
  const found = FIELD_SETUPS.find((setup) => setup.board === board);
  if (found) return found;
  throw new Error(`"${board}": use one of ${FIELD_SETUPS.map((setup) => setup.board).join(", ")}`);
}

/** Where faults can strike. */
export const PLACES: readonly Place[] = ["line", "modem", "network", "server", "board"];
