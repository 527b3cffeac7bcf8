/**
 * The Espruino module `QuectelBringUp`. In its build `../at/at-client` is {@link bindAt}'s file: there is one AT client, that of
 * `QuectelSSL`, which hands in the parts that are needed.
 */
import type { send as Send, urcs as Urcs } from "../at/at-client";
import { bindAt } from "./at-binding";
import { bringUp, type BringUpSettings, type NetworkStatus } from "./bring-up";
import type { Done } from "./done";

/** @see bringUp */
export function run(
  send: typeof Send,
  urcs: typeof Urcs,
  settings: BringUpSettings,
  status: NetworkStatus,
  done: Done,
): void {
  bindAt(send, urcs);
  bringUp(settings, status, done);
}
