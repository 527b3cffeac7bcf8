import { send } from "../at/at-client";
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
export function activatePdpContext(point: AccessPoint, done: Done): void {
  const apn = quoted("apn", point.apn, 99);
  let isActive = false;
  let isSet = false;
  runSteps(
    [
      (next) =>
        send("+QIACT?", (error, contexts) => {
          isActive = ("\n" + contexts).indexOf("\n" + PdpContext.Id + ",1") >= 0;
          next(error);
        }),
      (next) =>
        send(
          "+QICSGP=" + PdpContext.Id,
          (error, parameters) => {
            isSet = isActive && parameters.split(",")[1] === apn;
            next(error);
          },
          { isSecret: true },
        ),
      (next) => {
        if (isActive && !isSet) send("+QIDEACT=" + PdpContext.Id, next, { timeoutMs: 40e3 });
        else next();
      },
      (next) => {
        // Authentication 1 is PAP; "either" (3) is not known to every modem.
        const access = [apn, quoted("user", point.username, 127), quoted("password", point.password, 127)];
        if (isSet) next();
        else
          send("+QICSGP=" + PdpContext.Id + ",1," + access.join(",") + (point.username ? ",1" : ",0"), next, {
            isSecret: true,
          });
      },
      (next) => {
        if (isSet) next();
        else send("+QIACT=" + PdpContext.Id, next, { timeoutMs: 150e3 });
      },
    ],
    (error) => done(error && new Error("PDP context: " + error.message + ": check apn, user, password")),
  );
}
