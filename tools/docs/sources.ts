/** The project's own sources as syntax trees, and what can be read off them: texts, and the function they stand in. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

export const PROJECT = path.resolve(__dirname, "../..");

/** One source file; `file` is its path from the project's folder, with `/`. */
export interface Source {
  file: string;
  tree: ts.SourceFile;
}

/** A text in a source: a string literal or a template, in which `…` stands for each substitution. */
export interface Literal {
  text: string;
  node: ts.Node;
}

export function parseSource(file: string, text: string): Source {
  return { file, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
}

/** Every file below `folder` that ends in `ending`, in order of path. @param folder from the project's folder. */
export function readSources(folder: string, ending = ".ts"): Source[] {
  const files = readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: "utf8" });
  return files
    .map((file) => path.posix.join(folder, file.split(path.sep).join("/")))
    .filter((file) => file.endsWith(ending) && !file.endsWith(".d.ts"))
    .sort()
    .map((file) => parseSource(file, readFileSync(path.join(PROJECT, file), "utf8")));
}

/** Calls `visit` for `node` and all below it; what answers false is not gone into. */
export function walk(node: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  if (visit(node) === false) return;
  node.forEachChild((child) => walk(child, visit));
}

/** The texts in `node`, except names of modules and types. */
export function literalsIn(node: ts.Node): Literal[] {
  const literals: Literal[] = [];
  walk(node, (child) => {
    if (ts.isImportDeclaration(child) || ts.isExportDeclaration(child) || ts.isTypeNode(child)) return false;
    const text = textOf(child);
    if (text !== undefined) literals.push({ text, node: child });
    return true;
  });
  return literals;
}

/** Undefined: neither a string literal nor a template. */
export function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join("");
}

/** Name of the outermost function, method or variable that `node` stands in, `Class.method` for a method. */
export function enclosingName(node: ts.Node): string {
  let name = "";
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) name = nameOf(at) ?? name;
  return name;
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isFunctionDeclaration(node)) return node.name?.text;
  if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) return node.name.text;
  if (!ts.isClassElement(node) || !ts.isClassDeclaration(node.parent)) return undefined;
  const member = node.name ? node.name.getText() : "constructor";
  return `${node.parent.name?.text ?? ""}.${member}`;
}
