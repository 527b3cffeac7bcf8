import { nothing, send } from "../at/at-client";
import { parameters, setLineHandler } from "../at/line-reader";
import { quoted } from "./text";

/** Seconds since 1970 below which a clock has not been set: November 2023. */
const EARLIEST_TIME = 1.7e9;

/** And above which it is a date of the last century, 1980 for example, taken for one of this: 2065. */
const LATEST_TIME = 3e9;

/** `error` is set when no source knew the time; `time` in seconds since 1970 UTC. */
export type TimeDone = (error: Error | null, time: number) => void;

/** Longest wait for `+QNTP` (TCP/IP application note: 125 s). */
const NTP_TIMEOUT_MS = 125e3;

/**
 * Gets the time from the network (NITZ, `AT+QLTS=1`), else from an NTP server (`AT+QNTP`), and sets the modem's real-time
 * clock to it in UTC: certificates are judged by that clock.
 * @param pdpContextId the active PDP context, 1 to 7.
 */
export function syncClock(ntpServer: string, pdpContextId: number, done: TimeDone): void {
  // "…yy/MM/dd,hh:mm:ss…" in UTC, with a year of four digits or two; the zone behind it is left aside.
  const setRtc = (answer: string): boolean => {
    const stamp = answer.substr(answer.indexOf("/") - 2, 17);
    const time = Date.parse("20" + stamp.substr(0, 8).split("/").join("-") + "T" + stamp.substr(9) + "Z") / 1000;
    const isTime = time > EARLIEST_TIME && time < LATEST_TIME;
    if (isTime) send('+CCLK="' + stamp + '+00"', (error) => done(error, time));
    return isTime;
  };
  const onNtp = (said?: string): void => {
    const answer = said || parameters();
    clearTimeout(timer);
    setLineHandler("+QNTP", nothing);
    if (!setRtc(answer)) done(new Error("clock: no time from NITZ nor " + ntpServer + " (" + answer + "): set ntp"), 0);
  };
  const command = "+QNTP=" + pdpContextId + "," + quoted("ntp", ntpServer, 100);
  let timer: ReturnType<typeof setTimeout>;
  send("+QLTS=1", (_error, answer) => {
    if (setRtc(answer)) return;
    timer = setTimeout(onNtp, NTP_TIMEOUT_MS, "no answer");
    send(command, (error) => {
      if (error) onNtp(error.message);
      // The URC has the command's own name: only after its OK it is no information response any more.
      else setLineHandler("+QNTP", onNtp);
    });
  });
}
