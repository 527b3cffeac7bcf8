import { existsSync } from "node:fs";
import { SerialPort } from "serialport";
import type { BoardPort } from "./board-port";
import { LinkError } from "./link-error";

/**
 * Opens a serial port (USB or UART) or a terminal. The board is not reset by it: the control lines stay as they are when it is closed. A board
 * that cannot keep up says so by XOFF, which holds back what is written.
 * @param baud bits per second; without meaning for USB and pseudo terminals.
 * @throws LinkError with a remedy when the port is absent, busy or forbidden.
 */
export function openSerialPort(path: string, baud: number): Promise<BoardPort> {
  if (!existsSync(path))
    return Promise.reject(new LinkError(`${path} does not exist: plug the board in, or check --port`));
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false, hupcl: false, xon: true, xany: true });
  return new Promise((resolve, reject) => {
    port.open((error) => (error ? reject(new LinkError(openText(path, error.message))) : resolve(boardPort(port))));
  });
}

function boardPort(port: SerialPort): BoardPort {
  let isClosing = false;
  // A write that fails is followed by "close".
  port.on("error", () => {});
  return {
    write: (bytes) => void port.write(bytes),
    onData: (receiver) => void port.on("data", receiver),
    onLost: (listener) => void port.on("close", () => isClosing || listener(`${port.path} has gone`)),
    close() {
      isClosing = true;
      return new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
    },
  };
}

function openText(path: string, reason: string): string {
  if (/lock|busy|temporarily/i.test(reason)) return `${path} is in use: end the other program that talks to the board`;
  if (/permission|EACCES/i.test(reason))
    return `${path} may not be opened: give yourself access, on Linux by the group dialout`;
  return `${path} cannot be opened (${reason}): check that it is the port of the board`;
}
