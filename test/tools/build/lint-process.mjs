/**
 * Lints sources with the project's own configuration, as if they stood in a folder of the project. Reads a JSON array of
 * {folder, code} from stdin and writes an array with the findings of each. A process of its own: jest cannot load the
 * configuration, which is an ES module.
 */
import path from "node:path";
import { text } from "node:stream/consumers";
import { ESLint } from "eslint";
import ts from "typescript";

const sources = JSON.parse(await text(process.stdin));
const files = new Map(sources.map(({ folder, code }, index) => [path.resolve(folder, `sample-${index}.ts`), code]));

const options = { lib: ["lib.es2023.d.ts"], types: [], target: ts.ScriptTarget.ES2022 };
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists } = host;
host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
host.getSourceFile = (name, ...rest) =>
  files.has(name)
    ? ts.createSourceFile(name, files.get(name), ts.ScriptTarget.ES2022, true)
    : getSourceFile.call(host, name, ...rest);
const program = ts.createProgram([...files.keys()], options, host);

const eslint = new ESLint({
  overrideConfig: { languageOptions: { parserOptions: { projectService: false, programs: [program] } } },
});
const found = [];
for (const [file, code] of files) {
  const [result] = await eslint.lintText(code, { filePath: file });
  found.push(result.messages.map(({ ruleId, message }) => ({ rule: ruleId ?? "syntax error", message })));
}
process.stdout.write(JSON.stringify(found));
