import type { AtClient } from "../at/at-client";
import { type Done, runSteps } from "./done";
import { quoted } from "./text";

/** `<contextID>` of the one PDP context in use. */
export const enum PdpContext {
  Id = 1,
}

/** Access point and its credentials; "" where the operator asks for none. */
export interface AccessPoint {
  apn: string;
  username: string;
  password: string;
}

/**
 * Sets the access point and activates the context unless it is active with this access point already
 * (`AT+QICSGP`, `AT+QIACT`, TCP/IP application note 2.1; activation takes up to 150 s).
 */
export function activatePdpContext(at: AtClient, point: AccessPoint, done: Done): void {
  const apn = quoted("apn", point.apn, 99);
  // Authentication 1 is PAP; "either" (3) is not known to every modem.
  const access = [
    apn,
    quoted("user", point.username, 127),
    quoted("password", point.password, 127),
    point.username ? 1 : 0,
  ];
  const secret = { isSecret: true };
  let isActive = false;
  let isSet = false;
  runSteps(
    [
      (next) =>
        at.send("+QIACT?", (error, contexts) => {
          isActive = ("\n" + contexts).indexOf("\n" + PdpContext.Id + ",1") >= 0;
          next(error);
        }),
      (next) =>
        at.send(
          "+QICSGP=" + PdpContext.Id,
          (error, parameters) => {
            isSet = isActive && parameters.split(",")[1] === apn;
            next(error);
          },
          secret,
        ),
      (next) => {
        if (isActive && !isSet) at.send("+QIDEACT=" + PdpContext.Id, next, { timeoutMs: 40e3 });
        else next();
      },
      (next) => {
        if (isSet) done();
        else at.send("+QICSGP=" + PdpContext.Id + ",1," + access.join(","), next, secret);
      },
      (next) => at.send("+QIACT=" + PdpContext.Id, next, { timeoutMs: 150e3 }),
    ],
    (error) => done(error && new Error("PDP context: " + error.message + ": check apn, user and password")),
  );
}
