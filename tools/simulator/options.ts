/** Options of the simulator, each with a default that suits a demonstration. */
import type { Clock } from "../clock";
import type { Network } from "./network";
import type { RegistrationStep } from "./registration";
import type { SimOptions } from "./sim-card";
import type { UartOptions } from "./uart";

/** `named`: `+QSSLURC: "recv",<id>`; `seed`: `+QSSLURC: <id>,<length>` (spec.md). */
export type UrcForm = "named" | "seed";

/** Delays in milliseconds. */
export interface Timing {
  /** From the `\r` of a line to its answer. */
  commandMs: number;
  /** From power on to the last boot URC. */
  bootMs: number;
  /** From searching to registered, in the default registration script. */
  registrationMs: number;
  /** Work of AT+QIACT. */
  pdpMs: number;
  /** Work of AT+QNTP. */
  ntpMs: number;
  /** Added before each AT+QSSLOPEN. */
  openMs: number;
  /** From the last payload byte to `SEND OK`. */
  sendMs: number;
  /** Work of AT+CFUN. */
  cfunMs: number;
  /** From AT+QPOWD to `POWERED DOWN`. */
  powerDownMs: number;
  /** TCP connect without answer: 569 after this. */
  connectTimeoutMs: number;
}

export const DEFAULT_TIMING: Readonly<Timing> = {
  commandMs: 5,
  bootMs: 1000,
  registrationMs: 2000,
  pdpMs: 300,
  ntpMs: 500,
  openMs: 0,
  sendMs: 5,
  cfunMs: 100,
  powerDownMs: 500,
  connectTimeoutMs: 150_000,
};

/** All work takes no time (timeouts stay): for tests. */
export const INSTANT_TIMING: Readonly<Timing> = {
  ...Object.fromEntries(Object.keys(DEFAULT_TIMING).map((name) => [name, 0])),
  connectTimeoutMs: DEFAULT_TIMING.connectTimeoutMs,
} as Timing;

export interface NtpOptions {
  /** `<err>` of `+QNTP`; 0 works. */
  error?: number;
}

/** Places at which a test may speak up: before a line is carried out, and before its final result leaves. */
export type Stage = "command" | "final";

export interface SimulatorOptions {
  clock: Clock;
  network: Network;
  /** Name of the modem profile. Default EG915U. */
  profile?: string;
  sim?: SimOptions;
  /** Default: searching at once, home after `timing.registrationMs`. */
  registration?: readonly RegistrationStep[];
  /** The network sends its time when the modem registers. Default true. */
  nitz?: boolean;
  /** UTC of the network, milliseconds since 1970. Default: the clock's. */
  networkTimeMs?: () => number;
  /** Zone of the network, quarters of an hour. Default 0. */
  zoneQuarters?: number;
  ntp?: NtpOptions;
  /** `<rssi>` of AT+CSQ while registered, 0 to 31. Default 24. */
  rssi?: number;
  operator?: { name: string; code: string };
  urcForm?: UrcForm;
  /** Bytes of the prompt until AT+QICFG="formatcfg" is written. Default `\r\n> `. */
  prompt?: "\r\n> " | "\r\n>" | "\r\n>\r\n";
  /** When the receive URC is armed again. Default `drained`. */
  rearm?: "drained" | "emptyRead";
  /** Input while a command runs: kept for later (default) or lost. */
  busyInput?: "queue" | "ignore";
  timing?: Partial<Timing>;
  /** Speed of the line; by default bytes leave at once. */
  uart?: Pick<UartOptions, "baud">;
  /** Files by bare name; the map is used as it is, so it can outlive the simulator. */
  files?: Map<string, Buffer>;
  trace?: UartOptions["trace"];
  splitter?: UartOptions["splitter"];
  onStage?: (stage: Stage, line: string) => void;
}

/** Faults that a test switches on while the modem runs; counters count down. */
export interface Faults {
  /** Sends that answer SEND FAIL after the payload. */
  sendFailures: number;
  /** Sends that answer ERROR instead of the prompt. */
  promptErrors: number;
  /** Receive URCs that get lost. */
  lostReceiveUrcs: number;
  /** Opens until the stack is exhausted and every further one answers 552, until a power cycle. */
  opensUntilExhausted: number;
  /** No answer to anything. */
  isSilent: boolean;
}

export const NO_FAULTS: Readonly<Faults> = {
  sendFailures: 0,
  promptErrors: 0,
  lostReceiveUrcs: 0,
  opensUntilExhausted: Infinity,
  isSilent: false,
};
