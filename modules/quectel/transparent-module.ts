/**
 * The Espruino module `QuectelTransparent`: transparent access mode, for programs that use it. In its build the AT client and
 * the line reader are bound to those of `QuectelSSL`.
 */
import { isDataWritable, leaveData, startData, writeData } from "../at/data-mode";
import { bindPort, type PortBinding } from "./port-binding";

/** @param port the parts of the AT client and the line reader that are needed. @see startData for the others. */
export function start(
  port: PortBinding,
  sink: (payload: string) => void,
  endListener: (isClosed: boolean) => void,
  writableListener: () => void,
): void {
  bindPort(port);
  startData(sink, endListener, writableListener);
}

/**
 * Writes what waits when it may be written, and leaves the stream when it is to be left.
 * @returns how many of the bytes that wait were written: all or none.
 */
export function pump(pending: string, isLeaving: boolean | number): number {
  const isWritten = pending && isDataWritable();
  if (isWritten) writeData(pending);
  if (isLeaving) leaveData();
  return isWritten ? pending.length : 0;
}
