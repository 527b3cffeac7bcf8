/** The files of the live page, by the address at which they are served. */
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { pageScript } from "../build/page-script";

export interface PageFile {
  type: string;
  bytes: Buffer;
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const FOLDER = join(__dirname, "page");

/** Address and place of what is served as it is. */
const FILES: Readonly<Record<string, string>> = {
  "/": join(FOLDER, "index.html"),
  "/page.css": join(FOLDER, "page.css"),
  "/icon.svg": join(FOLDER, "icon.svg"),
  "/base.css": join(__dirname, "../web/base.css"),
  "/plot.css": require.resolve("uplot/dist/uPlot.min.css"),
};

/** @throws Error of esbuild when the page's script cannot be built. */
export async function pageFiles(): Promise<Map<string, PageFile>> {
  const files = Object.entries(FILES).map(([address, file]): [string, PageFile] => [
    address,
    { type: TYPES[extname(file)]!, bytes: readFileSync(file) },
  ]);
  const script = Buffer.from(await pageScript(join(FOLDER, "main.ts")));
  return new Map([...files, ["/page.js", { type: TYPES[".js"]!, bytes: script }]]);
}
