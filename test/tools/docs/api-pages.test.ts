import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { moduleDeclarations, publicModules } from "../../../tools/build/declarations";
import { runCommand, stopCommands } from "../../doubles/command";

const FOLDER = path.resolve(__dirname, "../../../docs/api");

type Call = ts.MethodSignature | ts.FunctionDeclaration;

/** Functions and methods of the declarations; events are told of as a whole. */
function callsOf(declarations: string): Call[] {
  const calls: Call[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isMethodSignature(node) || ts.isFunctionDeclaration(node)) && node.name!.getText() !== "on")
      calls.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("calls.d.ts", declarations, ts.ScriptTarget.ES2021, true));
  return calls;
}

/** What the comment of a call does not tell. */
function missingIn(call: Call): string[] {
  const parameters = call.parameters.filter(({ name }) => name.getText() !== "this");
  const untold = parameters.filter((each) => ts.getJSDocParameterTags(each).length === 0);
  const isVoid = call.type?.getText() === "void";
  return [
    ...untold.map(({ name }) => `${call.name!.getText()}: @param ${name.getText()}`),
    ...(isVoid || ts.getJSDocReturnTag(call) ? [] : [`${call.name!.getText()}: @returns`]),
  ];
}

afterEach(stopCommands);

it("is what npm run docs makes of the comments as they are now", async () => {
  const { stderr } = await runCommand("docs/commands.ts", ["--check", "--only", "docs/api"]);
  expect(stderr).toBe("");
});

it("has a page for each public module and one that lists them, and nothing of the machine or the day it was made on", () => {
  const files = readdirSync(FOLDER);
  expect(files.sort()).toEqual(["README.md", ...publicModules.map((name) => `${name}.md`)].sort());
  for (const file of files)
    expect(readFileSync(path.join(FOLDER, file), "utf8")).not.toMatch(/\/tmp|node_modules|20\d\d-/);
});

it("tells of each function what it takes and what it returns", () => {
  const calls = Object.values(moduleDeclarations()).flatMap(callsOf);
  expect(calls.length).toBeGreaterThan(20);
  expect(calls.flatMap(missingIn)).toEqual([]);
});
