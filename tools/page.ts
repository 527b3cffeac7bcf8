/** `npm run page`: see `--help`. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { RULES_RENEWED, updateConfigRules } from "./build/config-rules";
import { PAGE_HELP, parsePageArguments, type PageArguments } from "./page/page-arguments";
import { allPageFiles } from "./page/page-files";
import { PageServer } from "./page/page-server";
import { type Command, printHelp, startCommand } from "./terminal/command";

export const command: Command = {
  name: "page",
  run: async (words, output) => {
    const options = parsePageArguments(words);
    if (options.isHelp) return printHelp(PAGE_HELP, output);
    const say = (text: string): void => void output.out.write(`page: ${text}\n`);
    if (updateConfigRules()) say(RULES_RENEWED);
    if (options.out === undefined) await serve(options, say);
    else await write(options.out, say);
    return 0;
  },
};

async function serve({ host, port }: PageArguments, say: (text: string) => void): Promise<void> {
  const server = new PageServer(say);
  const { url } = await server.listen(host, port);
  say(`${url}  (open it in Chrome, Edge or Opera; Ctrl-C ends it)`);
  const stop = (): void => void server.close();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

async function write(out: string, say: (text: string) => void): Promise<void> {
  const files = await allPageFiles(say);
  let bytes = 0;
  for (const [name, { content }] of files) {
    const file = path.join(out, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    bytes += content.length;
  }
  say(`${files.size} files, ${Math.round(bytes / 1024)} KB, in ${out}: put them on any web server with HTTPS`);
}

if (require.main === module) startCommand(command);
