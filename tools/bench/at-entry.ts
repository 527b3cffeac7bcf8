/**
 * The device side of the bench: the AT client of modules/at as the bench drives it. The only file of the bench that knows the
 * client's names; what it gives out is by position, since the build shortens names. It belongs to the device: built by
 * bench-module.ts like all device code, never loaded on the PC.
 */
import { send, startAt } from "../../modules/at/at-client";
import { colon, cut, end, setLineHandler, takePayload } from "../../modules/at/line-reader";
import type { UartPort } from "../../modules/at/uart-port";

type LineHandler = () => void;
type PayloadHandler = (payload: string) => void;

/** `use(onLine, onPayload)` changes the handlers; `read(command)` sends a command whose information announces payload. */
type BenchedReader = [use: (onLine: LineHandler, onPayload: PayloadHandler) => void, read: (command: string) => void];

let onLine: LineHandler;
let onPayload: PayloadHandler;

export function connect(port: UartPort): BenchedReader {
  startAt(port, nothing, nothing, nothing);
  return [use, read];
}

function use(lineHandler: LineHandler, payloadHandler: PayloadHandler): void {
  onLine = lineHandler;
  onPayload = payloadHandler;
  setLineHandler("RING", lineHandler);
  setLineHandler("+CREG", lineHandler);
  // Direct push: `"recv",<id>,<length>`; without a length it is a line like others. As the driver cuts it: most ids have one digit.
  setLineHandler("+QSSLURC", () => {
    lineHandler();
    takePayload(+cut(colon + 11, end), payloadHandler);
  });
}

function read(command: string): void {
  send(command, onLine, {
    onInformation(parameters) {
      onLine();
      takePayload(+parameters, onPayload);
    },
  });
}

function nothing(): void {}
