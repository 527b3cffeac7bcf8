/** Stands for the AT client in an Espruino module that is loaded beside it: the same names, bound to the client that runs. */
import type { send as Send } from "../at/at-client";
import type { parameters as Parameters, setLineHandler as SetLineHandler } from "../at/line-reader";

export let send: typeof Send;
export let setLineHandler: typeof SetLineHandler;
export let parameters: typeof Parameters;

export function bindAt(
  runningSend: typeof Send,
  runningSetLineHandler: typeof SetLineHandler,
  runningParameters: typeof Parameters,
): void {
  send = runningSend;
  setLineHandler = runningSetLineHandler;
  parameters = runningParameters;
}

export function nothing(): void {}
