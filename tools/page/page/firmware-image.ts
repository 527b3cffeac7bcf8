/** The firmware for a board as the page is given it. */

/** Name in the board's Storage, and content in base64. */
export type ImageFile = [name: string, base64: string];

export interface FirmwareImage {
  board: string;
  /** What every board needs, the boot code last. */
  files: ImageFile[];
  /** Used where they are. */
  optional: ImageFile[];
  /** Needed where readings go to a broker. */
  broker: ImageFile[];
  /** Runs in place of the boot code while the board is provisioned; base64. */
  service: string;
}
