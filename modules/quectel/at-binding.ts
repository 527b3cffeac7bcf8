/** Stands for the AT client in an Espruino module that is loaded beside it: the same names, bound to the client that runs. */
import type { send as Send } from "../at/at-client";
import type { setLineHandler as SetLineHandler } from "../at/line-reader";

export let send: typeof Send;
export let setLineHandler: typeof SetLineHandler;

export function bindAt(runningSend: typeof Send, runningSetLineHandler: typeof SetLineHandler): void {
  send = runningSend;
  setLineHandler = runningSetLineHandler;
}

export function nothing(): void {}
