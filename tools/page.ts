/** `npm run page`: see `--help`. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { RULES_RENEWED, updateConfigRules } from "./build/config-rules";
import { UsageError } from "./terminal/usage-error";
import { PAGE_HELP, parsePageArguments, type PageArguments } from "./page/page-arguments";
import { allPageFiles } from "./page/page-files";
import { PageServer } from "./page/page-server";

async function main(): Promise<void> {
  const options = parsePageArguments(process.argv.slice(2));
  if (options.isHelp) return console.log(PAGE_HELP);
  if (updateConfigRules()) console.log(`page: ${RULES_RENEWED}`);
  if (options.out === undefined) await serve(options);
  else await write(options.out);
}

async function serve({ host, port }: PageArguments): Promise<void> {
  const server = new PageServer((text) => console.log(`page: ${text}`));
  const { url } = await server.listen(host, port);
  console.log(`page: ${url}  (open it in Chrome, Edge or Opera; Ctrl-C ends it)`);
  const stop = (): void => void server.close();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

async function write(out: string): Promise<void> {
  const files = await allPageFiles((text) => console.log(`page: ${text}`));
  let bytes = 0;
  for (const [name, { content }] of files) {
    const file = path.join(out, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    bytes += content.length;
  }
  console.log(
    `page: ${files.size} files, ${Math.round(bytes / 1024)} KB, in ${out}: put them on any web server with HTTPS`,
  );
}

main().catch((error: Error) => {
  console.error(`page: ${error.message}`);
  process.exit(error instanceof UsageError ? 2 : 1);
});
