/** Commands to the device: a flat JSON object each, judged wholly before anything is done, and answered with what came of it. */
import { integer } from "../modules/quectel/text";

/** What commands act on. */
export interface CommandTools {
  status(this: void): unknown;
  /** See `tuneUplink`. */
  tune(this: void, seconds: number): void;
  /** The interval of sampling. */
  sampling: ReturnType<typeof setInterval>;
}

/** A command as it came; every member may be anything. */
interface Command {
  /** Handed back in the answer: a number, or at most 40 characters. */
  id?: string | number;
  command?: string;
  uploadS?: number;
  samplingS?: number;
}

/** The answer goes out before the board restarts. */
const REBOOT_MS = 3000;
const ID_MAX = 40;
const INTERVAL_MAX_S = 86400;

/**
 * @param text as it came from the broker.
 * @param isRetained the broker had kept it, and will send it at each connection.
 * @returns the answer: `id` and `command` of the command, `ok` and perhaps `status`, or `error`, which names what was refused.
 */
export function obey(text: string, isRetained: boolean, tools: CommandTools): string {
  const answer: { id?: unknown; command?: unknown; ok?: boolean; status?: unknown; error?: string } = {};
  try {
    const command = parse(text);
    // First, so that a refusal says whose it is.
    if (("" + command.id).length > ID_MAX) throw new Error("id: more than " + ID_MAX + " characters");
    answer.id = command.id;
    const name = (answer.command = command.command);
    if (name === "interval") setIntervals(command, tools);
    else if (name === "send") tools.tune(0);
    else if (name === "reboot") {
      if (isRetained) throw new Error("command: reboot must not be retained");
      setTimeout(load, REBOOT_MS);
    } else if (name === "status") answer.status = tools.status();
    else {
      answer.command = undefined;
      throw new Error("command: none of status, send, interval, reboot");
    }
    answer.ok = true;
  } catch (error) {
    answer.error = (error as Error).message;
  }
  return JSON.stringify(answer);
}

/** @throws Error when it is no flat object of known members: nested ones cost an interpreter its stack. */
function parse(text: string): Command {
  let command: Command | undefined;
  if (text[0] === "{" && text.lastIndexOf("{") === 0 && text.indexOf("[") < 0) {
    try {
      command = JSON.parse(text) as Command;
    } catch {
      // Told below.
    }
  }
  if (!command) throw new Error("no flat JSON object");
  for (const key in command)
    if (["id", "command", "uploadS", "samplingS"].indexOf(key) < 0)
      throw new Error("unknown key; known are id, command, uploadS, samplingS");
  return command;
}

/** Until the next start, when the configuration counts again. @throws Error naming what is out of range, before any is changed. */
function setIntervals(command: Command, tools: CommandTools): void {
  const secondsOf = (key: "uploadS" | "samplingS"): number =>
    command[key] === undefined ? 0 : integer(key, command[key], 1, INTERVAL_MAX_S);
  const uploadS = secondsOf("uploadS");
  const samplingS = secondsOf("samplingS");
  if (!uploadS && !samplingS) throw new Error("uploadS or samplingS: must be given");
  if (samplingS) changeInterval(tools.sampling, samplingS * 1000);
  if (uploadS) tools.tune(uploadS);
}
