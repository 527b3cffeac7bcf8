/** The firmware that the page has been built with, loaded when it is needed. */
import type { FirmwareImage, ImageFile } from "./firmware-image";

const images = new Map<string, Promise<FirmwareImage>>();

/** Names of the boards that there is firmware for. @throws Error with a remedy. */
export function loadBoards(): Promise<string[]> {
  return load<string[]>("firmware/boards.json");
}

/** @param board one of them. @throws Error with a remedy. */
export function loadImage(board: string): Promise<FirmwareImage> {
  const known = images.get(board) ?? load<FirmwareImage>(`firmware/${board}.json`);
  images.set(board, known);
  known.catch(() => images.delete(board));
  return known;
}

/** Content of a file of an image. */
export function contentOf([, base64]: ImageFile): Buffer {
  return Buffer.from(base64, "base64");
}

async function load<T>(file: string): Promise<T> {
  const remedy = "check that the page's server runs, and try again";
  let response: Response;
  try {
    response = await fetch(file);
  } catch {
    throw new Error(`${file} cannot be loaded: ${remedy}`);
  }
  if (!response.ok)
    throw new Error(`${file} cannot be loaded (${response.status} ${(await response.text()).trim()}): ${remedy}`);
  return (await response.json()) as T;
}
