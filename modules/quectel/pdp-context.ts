import { send } from "../at/at-client";
import { type Done, runSteps } from "./done";
import { quoted } from "./text";

/** Access point and its credentials; "" where the operator asks for none. */
export interface AccessPoint {
  /** `<contextID>` 1 to 7: those that every modem has. */
  pdpContextId: number;
  apn: string;
  username: string;
  password: string;
}

/**
 * Sets the access point and activates the context (`AT+QICSGP`, `AT+QIACT`, TCP/IP application note 2.1; up to 150 s). It is
 * deactivated first: a context left from before the board's restart may have another access point, or be dead although the
 * modem still shows its address.
 */
export function activatePdpContext(point: AccessPoint, done: Done): void {
  const id = point.pdpContextId;
  // Authentication 1 is PAP; "either" (3) is not known to every modem.
  const access = [
    quoted("apn", point.apn, 99),
    quoted("user", point.username, 127),
    quoted("password", point.password, 127),
    point.username ? 1 : 0,
  ];
  runSteps(
    [
      (next) => send("+QIDEACT=" + id, () => next(), { timeoutMs: 40e3 }),
      (next) => send("+QICSGP=" + id + ",1," + access.join(","), next, { isSecret: true }),
      (next) => send("+QIACT=" + id, next, { timeoutMs: 150e3 }),
    ],
    (error) => done(error && new Error("PDP: " + error.message + ": check apn, password")),
    0,
  );
}
