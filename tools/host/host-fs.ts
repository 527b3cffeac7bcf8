import fs from "node:fs";
import { posix } from "node:path";
import { EspruinoError, bytesOf, byteString } from "./byte-string";
import type { AnyFunction } from "./realm";

/** Files that the program may see: paths with their content as byte strings, or those of this machine. */
export type HostFiles = Record<string, string> | "real";

/** A file system of byte strings; the operations throw when they cannot. */
interface FileAccess {
  read(path: string): string;
  write(path: string, content: string): void;
  remove(path: string): void;
  list(path: string): string[];
  stat(path: string): object;
}

/** `require("fs")`. As on Linux, what cannot be read, written or removed throws, and what cannot be listed is undefined. */
export function fsModule(files: HostFiles): Record<string, AnyFunction> {
  const access = files === "real" ? realFiles : memoryFiles(files);
  const read = (path: string): string => orThrow("Could not open", () => access.read(path));
  const write = (path: string, data: unknown): boolean =>
    orThrow("Could not open", () => (access.write(path, String(data)), true));
  const functions: Record<string, AnyFunction> = {
    readFile: read,
    writeFile: write,
    appendFile: (path: string, data: unknown) => write(path, (attempt(() => access.read(path)) ?? "") + String(data)),
    readdir: (path: string) => attempt(() => access.list(path)),
    unlink: (path: string) => orThrow("Unable to delete", () => (access.remove(path), true)),
  };
  const sync = Object.fromEntries(Object.entries(functions).map(([name, f]) => [`${name}Sync`, f]));
  return { ...functions, ...sync, statSync: (path: string) => attempt(() => access.stat(path)) };
}

function attempt<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch {
    return undefined;
  }
}

function orThrow<T>(what: string, operation: () => T): T {
  const result = attempt(operation);
  if (result === undefined) throw new EspruinoError(`${what} file : UNKNOWN`);
  return result;
}

const realFiles: FileAccess = {
  read: (path) => byteString(fs.readFileSync(path)),
  write: (path, content) => fs.writeFileSync(path, bytesOf(content)),
  remove: (path) => fs.unlinkSync(path),
  list: (path) => [".", "..", ...fs.readdirSync(path)],
  stat: (path) => {
    const stats = fs.statSync(path);
    return { size: stats.size, dir: stats.isDirectory(), mtime: stats.mtime };
  },
};

/** Files in a table; a folder is there when a file in it is. */
function memoryFiles(files: Record<string, string>): FileAccess {
  const namesIn = (folder: string): string[] => {
    const start = folder === "." ? "" : `${folder}/`;
    const names = Object.keys(files).filter((name) => name.startsWith(start));
    if (names.length === 0 && folder !== ".") throw new Error(`no folder ${folder}`);
    return names.map((name) => name.slice(start.length));
  };
  const read = (path: string): string => {
    const content = files[path];
    if (content === undefined) throw new Error(`no file ${path}`);
    return content;
  };
  const write = (path: string, content: string): void => {
    namesIn(posix.dirname(path));
    files[path] = content;
  };
  const remove = (path: string): void => {
    read(path);
    delete files[path];
  };
  return { read, write, remove, list: namesIn, stat: (path) => ({ size: read(path).length, dir: false }) };
}
