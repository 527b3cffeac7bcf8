/** The pages of the public modules, held to the ecosystem's form and to the modules themselves. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import ts from "typescript";
import { moduleDeclarations, publicModules } from "../../../tools/build/declarations";

const docs = path.resolve(__dirname, "../../../docs");

/** Parts of the declarations that a program gives and does not use. */
const GIVEN = ["UartPort", "PlainSlot", "PlainModem", "MqttConnection"];

const pages = publicModules.map((name) => [name, readFileSync(path.join(docs, `modules/${name}.md`), "utf8")] as const);

/** Code of the section with that title. */
function blocksOf(page: string, title: string): string[] {
  const section = page.split(`\n${title}\n`)[1]!.split(/\n[^\n]+\n-{3,}\n/)[0]!;
  return [...section.matchAll(/^```\n([^]*?)^```$/gm)].map(([, code]) => code!);
}

/** Functions of the module, and members of its types. */
function namesOf(declarations: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) && GIVEN.includes(node.name.text)) return;
    if (ts.isPropertySignature(node) || ts.isMethodSignature(node) || ts.isFunctionDeclaration(node))
      names.push((node.name as ts.Identifier).text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("names.d.ts", declarations, ts.ScriptTarget.ES2021, true));
  return names;
}

describe.each(pages)("the page of %s", (name, page) => {
  it("has the form that pages of Espruino's modules have", () => {
    expect(page).toMatch(/^<!--- Copyright .* See the file LICENSE for copying permission\. -->\n[^\n]+\n=+\n/);
    expect(page).toMatch(/^\* KEYWORDS: \S/m);
    expect(page).toMatch(/^\* USES: \S/m);
    expect(page).toContain(`[[${name}.js]]`);
    expect(page.trimEnd().endsWith(`Using\n-----\n\n* APPEND_USES: ${name}`)).toBe(true);
  });

  it("tells of every function, option and member", () => {
    const names = namesOf(moduleDeclarations()[name]);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((one) => !new RegExp(`\\b${one}\\b`).test(page))).toEqual([]);
  });

  it("shows programs that parse", () => {
    const blocks = blocksOf(page, "Software");
    expect(blocks[0]).toContain(`require("${name}")`);
    expect(() => new vm.Script(blocks[0]!)).not.toThrow();
  });

  it("leads to files that are there", () => {
    for (const [, target] of page.matchAll(/\]\(([^)#]+)\)/g))
      expect([target, existsSync(path.join(docs, "modules", target!))]).toEqual([target, true]);
  });
});

it("every example is named on the driver's page", () => {
  const examples = readdirSync(path.join(docs, "examples"));
  expect(examples).toHaveLength(5);
  expect(examples.filter((file) => !pages[0]![1].includes(`../examples/${file}`))).toEqual([]);
});
