import fs from "node:fs";
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

/** `require("fs")`. As on Linux, reading a missing file throws; the others answer false or undefined. */
export function fsModule(files: HostFiles): Record<string, AnyFunction> {
  const access = files === "real" ? realFiles : memoryFiles(files);
  const read: AnyFunction = (path: string) => {
    const content = attempt(() => access.read(path));
    if (content === undefined) throw new EspruinoError("Could not open file : UNKNOWN");
    return content;
  };
  const succeeds = (operation: () => void): boolean => attempt(() => (operation(), true)) ?? false;
  const write: AnyFunction = (path: string, data: string) => succeeds(() => access.write(path, String(data)));
  const append: AnyFunction = (path: string, data: string) =>
    succeeds(() => access.write(path, (attempt(() => access.read(path)) ?? "") + String(data)));
  const readdir: AnyFunction = (path: string) => attempt(() => access.list(path));
  const unlink: AnyFunction = (path: string) => succeeds(() => access.remove(path));
  const both = { readFile: read, writeFile: write, appendFile: append, readdir, unlink };
  const sync = Object.fromEntries(Object.entries(both).map(([name, f]) => [`${name}Sync`, f]));
  return { ...both, ...sync, statSync: (path: string) => attempt(() => access.stat(path)) };
}

function attempt<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch {
    return undefined;
  }
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

function memoryFiles(files: Record<string, string>): FileAccess {
  const read = (path: string): string => {
    const content = files[path];
    if (content === undefined) throw new Error(`no file ${path}`);
    return content;
  };
  return {
    read,
    write: (path, content) => void (files[path] = content),
    remove: (path) => void (read(path), delete files[path]),
    list: (path) =>
      Object.keys(files)
        .filter((name) => name.startsWith(`${path}/`))
        .map((name) => name.slice(path.length + 1)),
    stat: (path) => ({ size: read(path).length, dir: false }),
  };
}
