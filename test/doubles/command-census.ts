/**
 * A process of its own that tries the project's commands one after the other, each with several command lines: most of what a command costs is
 * loading its sources. Prints what each said as JSON.
 */
import path from "node:path";
import { type Command, runCommand } from "../../tools/terminal/command";

const PROJECT = path.resolve(__dirname, "../..");

/** What a command line came to. */
export interface Trial {
  script: string;
  words: string[];
  exitCode: number;
  out: string;
  err: string;
  /** Milliseconds, the loading of its sources left out. */
  ms: number;
}

async function tryAll(scripts: [script: string, file: string][], lines: string[][]): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const [script, file] of scripts) {
    const { command } = (await import(path.join(PROJECT, file))) as { command: Command };
    for (const words of lines) {
      const trial: Trial = { script, words, exitCode: 0, out: "", err: "", ms: 0 };
      const output = {
        out: { write: (text: string) => void (trial.out += text) },
        err: { write: (text: string) => void (trial.err += text) },
      };
      const startMs = performance.now();
      trial.exitCode = await runCommand(command, words, output);
      trial.ms = performance.now() - startMs;
      trials.push(trial);
    }
  }
  return trials;
}

if (require.main === module) {
  const [scripts, lines] = process.argv.slice(2).map((text) => JSON.parse(text) as unknown);
  void tryAll(scripts as [string, string][], lines as string[][]).then((trials) =>
    process.stdout.write(JSON.stringify(trials)),
  );
}
