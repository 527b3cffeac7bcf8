/** Command line of `npm run collect`: help, flags, and the files they name. */
import { readFileSync } from "node:fs";
import { FAULT_FLAGS, FAULT_HELP, type FaultFlags, readFaultFlags } from "../faults/fault-flags";
import type { ScheduledFault } from "../faults/schedule";
import { parseFlags } from "../terminal/flags";
import { UsageError } from "../terminal/usage-error";

export const COLLECT_HELP = `Receives telemetry over HTTPS (TLS 1.2) and prints it.

  npm run collect -- [options]

  --port P         port for the boards, 0 for any free one (default 8443)
  --host H         address to listen on (default 127.0.0.1, this machine only)
  --cert F         PEM certificate of this server
  --key F          PEM private key of the certificate
  --client-ca F    PEM authority: only clients with its certificates are let in
  --demo FOLDER    without --cert: certificates made for a demonstration are kept here (default .demo)
  --page-port P    also serve a page with the readings on 127.0.0.1, 0 for any free port
${FAULT_HELP}
  --help           this text

Batches are posted to /readings; /summary tells what arrived. Ctrl-C prints the summary and ends.

Exit codes: 0 ended by Ctrl-C, 1 a port cannot be had or a part failed, 2 wrong command line.`;

export interface CollectArguments {
  port: number;
  host: string;
  /** PEM texts; undefined means the demonstration's certificates. */
  certificate: { cert: string; key: string } | undefined;
  /** PEM text. */
  clientCa: string | undefined;
  demoFolder: string;
  pagePort: number | undefined;
  /** Of the server, in order of their times. */
  faults: Iterable<ScheduledFault>;
}

const OPTIONS = {
  port: { type: "string", default: "8443" },
  host: { type: "string", default: "127.0.0.1" },
  cert: { type: "string" },
  key: { type: "string" },
  "client-ca": { type: "string" },
  demo: { type: "string" },
  "page-port": { type: "string" },
  ...FAULT_FLAGS,
  help: { type: "boolean", default: false },
} as const;

/**
 * Reads the command line and the files it names.
 * @returns undefined when help was asked for.
 * @throws UsageError for a flag or value that is not allowed and for a file that cannot be used.
 */
export function parseCollectArguments(argv: string[]): CollectArguments | undefined {
  const { values } = parseFlags(argv, OPTIONS);
  if (values.help) return undefined;
  const { cert, key, demo, "client-ca": clientCa, "page-port": pagePort } = values;
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError(`--${cert === undefined ? "cert" : "key"} is missing: --cert and --key go together`);
  }
  if (cert !== undefined && demo !== undefined) {
    throw new UsageError(`--demo ${demo}: not together with --cert; leave one of them out`);
  }
  if (values.host === "") throw new UsageError('--host "": give an address of this machine, such as 127.0.0.1');
  return {
    port: parsePort("port", values.port),
    host: values.host,
    certificate:
      cert !== undefined && key !== undefined ? { cert: readPem("cert", cert), key: readPem("key", key) } : undefined,
    clientCa: clientCa === undefined ? undefined : readPem("client-ca", clientCa),
    demoFolder: demo ?? ".demo",
    pagePort: pagePort === undefined ? undefined : parsePort("page-port", pagePort),
    faults: readFaults(values),
  };
}

function readFaults(values: FaultFlags): Iterable<ScheduledFault> {
  try {
    return readFaultFlags(values, ["server"]);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function parsePort(flag: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65535) return port;
  throw new UsageError(`--${flag} ${text}: not a port; give a whole number from 0 to 65535`);
}

function readPem(flag: string, file: string): string {
  const label = flag === "key" ? "PRIVATE KEY" : "CERTIFICATE";
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `--${flag} ${file}: cannot be read (${(error as NodeJS.ErrnoException).code}); check the path`,
    );
  }
  if (text.includes("-----BEGIN ") && text.includes(`${label}-----`)) return text;
  throw new UsageError(`--${flag} ${file}: not a PEM file with a ${label}; convert it with openssl`);
}
