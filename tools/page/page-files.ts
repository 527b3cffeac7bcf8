/** The files of the board page, by their paths on a web server, all relative to the page. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { boardList, BOARDS_FILE, firmwareImage, imageFile } from "./firmware-image";
import { pageBundle } from "./page-bundle";

export interface PageFile {
  /** Media type. */
  type: string;
  content: Buffer;
}

/**
 * Nothing from outside, nothing inline, no evaluation: also in the page itself, for web servers that send no header. Which sites may
 * frame the page only a header can say.
 */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'";

const FOLDER = path.join(__dirname, "page");
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** Sources of the files that are taken as they are. */
const PLAIN: Record<string, string> = {
  "index.html": path.join(FOLDER, "index.html"),
  "page.css": path.join(FOLDER, "page.css"),
  "base.css": path.join(__dirname, "../web/base.css"),
  "icon.svg": path.join(FOLDER, "icon.svg"),
};

/**
 * One file, made when it is asked for.
 * @param name path without a slash in front.
 * @returns undefined when the page has no such file.
 * @throws Error when it cannot be built.
 */
export async function pageFile(name: string): Promise<PageFile | undefined> {
  const plain = PLAIN[name];
  if (plain !== undefined) return file(name, withPolicy(name, readFileSync(plain, "utf8")));
  if (name === "page.js") return file(name, await pageBundle(path.join(FOLDER, "main.ts")));
  if (name === BOARDS_FILE) return file(name, JSON.stringify(boardList()));
  const board = boardList().find((known) => imageFile(known) === name);
  return board === undefined ? undefined : file(name, JSON.stringify(await firmwareImage(board)));
}

/** All of them. @param onText told what takes time. */
export async function allPageFiles(onText: (text: string) => void): Promise<Map<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const name of [...Object.keys(PLAIN), "page.js", BOARDS_FILE]) files.set(name, (await pageFile(name))!);
  for (const board of boardList()) {
    onText(`building the firmware for ${board}`);
    files.set(imageFile(board), (await pageFile(imageFile(board)))!);
  }
  return files;
}

function file(name: string, text: string): PageFile {
  return { type: TYPES[path.extname(name)]!, content: Buffer.from(text) };
}

function withPolicy(name: string, text: string): string {
  return name === "index.html" ? text.replace("{{policy}}", CONTENT_SECURITY_POLICY) : text;
}
