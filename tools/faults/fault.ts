/** The shape of a fault: its name, what it means, what may be said of it, and what it does. */
import type { Clock } from "../clock";
import type { ModemSimulator } from "../simulator";
import type { FaultyLine } from "./faulty-line";
import type { FaultyNetwork } from "./faulty-network";
import type { FaultyServer } from "./faulty-server";
import type { Parameters, Values } from "./parameters";
import type { Spells } from "./spells";

/** Where a fault strikes: the serial line, the modem, the network between modem and servers, the server, or the board. */
export type Place = "line" | "modem" | "network" | "server" | "board";

/** The power of a board. */
export interface BoardPower {
  switchOn(): void;
  switchOff(): void;
  /** Fails in the middle of a change of the flash memory; see PoweredBoard. */
  failInFlash(changes: number, bytes: number, onFailure: () => void): void;
}

/** What a fault acts on. */
export interface FaultBench {
  readonly clock: Clock;
  readonly line: FaultyLine;
  readonly modem: ModemSimulator;
  readonly network: FaultyNetwork;
  readonly server: FaultyServer;
  readonly board: BoardPower;
  /** Faults that last. */
  readonly spells: Spells;
}

export interface Fault<P extends Parameters = Parameters> {
  /** Words joined by hyphens. */
  name: string;
  /** One sentence. */
  meaning: string;
  place: Place;
  parameters: P;
  /**
   * Promised: seconds from its end (see {@link lastsS}) until readings are acknowledged again, for a board that can switch its modem's
   * power where {@link needsPowerCycle} says so.
   */
  recoveryS: number;
  /** Only a power cycle or the power key of the modem ends it. */
  needsPowerCycle?: boolean;
  strike(bench: FaultBench, values: Values<P>): void;
}

/** Lets TypeScript find out the types of the values from the parameters. */
export function fault<const P extends Parameters>(entry: Fault<P>): Fault<P> {
  return entry;
}

/** How long a fault lasts, seconds: its parameter `seconds`, else it is over when it has struck. */
export function lastsS(values: Values): number {
  return Number(values["seconds"] ?? 0);
}

/** The longer trouble lasts, the longer the pauses between two tries have grown: what is promised behind it at least, all in seconds. */
export const LONG_TROUBLES: readonly { lastsS: number; recoveryS: number }[] = [
  { lastsS: 3600, recoveryS: 2400 },
  { lastsS: 600, recoveryS: 1200 },
];

/** The least that is promised behind trouble of so many seconds, whatever it was, seconds. */
export function leastRecoveryS(troubleS: number): number {
  return LONG_TROUBLES.find(({ lastsS: longS }) => troubleS > longS)?.recoveryS ?? 0;
}

/** The promise for a fault with these values, seconds. */
export function recoveryOf({ recoveryS }: Fault, values: Values): number {
  return Math.max(recoveryS, leastRecoveryS(lastsS(values)));
}
