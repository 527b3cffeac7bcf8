/** Stands for the AT client and the line reader in the module for transparent mode: the same names, bound to those that run. */
import type * as AtClient from "../at/at-client";
import type * as LineReader from "../at/line-reader";

/** By position, since each build shortens names for itself. */
export type PortBinding = [
  enter: typeof AtClient.enter,
  resync: typeof AtClient.resync,
  writeUart: typeof AtClient.writeUart,
  feedReader: typeof LineReader.feedReader,
  takePayload: typeof LineReader.takePayload,
  resetReader: typeof LineReader.resetReader,
  lineHandlers: typeof LineReader.lineHandlers,
];

export let enter: typeof AtClient.enter;
export let resync: typeof AtClient.resync;
export let writeUart: typeof AtClient.writeUart;
export let feedReader: typeof LineReader.feedReader;
export let takePayload: typeof LineReader.takePayload;
export let resetReader: typeof LineReader.resetReader;
export let lineHandlers: typeof LineReader.lineHandlers;

export function bindPort(port: PortBinding): void {
  enter = port[0];
  resync = port[1];
  writeUart = port[2];
  feedReader = port[3];
  takePayload = port[4];
  resetReader = port[5];
  lineHandlers = port[6];
}
