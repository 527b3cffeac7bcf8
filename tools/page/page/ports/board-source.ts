import type { BoardPort } from "../../../link/board-port";

/** A board that its user has chosen in the browser's dialog: it can be opened again without one. */
export interface BoardSource {
  /** For texts. */
  readonly name: string;
  /** @throws LinkError with a remedy. */
  open(): Promise<BoardPort>;
}
