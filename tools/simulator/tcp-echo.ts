/**
 * A sign of life from a real host. ICMP is not for ordinary processes: a knock at the TCP port of the echo service takes its place,
 * and a refusal is an answer of the host as good as a connection.
 */
import { connect } from "node:net";

const ECHO_PORT = 7;

/** @returns ends the wait. */
export function echoByTcp(host: string, onEcho: () => void): () => void {
  const socket = connect({ host, port: ECHO_PORT });
  let isWanted = true;
  const end = (isAlive: boolean): void => {
    socket.destroy();
    if (isAlive && isWanted) onEcho();
    isWanted = false;
  };
  socket.once("connect", () => end(true));
  socket.on("error", ({ code }: NodeJS.ErrnoException) => end(code === "ECONNREFUSED"));
  return () => end(false);
}
