/** Options of the simulator, each with a default that suits a demonstration. */
import type { Clock } from "../clock";
import type { Network } from "./network";
import type { Profile } from "./profile";
import type { Rearm } from "./receive-buffer";
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
  /** Work of AT+COPS=?. */
  scanMs: number;
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
  scanMs: 15_000,
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

/**
 * Places at which a test may step in, and reboot or switch off the modem too. `command`: before a line is carried out; `line`: behind
 * each information line and its payload; `data`: behind the prompt or CONNECT; `payload`: behind each piece of the host's payload but the last;
 * `final`: before the final result.
 */
export type Stage = "command" | "line" | "data" | "payload" | "final";

export interface SimulatorOptions {
  clock: Clock;
  network: Network;
  /** Modem profile, or the name of one. Default EG915U. */
  profile?: string | Profile;
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
  /** Bytes of the prompt until AT+QICFG="formatcfg" is written. Default: the profile's. */
  prompt?: "\r\n> " | "\r\n>" | "\r\n>\r\n";
  /** When the receive URC is armed again. Default `drained`. */
  rearm?: Rearm;
  /** Input while a command runs: kept for later (default) or lost. */
  busyInput?: "queue" | "ignore";
  timing?: Partial<Timing>;
  /** Paces the line; by default bytes leave at once. */
  uart?: Pick<UartOptions, "baud" | "paceMs">;
  /** Rate that an earlier AT+IPR and AT&W left, bits per second; 0 finds out the host's. Default 115200. */
  storedBaud?: number;
  /** Files by bare name; the map is used as it is, so it can outlive the simulator. */
  files?: Map<string, Buffer>;
  trace?: UartOptions["trace"];
  splitter?: UartOptions["splitter"];
  /** @param line the command line, with `AT`. */
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
  /** Prompts of a send that are not said; the modem waits for the payload all the same. */
  lostPrompts: number;
  /** Command lines that are carried out without an answer. */
  lostAnswers: number;
  /** The next command line is taken up so much later, milliseconds. */
  lateMs: number;
  /** What the next command lines answer in place of being carried out. */
  errorAnswers: string[];
  /** AT+QIACT is refused. */
  isPdpRefused: boolean;
  /** The flash takes no byte more. */
  isFlashFull: boolean;
}

export const noFaults = (): Faults => ({
  sendFailures: 0,
  promptErrors: 0,
  lostReceiveUrcs: 0,
  opensUntilExhausted: Infinity,
  isSilent: false,
  lostPrompts: 0,
  lostAnswers: 0,
  lateMs: 0,
  errorAnswers: [],
  isPdpRefused: false,
  isFlashFull: false,
});
