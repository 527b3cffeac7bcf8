/** Command line of `npm run page`. */
import { parseFlags } from "../terminal/flags";
import { UsageError } from "../terminal/usage-error";

export const PAGE_HELP = `Serves the board page: connect a board in the browser, configure, certify, flash, test and watch it.

  npm run page -- [options]

  --port P      port of the page, 0 for any free one (default 8080)
  --host H      address to listen on (default 127.0.0.1, this machine only); browsers give a page access to
                boards only on this machine or over HTTPS
  --out DIR     write the page's files to a folder instead, for any web server with HTTPS, at any path; the
                firmware for all boards is built for it, a minute or two the first time
  --help        this text

The page needs a browser with Web Serial or Web Bluetooth: Chrome, Edge or Opera. It sends nothing to anybody: what is
configured, and keys, go from the browser to the board only.

Exit codes: 0 ended by Ctrl-C, or the files are written, 1 port or folder cannot be had, or the firmware cannot be built,
2 wrong command line.`;

export interface PageArguments {
  isHelp: boolean;
  port: number;
  host: string;
  /** Folder for static files; undefined: serve. */
  out: string | undefined;
}

const FLAGS = {
  port: { type: "string" },
  host: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const DEFAULT_PORT = "8080";
const DEFAULT_HOST = "127.0.0.1";

/** @throws UsageError for a flag or value that is not allowed. */
export function parsePageArguments(args: string[]): PageArguments {
  const { help, port, host, out } = parseFlags(args, FLAGS).values;
  if (out === "") throw new UsageError('--out "": give a folder, for example dist/page');
  if (host === "") throw new UsageError('--host "": give an address of this machine, such as 127.0.0.1');
  const unused = port === undefined ? "host" : "port";
  if (out !== undefined && (port ?? host) !== undefined)
    throw new UsageError(`--${unused} ${port ?? host}: not together with --out, which serves nothing; leave one out`);
  return { isHelp: help, port: portOf(port ?? DEFAULT_PORT), host: host ?? DEFAULT_HOST, out };
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65535) return port;
  throw new UsageError(`--port "${text}": give a whole number from 0 to 65535`);
}
