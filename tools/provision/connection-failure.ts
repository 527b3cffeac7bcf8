import { hasFile, readRoom } from "./board-storage";
import type { ProvisionedBoard } from "./provisioning";
import type { ServiceClient } from "./service-client";

/** `<err>` of `+QSSLOPEN` for whatever went wrong behind the name lookup. */
export const CONNECT_FAILED = 566;

const EXPLAIN = "TlsExplain";
/** What a file takes in Storage besides its content, and what the driver may write meanwhile. */
const SPARE_BYTES = 1024;

export interface ExplainSurroundings {
  board: ProvisionedBoard;
  client: ServiceClient;
  /** Makes the text of the module `TlsExplain`. */
  buildExplain: () => Promise<string>;
}

/**
 * The modem has one number for all that can be wrong with a connection; the module `TlsExplain` asks the server itself. It is put on the
 * board for that where it is not there.
 * @param ca PEM of the CA, "" when it is not known.
 * @returns a sentence with its remedy, "" when there is no telling, or no room on the board.
 */
export async function explainConnection(surroundings: ExplainSurroundings, ca: string): Promise<string> {
  const { board, client, buildExplain } = surroundings;
  const isThere = await hasFile(board, EXPLAIN);
  const code = isThere ? "" : await buildExplain();
  if (!isThere && (await readRoom(board)).free < code.length + SPARE_BYTES) return "";
  try {
    if (!isThere) await board.writeFile(EXPLAIN, code);
    return await client.explain(ca);
  } catch {
    // No room for the module: the number has to do.
    return "";
  } finally {
    if (!isThere) await board.eraseFile(EXPLAIN);
  }
}
