/** All that a board may be flashed with, in one file that a browser loads. */
import { boardNames, buildService } from "../build/bundle";
import { buildFirmwareFiles, buildStoredModule, mqttModules, optionalModules } from "../build/firmware-files";
import type { FirmwareImage, ImageFile } from "./page/firmware-image";

/** Where the page finds them. */
export const BOARDS_FILE = "firmware/boards.json";
export const imageFile = (board: string): string => `firmware/${board}.json`;

/** @param board a name of `boardNames`. @throws as `buildFirmware`. */
export async function firmwareImage(board: string): Promise<FirmwareImage> {
  const module = async (name: (typeof optionalModules)[number]): Promise<ImageFile> => [
    name,
    base64(await buildStoredModule({ name })),
  ];
  const files = Object.entries(await buildFirmwareFiles({ board }));
  return {
    board,
    files: files.map(([name, code]) => [name, base64(code)]),
    optional: await Promise.all(optionalModules.map(module)),
    broker: await Promise.all(mqttModules.map(module)),
    service: base64((await buildService({ board })).code),
  };
}

/** Boards in the order of the alphabet. */
export function boardList(): string[] {
  return boardNames();
}

function base64(byteString: string): string {
  return Buffer.from(byteString, "latin1").toString("base64");
}
