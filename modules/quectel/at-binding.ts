/** Stands for the AT client in an Espruino module that is loaded beside it: the same names, bound to the client that runs. */
import type { send as Send, urcs as Urcs } from "../at/at-client";

export let send: typeof Send;
export let urcs: typeof Urcs;

export function bindAt(runningSend: typeof Send, runningUrcs: typeof Urcs): void {
  send = runningSend;
  urcs = runningUrcs;
}

export function nothing(): void {}
