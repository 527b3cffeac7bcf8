import { connect } from "node:net";
import type { BoardPort } from "./board-port";
import { LinkError } from "./link-error";

/** Milliseconds within which a connection must stand. */
const CONNECT_TIMEOUT_MS = 10000;

/**
 * Connects to a console that is offered over TCP, by a terminal server or by the board itself.
 * @throws LinkError with a remedy when nothing listens there.
 */
export function openTcpPort(host: string, port: number): Promise<BoardPort> {
  const name = `tcp://${host}:${port}`;
  const socket = connect({ host, port, noDelay: true });
  let isClosing = false;
  const boardPort: BoardPort = {
    write: (bytes) => void socket.write(bytes),
    onData: (receiver) => void socket.on("data", receiver),
    onLost: (listener) => void socket.on("close", () => isClosing || listener(`${name} ended the connection`)),
    close() {
      isClosing = true;
      if (socket.destroyed) return Promise.resolve();
      return new Promise((resolve) => {
        socket.once("close", () => resolve());
        socket.end(() => socket.destroy());
      });
    },
  };
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      socket.destroy();
      reject(new LinkError(`${name} cannot be reached (${reason}): check address and port, and that the board is on`));
    };
    const timer = setTimeout(() => fail("no answer"), CONNECT_TIMEOUT_MS);
    socket.once("connect", () => resolve(boardPort));
    // Later errors are followed by "close".
    socket.on("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
    socket.once("connect", () => clearTimeout(timer)).once("close", () => clearTimeout(timer));
  });
}
