/** What the configuration asks of a board, the one that is to be flashed or the one that the board has. */
import type { Settings } from "../../firmware/settings";
import type { BoardLink } from "../link/board-link";

/** Where readings go by the configuration that the board has already. */
const CONFIGURED_URL = `(c=>c&&c.server&&c.server.url)(require("Storage").readJSON("config.json",true))`;

/** Whether the module for a broker is needed. @param settings that are flashed; undefined: those of the board stay. */
export async function readingsGoToBroker(link: BoardLink, settings: Settings | undefined): Promise<boolean> {
  const url = settings ? settings.server.url : await link.ask<string | undefined>(CONFIGURED_URL);
  return url?.startsWith("mqtts://") ?? false;
}

/**
 * What the firmware will look for in vain, in words.
 * @param config what is flashed; undefined: nothing, and the board's own stays.
 */
export async function missingOnBoard(
  link: BoardLink,
  config: { missingCa: string | undefined } | undefined,
  isErasedFirst: boolean,
): Promise<string[]> {
  if (!config && (await link.sum("config.json")) === undefined)
    return ["the board has no config.json, and the firmware does nothing without one: give --config"];
  const ca = config?.missingCa;
  if (ca !== undefined && (isErasedFirst || (await link.sum(ca)) === undefined))
    return [`tls.ca: ${ca} is neither beside the configuration nor on the board: it must be on the modem already`];
  return [];
}
