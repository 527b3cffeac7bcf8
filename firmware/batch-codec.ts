import type { Reading } from "./reading";

/** Who sends: a device's name and the number of its boot make `seq` unique. */
export interface Sender {
  device: string;
  boot: number;
}

/** The JSON text of one request; `docs/design.md` has its form. */
export function encodeBatch(sender: Sender, dropped: number, readings: Reading[]): string {
  return JSON.stringify({ device: sender.device, boot: sender.boot, dropped, readings });
}
