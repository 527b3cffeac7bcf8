/**
 * The Espruino module `QuectelBringUp`. In its build `../at/at-client` is {@link bindAt}'s file: there is one AT client, that of
 * `QuectelSSL`, which hands in the parts that are needed.
 */
import type { send as Send } from "../at/at-client";
import { nothing } from "../at/at-client";
import type { parameters as Parameters, setLineHandler as SetLineHandler } from "../at/line-reader";
import { bindAt } from "./at-binding";
import { bringUp, type BringUpSettings, type NetworkStatus } from "./bring-up";
import type { Done } from "./done";
import type { ModemInterface } from "./index";
import type * as NetworkModule from "./network-module";
import type { AtParts } from "./udp-module";

/** Its own name for `require`. */
const NAME = "QuectelBringUp";

/** What a program said, and what this module keeps there for the next start. */
type ProgramSettings = Partial<BringUpSettings> & {
  /** The PIN was refused. A function in the settings would hold this module in memory. */
  isRefused?: boolean;
  /** What a program has, and the firmware has not: Espruino's own network is to go through it. */
  modem?: ModemInterface;
};

/** What a program need not say. */
function complete(settings: ProgramSettings): BringUpSettings {
  const defaults = {
    apn: "",
    username: "",
    password: "",
    pin: "",
    ntp: "pool.ntp.org",
    onTime: nothing,
    pinGuard: {
      isRefused: () => settings.isRefused,
      setRefused: (isRefused: boolean) => (settings.isRefused = isRefused),
    },
  };
  return Object.assign(defaults, settings) as BringUpSettings;
}

/**
 * @see bringUp Ends by giving this module's memory back until the next start, where Storage has it and `require` will find it again:
 * one that came with the program's text (`Modules.addCached`, the way of the Web IDE) is there only once.
 */
export function run(
  send: typeof Send,
  setLineHandler: typeof SetLineHandler,
  parameters: typeof Parameters,
  settings: ProgramSettings,
  status: NetworkStatus,
  done: Done,
): void {
  bindAt(send, setLineHandler, parameters);
  bringUp(complete(settings), status, (error) => {
    if ((require("Storage") as EspruinoStorage).read(NAME)) Modules.removeCached(NAME);
    if (!error && settings.modem) startNetwork(settings.modem, [send, setLineHandler, parameters]);
    done(error);
  });
}

/** A board need not have that module, nor a network in its interpreter. */
function startNetwork(modem: ModemInterface, parts: AtParts): void {
  try {
    (require("QuectelNetwork") as typeof NetworkModule).start(modem, parts);
  } catch {
    // Without it a program still has the modem's own interface.
  }
}
