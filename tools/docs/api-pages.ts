/** The pages in docs/api/: the reference of the public Espruino modules, made by TypeDoc of their declarations. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TypeDocOptions } from "typedoc";
import { moduleDeclarations } from "../build/declarations";
import { API_FOLDER } from "./page-names";

export { API_FOLDER };

const INDEX = `# API reference

Made by \`npm run docs\` from the comments in the sources, as they also stand in \`dist/modules/NAME.d.ts\` behind \`npm run build\`. How the modules
get to a board, and programs that use them, are in [programming.md](../programming.md).

| module | what a program does with it | reference |
| --- | --- | --- |
| \`QuectelSSL\` | \`require("QuectelSSL").connect(…)\`: the modem online, up to 12 connections by TLS or TCP, files on the modem | [QuectelSSL.md](QuectelSSL.md) |
| \`mqtts\` | \`require("mqtts").create(…)\`: an MQTT 3.1.1 client | [mqtts.md](mqtts.md) |
| \`TlsExplain\` | \`require("TlsExplain").explain(…)\`: why a TLS connection failed | [TlsExplain.md](TlsExplain.md) |
| \`QuectelNetwork\` | nothing: Espruino's own \`net\`, \`http\` and \`tls\` use the modem when it is on the board | [options and errors](../modules/QuectelNetwork.md#reference) |
| \`QuectelUdp\` | nothing: Espruino's own \`dgram\` uses the modem | [UDP](../modules/QuectelNetwork.md#udp) |
| \`QuectelBringUp\` | nothing: \`connect\` and \`start\` load it to take the modem online | |
| \`QuectelTransparent\` | nothing: a connection loads it for access mode 2 | |
`;

/** What must have a comment. */
const DOCUMENTED = ["Function", "Interface", "Method", "Property", "TypeAlias"];

/**
 * The pages by file.
 * @throws Error when a name that is public has no comment.
 */
export async function makeApiPages(): Promise<Map<string, string>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "api-pages-"));
  try {
    const names = writeDeclarations(folder);
    await runTypeDoc(folder, names);
    const pages = names.map((name) => [`${API_FOLDER}/${name}.md`, pageText(folder, name)] as const);
    return new Map([[`${API_FOLDER}/README.md`, INDEX], ...pages]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without the line that makes them a module: each is a file of its own here. */
function writeDeclarations(folder: string): string[] {
  const declarations = Object.entries(moduleDeclarations());
  for (const [name, text] of declarations)
    writeFileSync(path.join(folder, `${name}.d.ts`), text.split("\n").slice(2, -2).join("\n"));
  const compilerOptions = { target: "ES2021", lib: ["ES2021"], types: [], strict: true };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.d.ts"] }));
  return declarations.map(([name]) => name);
}

/** Loaded when it is used: it takes a second, and is an ES module. */
async function runTypeDoc(folder: string, names: string[]): Promise<void> {
  const { Application } = await import("typedoc");
  const options: Partial<TypeDocOptions> & Record<string, unknown> = {
    name: "API reference",
    entryPoints: names.map((name) => path.join(folder, `${name}.d.ts`)),
    tsconfig: path.join(folder, "tsconfig.json"),
    out: path.join(folder, "out"),
    plugin: ["typedoc-plugin-markdown"],
    readme: "none",
    disableGit: true,
    disableSources: true,
    validation: { notDocumented: true, notExported: true, invalidLink: true },
    requiredToBeDocumented: DOCUMENTED as TypeDocOptions["requiredToBeDocumented"],
    logLevel: "Warn",
    // Of the plugin.
    router: "module",
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    expandObjects: true,
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (project) app.validate(project);
  if (!project || app.logger.hasWarnings() || app.logger.hasErrors())
    throw new Error("TypeDoc is not content with the comments: see above");
  await app.generateOutputs(project);
}

function pageText(folder: string, name: string): string {
  const head = `# ${name}\n\nMade by \`npm run docs\` from the comments in the sources; [all modules](README.md).\n`;
  return readFileSync(path.join(folder, "out", `${name}.md`), "utf8")
    .replace(/^# .*\n/, head)
    .replace(/^#+ Returns\n\n`void`\n\n/gm, "")
    .replace(/^\| `this` \| `void` \| - \|\n/gm, "");
}
