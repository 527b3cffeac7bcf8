import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const PROJECT = path.resolve(__dirname, "../../..");

/** Every page of the project. */
const PAGES = readdirSync(PROJECT, { encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .concat(readdirSync(path.join(PROJECT, "docs"), { recursive: true, encoding: "utf8" }).map((file) => `docs/${file}`))
  .filter((file) => file.endsWith(".md"));

function textOf(file: string): string {
  return readFileSync(path.join(PROJECT, file), "utf8");
}

/** Without what is shown as it is. */
function proseOf(text: string): string {
  return text.replace(/^(```|~~~)[^]*?^\1/gm, "").replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()<>#]/g, "_"));
}

/** Where links lead inside the project, images too. */
function targetsOf(page: string): string[] {
  const links = proseOf(page).matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|\b(?:src|srcset|href)="([^"]+)"/g);
  const targets = [...links].map(([, target, attribute]) => target ?? attribute!);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The names that the headings and marks of a page have, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const code = page.replace(/^(```|~~~)[^]*?^\1/gm, "");
  const titles = [...code.matchAll(/^#{1,6} (.*)$|^(.+)\n[=-]{3,}$/gm)].map(
    ([, hashed, underlined]) => hashed ?? underlined!,
  );
  const anchors = new Set([...code.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!));
  for (const title of titles) {
    const name = title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .trim()
      .replace(/ /g, "-");
    let anchor = name;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${name}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What is wrong with where a link leads, undefined when nothing is. */
function fault(from: string, target: string): string | undefined {
  const [file, anchor] = target.split("#") as [string, string | undefined];
  const to = path.posix.join(path.posix.dirname(from), file === "" ? path.posix.basename(from) : decodeURI(file));
  if (!existsSync(path.join(PROJECT, to))) return `${from}: ${target}: no such file`;
  if (anchor === undefined || statSync(path.join(PROJECT, to)).isDirectory() || !to.endsWith(".md")) return undefined;
  return anchorsOf(textOf(to)).has(anchor) ? undefined : `${from}: ${target}: no such heading`;
}

it.each(PAGES)("%s: its links lead to files and headings that are there", (page) => {
  expect(targetsOf(textOf(page)).flatMap((target) => fault(page, target) ?? [])).toEqual([]);
});

it("finds a link to a file or a heading that is not there", () => {
  expect(fault("README.md", "docs/none.md")).toBe("README.md: docs/none.md: no such file");
  expect(fault("docs/faults.md", "#none")).toBe("docs/faults.md: #none: no such heading");
  expect(fault("docs/faults.md", "faults.md#events")).toBeUndefined();
  expect(
    targetsOf('[a](b.md#c) `[d](e.md)` ![f](g.png) <img src="l.png">\n```\n[h](i.md)\n```\n[j](https://k.example)'),
  ).toEqual(["b.md#c", "g.png", "l.png"]);
});

it("leads from the README to every page, on its own or over one that it names", () => {
  const named = new Set<string>();
  const waiting = ["README.md"];
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    if (named.has(page)) continue;
    named.add(page);
    const folder = path.posix.dirname(page);
    const files = targetsOf(textOf(page)).map((target) => path.posix.join(folder, target.split("#")[0]!));
    waiting.push(...files.filter((file) => PAGES.includes(file)));
  }
  expect(PAGES.filter((page) => !named.has(page))).toEqual([]);
});
