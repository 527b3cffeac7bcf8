/** Command line of `npm run doctor`. */
import { boardNames } from "../build/bundle";
import { checkedBaud, checkedBoard, checkedPort, checkedUart, CONSOLE_FLAGS, UART_FLAGS } from "../link/board-flags";
import { DEFAULT_BAUD } from "../link/open-port";
import type { ModemUart } from "../provision/service-client";
import { parseFlags } from "../terminal/flags";

export const DOCTOR_HELP = `Tests the connection of a board to its server step by step: board, configuration, modem, SIM, signal, registration, PDP context, clock,
DNS, TCP, TLS, and HTTP or MQTT. Of the first step that fails it says what failed and what to do.

  npm run doctor -- --port P [options]

  --port P         the board's console: a serial port, a terminal or tcp://host:port (default: the only port there is)
  --config F       test with this configuration, and the CA that lies beside it; the board's stays (default: the one on the board)
  --board B        ${boardNames().join(", ")} (default: what the board says that it is)
  --baud N         speed of a console on a UART (default ${DEFAULT_BAUD})
  --uart PATH      terminal of the modem on a LINUX board, where no configuration tells, and
  --uart-baud N    its speed (default 115200)
  --json           print one JSON object: isOk, and of each step its state, text, remedy, duration and facts
  --help           this text

The board's program is stopped meanwhile and started again at the end, also when the test is stopped by Ctrl-C; no reading is lost, and none is
sent: an HTTPS server gets the head of a request whose content never comes, a broker a CONNECT without last will and a DISCONNECT.
It takes a minute, and several where the modem has to look for its network. No secret is printed.

Exit codes: 0 no step failed, 1 one did, or the board cannot be tested, 2 the command line is wrong and the board was not touched.`;

export interface DoctorArguments {
  /** Undefined: the only one there is. */
  port: string | undefined;
  baud: number;
  config: string | undefined;
  /** Upper case; undefined: what the board says that it is. */
  board: string | undefined;
  uart: ModemUart;
  isJson: boolean;
}

const FLAGS = {
  ...CONSOLE_FLAGS,
  ...UART_FLAGS,
  config: { type: "string" },
  board: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** @returns undefined when help was asked for. @throws UsageError that names the flag or value that is wrong and says what to do. */
export function parseDoctorArguments(words: string[]): DoctorArguments | undefined {
  const { values } = parseFlags(words, FLAGS);
  if (values.help) return undefined;
  return {
    port: checkedPort(values.port),
    baud: checkedBaud(values.baud),
    config: values.config,
    board: checkedBoard(values.board, boardNames()),
    uart: checkedUart(values),
    isJson: values.json,
  };
}
