/** In place of `tools/link/open-port.ts`. */
import type { BoardPort } from "../../../link/board-port";
import { LinkError } from "../../../link/link-error";

/** A browser knows no ports by name: `BoardLink.open` is for the command line. @throws LinkError always. */
export function openPort(address: string): Promise<BoardPort> {
  return Promise.reject(new LinkError(`${address}: a browser opens no port by its name: choose one by Connect`));
}
