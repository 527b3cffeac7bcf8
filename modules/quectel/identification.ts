import type { AtClient } from "../at/at-client";
import type { Done } from "./done";

/** Who the modem is, from `ATI` and `AT+CGSN`. */
export interface Identity {
  model: string;
  revision: string;
  imei: string;
}

/** Fills `identity`. */
export function identify(at: AtClient, identity: Identity, done: Done): void {
  const options = { isBare: true };
  const onImei = (error: Error | null, imei: string): void => {
    identity.imei = imei;
    done(error);
  };
  const onLines = (error: Error | null, lines: string): void => {
    // Three lines: Quectel, <model>, Revision: <revision>.
    const parts = lines.split("\n");
    identity.model = parts[1] || "";
    identity.revision = (parts[2] || "").substr(10);
    if (error) done(error);
    else at.send("+CGSN", onImei, options);
  };
  at.send("I", onLines, options);
}
