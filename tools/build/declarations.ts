/**
 * Type declarations of the public Espruino modules, made from their sources: TypeScript's own declarations of the files that matter,
 * reduced to what the module exports and to the types that this needs, in one file for each module.
 */
import path from "node:path";
import ts from "typescript";
import { BuildError, espruinoModules, type ModuleName } from "./bundle";

const projectFolder = path.resolve(__dirname, "../..");

/** Modules that a program loads by name. `QuectelSSL` loads the others itself. */
export const publicModules = ["QuectelSSL", "TlsExplain", "mqtts"] as const satisfies readonly ModuleName[];

export type PublicModule = (typeof publicModules)[number];

/** Where a name of a file is declared. */
interface Place {
  file: string;
  name: string;
}

/** A file's declarations, and what it takes from other files. */
interface Declared {
  source: ts.SourceFile;
  statements: Map<string, ts.Statement>;
  imports: Map<string, Place>;
  /** Names that it exports, with those that it passes on. */
  exports: Map<string, Place>;
}

/**
 * @returns the text of `NAME.d.ts` for each public module: `declare module "NAME" { … }`.
 * @throws BuildError when two types of one name would meet in a file, or a source cannot be declared.
 */
export function moduleDeclarations(): Record<PublicModule, string> {
  const files = declareAll(publicModules.map((name) => path.join(projectFolder, espruinoModules[name])));
  const texts = publicModules.map((name) => [name, textOf(name, files)] as const);
  return Object.fromEntries(texts) as Record<PublicModule, string>;
}

/** TypeScript's declarations of the sources and all that they import, by path without extension. */
function declareAll(entries: string[]): Map<string, Declared> {
  const { config } = ts.readConfigFile(path.join(projectFolder, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, projectFolder);
  const emitted = { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, types: ["node"] };
  const globals = path.join(projectFolder, "modules/espruino.d.ts");
  const program = ts.createProgram([...entries, globals], emitted);
  const files = new Map<string, Declared>();
  const { diagnostics } = program.emit(
    undefined,
    (file, text) => files.set(withoutExtension(file), readDeclarations(file, text)),
    undefined,
    true,
  );
  if (diagnostics.length) throw new BuildError(ts.formatDiagnostics(diagnostics, formatHost));
  return files;
}

const formatHost: ts.FormatDiagnosticsHost = {
  getCurrentDirectory: () => projectFolder,
  getCanonicalFileName: (file) => file,
  getNewLine: () => "\n",
};

function withoutExtension(file: string): string {
  return file.replace(/(\.d)?\.ts$/, "");
}

function readDeclarations(file: string, text: string): Declared {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const declared: Declared = { source, statements: new Map(), imports: new Map(), exports: new Map() };
  const own = withoutExtension(file);
  const other = (specifier: ts.Expression): string =>
    path.join(path.dirname(own), (specifier as ts.StringLiteral).text);
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const bindings = statement.importClause?.namedBindings;
      if (!bindings || !ts.isNamedImports(bindings)) continue;
      for (const { name, propertyName } of bindings.elements)
        declared.imports.set(name.text, { file: other(statement.moduleSpecifier), name: (propertyName ?? name).text });
    } else if (ts.isExportDeclaration(statement) && statement.exportClause && statement.moduleSpecifier) {
      for (const { name, propertyName } of (statement.exportClause as ts.NamedExports).elements)
        declared.exports.set(name.text, { file: other(statement.moduleSpecifier), name: (propertyName ?? name).text });
    } else {
      for (const name of namesOf(statement)) {
        declared.statements.set(`${name} ${statement.pos}`, statement);
        if (isExported(statement)) declared.exports.set(name, { file: own, name });
      }
    }
  }
  return declared;
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.Statement & { name?: ts.Identifier };
  return name ? [name.text] : [];
}

function isExported(statement: ts.Statement): boolean {
  return (ts.getCombinedModifierFlags(statement as unknown as ts.Declaration) & ts.ModifierFlags.Export) !== 0;
}

/** All statements of a name: a function can have several. */
function statementsOf({ statements }: Declared, name: string): ts.Statement[] {
  return [...statements].flatMap(([key, statement]) => (key.split(" ")[0] === name ? [statement] : []));
}

function textOf(name: PublicModule, files: Map<string, Declared>): string {
  const entry = files.get(withoutExtension(path.join(projectFolder, espruinoModules[name])))!;
  const waiting = [...entry.exports.values()];
  const taken = new Map<string, string>();
  const parts: string[] = [];
  for (let place = waiting.shift(); place; place = waiting.shift()) {
    const before = taken.get(place.name);
    if (before !== undefined && before !== place.file)
      throw new BuildError(`${name}.d.ts: ${place.name} is declared in ${before} and in ${place.file}: rename one`);
    if (before !== undefined) continue;
    taken.set(place.name, place.file);
    const file = files.get(place.file)!;
    for (const statement of statementsOf(file, place.name)) {
      parts.push(printed(statement, file.source));
      waiting.push(...neededBy(statement, file));
    }
  }
  const header = `/** The Espruino module ${name}, made from its sources by \`npm run build\`. */`;
  return `${header}\ndeclare module "${name}" {\n${parts.join("\n\n")}\n}\n`;
}

/** The file's own and imported names in a statement. */
function neededBy(statement: ts.Statement, file: Declared): Place[] {
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const name = (ts.isTypeReferenceNode(node) ? node.typeName : node.expression).getText();
      const imported = file.imports.get(name);
      if (imported) places.push(imported);
      else if (statementsOf(file, name).length) places.push({ file: withoutExtension(file.source.fileName), name });
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return places;
}

/** A declaration as it stands in the module's block, two spaces in. */
function printed(statement: ts.Statement, source: ts.SourceFile): string {
  const comment = source.text.slice(statement.getFullStart(), statement.getStart()).trim();
  const text = ts.isEnumDeclaration(statement)
    ? `${enumComment(comment, statement)}\nexport type ${statement.name.text} = ${valuesOf(statement).join(" | ")};`
    : `${comment}\nexport ${statement.getText().replace(/^(export |declare )+/, "")}`;
  return text
    .trim()
    .replace(/\{@link (\S+?)\}/g, "`$1`")
    .split("\n")
    .map((line) => `  ${halfIndented(line)}`.trimEnd())
    .join("\n");
}

/** TypeScript indents by four. */
function halfIndented(line: string): string {
  return line.replace(/^( {4})+/, (spaces) => " ".repeat(spaces.length / 2));
}

/** A `const enum` exists in the sources only: outside it is the union of its numbers. */
function valuesOf({ members }: ts.EnumDeclaration): string[] {
  return members.map(({ initializer }) => initializer!.getText());
}

function enumComment(comment: string, { members }: ts.EnumDeclaration): string {
  const told = members.map((member) => {
    const text = /\/\*\* (.*) \*\//.exec(member.getFullText())?.[1] ?? "";
    return ` * ${member.initializer!.getText()} ${member.name.getText()}: ${text}`;
  });
  return ["/**", ` * ${comment.replace(/^\/\*\*\s*|\s*\*\/$/g, "")}`, ...told, " */"].join("\n");
}
