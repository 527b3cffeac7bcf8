import { send, urcs } from "../at/at-client";
import { PdpContext } from "./pdp-context";
import { quoted } from "./text";

/** Seconds since 1970 below which a clock has not been set: 2025-01-01 UTC. */
const EARLIEST_TIME = 1735689600;

/** `error` is set when no source knew the time; `time` in seconds since 1970 UTC. */
export type TimeDone = (error: Error | null, time: number) => void;

/** A time zone can shift what the real-time clock shows by so much, seconds; more means that it is not set. */
const ZONE_LIMIT_S = 15 * 3600;

/** Longest wait for `+QNTP` (TCP/IP application note: 125 s). */
const NTP_TIMEOUT_MS = 125e3;

/**
 * Gets the time from the network (NITZ, `AT+QLTS=1`), else from an NTP server (`AT+QNTP`), and sets the modem's real-time
 * clock by it when that is wrong: certificates are judged by that clock.
 */
export function syncClock(ntpServer: string, done: TimeDone): void {
  const correctRtc = (time: number): void =>
    send("+CCLK?", (_error, parameters) => {
      const iso = new Date(time * 1000).toISOString();
      if (Math.abs(parseTime(parameters) - time) < ZONE_LIMIT_S) done(null, time);
      else
        send('+CCLK="' + iso.substr(2, 8).split("-").join("/") + "," + iso.substr(11, 8) + '+00"', (error) =>
          done(error, time),
        );
    });
  const onNtp = (answer: string): void => {
    const time = parseTime(answer);
    clearTimeout(timer);
    urcs["+QNTP"] = parseTime;
    if (time) correctRtc(time);
    else done(new Error("clock: no time from the network nor from " + ntpServer + " (" + answer + "): set ntp"), 0);
  };
  let timer: ReturnType<typeof setTimeout>;
  send("+QLTS=1", (_error, parameters) => {
    const time = parseTime(parameters);
    if (time) {
      correctRtc(time);
      return;
    }
    timer = setTimeout(onNtp, NTP_TIMEOUT_MS, "no answer");
    send("+QNTP=" + PdpContext.Id + "," + quoted("ntp", ntpServer, 100), (error) => {
      if (error) onNtp(error.message);
      // The URC has the command's own name: only after its OK it is no information response any more.
      else urcs["+QNTP"] = onNtp;
    });
  });
}

/**
 * @param text holds `"yyyy/MM/dd,hh:mm:ss±zz…"` or the same with a year of two digits, quotes included; the zone is left
 * aside since the forms used here are in UTC.
 * @returns seconds since 1970, 0 for anything that is no plausible time.
 */
function parseTime(text: string): number {
  let stamp = text.split('"')[1] || "";
  if (stamp[2] === "/") stamp = "20" + stamp;
  const time = Date.parse(stamp.substr(0, 10).split("/").join("-") + "T" + stamp.substr(11, 8) + "Z") / 1000;
  return time > EARLIEST_TIME ? time : 0;
}
