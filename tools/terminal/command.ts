import type { TextOutput } from "./style";
import { UsageError } from "./usage-error";

/** Where a command's texts go. */
export interface CommandOutput {
  /** What was asked for; another program may read it. */
  out: TextOutput & { columns?: number };
  /** What goes wrong, and what goes on where `out` is for a program. */
  err: TextOutput & { columns?: number };
}

/** What `npm run <name>` does. Each file of `tools/` that is one exports it as `command`. */
export interface Command {
  name: string;
  /** How it is called, for hints; default `npm run <name> --`. */
  call?: string;
  /** Prints its help, with flags, defaults and exit codes, for `--help`. @returns the exit code. @throws UsageError, which is exit code 2; any other Error is exit code 1. */
  run(words: string[], output: CommandOutput): Promise<number>;
}

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/**
 * Runs a command.
 * @param words behind its name.
 * @returns its exit code; what went wrong has been said.
 */
export async function runCommand(command: Command, words: string[], output: CommandOutput): Promise<number> {
  const { name, call = `npm run ${name} --` } = command;
  try {
    return await command.run(words, output);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    for (const line of (error as Error).message.split("\n")) output.err.write(`${name}: ${line}\n`);
    if (isUsage) output.err.write(`See ${call} --help\n`);
    return isUsage ? EXIT_USAGE : EXIT_FAILED;
  }
}

/** Prints a help. @returns the exit code for it. */
export function printHelp(help: string, { out }: CommandOutput): number {
  out.write(`${help.trimEnd()}\n`);
  return 0;
}

/** Runs it as this process. */
export function startCommand(command: Command): void {
  const output = { out: process.stdout, err: process.stderr };
  void runCommand(command, process.argv.slice(2), output).then((exitCode) => (process.exitCode = exitCode));
}
