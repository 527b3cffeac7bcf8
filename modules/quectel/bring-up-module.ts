/**
 * The Espruino module `QuectelBringUp`. In its build `../at/at-client` is {@link bindAt}'s file: there is one AT client, that of
 * `QuectelSSL`, which hands in the parts that are needed.
 */
import type { send as Send, urcs as Urcs } from "../at/at-client";
import { bindAt } from "./at-binding";
import { bringUp, type BringUpSettings, type NetworkStatus } from "./bring-up";
import type { Done } from "./done";

/** Its own name for `require`. */
const NAME = "QuectelBringUp";

/**
 * @see bringUp Ends by giving this module's memory back until the next start, where Storage has it and `require` will find it again:
 * one that came with the program's text (`Modules.addCached`, the way of the Web IDE) is there only once.
 */
export function run(
  send: typeof Send,
  urcs: typeof Urcs,
  settings: BringUpSettings,
  status: NetworkStatus,
  done: Done,
): void {
  bindAt(send, urcs);
  bringUp(settings, status, (error) => {
    if ((require("Storage") as EspruinoStorage).read(NAME)) Modules.removeCached(NAME);
    done(error);
  });
}
