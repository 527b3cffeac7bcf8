import type { HostSession } from "./host-session";
import { printText } from "./print-text";
import type { AnyFunction } from "./realm";

/** The functions and objects of Espruino that belong to no part of their own. */
export function hostGlobals(session: HostSession): Record<string, unknown> {
  const { machine } = session;
  const print: AnyFunction = (...values) => session.console.print(values.map(printText).join(" "));
  return {
    print,
    console: { log: print, info: print, warn: print, error: print, debug: print },
    process: processObject(session),
    getTime: () => machine.now() / 1000,
    setTime: (seconds: number) => machine.setTime(seconds),
    getSerial: () => machine.options.serialNumber ?? "00000000-00000000-00000000",
    load: (file?: string) => machine.restart({ file }),
    // Line breaks and other foreign characters are passed over, as on the board.
    atob: (text: string) => Buffer.from(text, "base64").toString("latin1"),
    reset: () => machine.restart({ isReset: true }),
    setDeepSleep: () => {},
    setBusyIndicator: () => {},
    setSleepIndicator: () => {},
  };
}

/** `process`. Node has no variables to count: `memory()` gives constant figures of the order of a RAK5010's. */
function processObject(session: HostSession): object {
  const env = { VERSION: "2v29", BOARD: "LINUX", ...session.machine.options.env };
  const variables = { free: 11500, usage: 1000, total: 12500, history: 0, blocksize: 16 };
  const memory: AnyFunction = () => ({ ...variables, rx: { used: session.queue.used, total: session.queue.capacity } });
  return { env, version: env.VERSION, memory };
}
