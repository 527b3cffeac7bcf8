/** Command line of `npm run monitor`. */
import { checkedBaud, checkedPort, CONSOLE_FLAGS } from "../link/board-flags";
import { DEFAULT_BAUD } from "../link/open-port";
import { parseFlags } from "../terminal/flags";
import { UsageError } from "../terminal/usage-error";

export const MONITOR_HELP = `Shows what a board prints, with the time of this machine and the level. The board is not reset by it, and
nothing is sent to it unless --at or --page is given. When the board goes it is waited for.

  npm run monitor -- --port PORT [options]

  --port PORT     serial port or terminal of the board's console, or tcp://host:port; may be left out when there
                  is just one serial port
  --at            show the dialogue with the modem too, without secrets and payload
  --page          show it on a local page too, with plots, client slots and the explanation of each line of the
                  dialogue; the board is asked for its status every 3 seconds
  --page-port N   port of that page, 0 to 65535 (default: any free one)
  --duration S    end after S seconds, 1 to 86400; without it Ctrl-C ends it
  --baud N        speed of a console on a UART (default ${DEFAULT_BAUD})
  --help          this text

Exit codes: 0 ended by --duration or Ctrl-C, 1 the port cannot be had, 2 wrong command line.`;

export interface MonitorArguments {
  isHelp: boolean;
  /** Undefined: the only serial port. */
  port: string | undefined;
  baud: number;
  hasDialogue: boolean;
  /** Undefined: no page; 0: any free port. */
  pagePort: number | undefined;
  durationS: number | undefined;
}

const FLAGS = {
  ...CONSOLE_FLAGS,
  at: { type: "boolean", default: false },
  page: { type: "boolean", default: false },
  "page-port": { type: "string" },
  duration: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const LONGEST_S = 86400;

/** @throws UsageError for a flag or value that is not allowed. */
export function parseMonitorArguments(args: string[]): MonitorArguments {
  const { values } = parseFlags(args, FLAGS);
  return {
    isHelp: values.help,
    port: checkedPort(values.port),
    baud: checkedBaud(values.baud),
    hasDialogue: values.at,
    pagePort: pagePort(values.page, values["page-port"]),
    durationS: values.duration === undefined ? undefined : seconds(values.duration),
  };
}

function seconds(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= LONGEST_S) return value;
  throw new UsageError(`--duration "${text}": give a whole number of seconds from 1 to ${LONGEST_S}`);
}

function pagePort(hasPage: boolean, text: string | undefined): number | undefined {
  if (!hasPage && text !== undefined)
    throw new UsageError(`--page-port "${text}": it belongs to --page, which is missing`);
  if (!hasPage || text === undefined) return hasPage ? 0 : undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new UsageError(`--page-port "${text}": give a whole number from 0 to 65535`);
}
