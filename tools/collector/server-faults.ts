/** How the collector obeys faults (tools/faults): before the handshake, behind it, and in place of an answer. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import { RealClock } from "../clock";
import type { FaultyServer, Greeting } from "../faults/faulty-server";
import { isRaw, playAnswer, type Reply, replyHeaders, type SpoiltAnswer } from "../faults/spoilt-answer";
import { keepsOpen } from "./exchange";

type Serve = (this: Server, socket: Socket) => void;

/** Lets faults have a connection before TLS begins. To be called before anything else listens to `connection`. */
export function divertConnections(server: Server, faults: FaultyServer): void {
  const serve = server.listeners("connection") as Serve[];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    const greeting = faults.takeConnection();
    if (greeting !== "serve") return meet(socket, greeting);
    for (const listener of serve) listener.call(server, socket);
  });
}

/** Sends what is answered in place of `plain`. */
export function sendSpoilt(
  request: IncomingMessage,
  response: ServerResponse,
  spoilt: SpoiltAnswer,
  plain: Reply,
): void {
  const answer = spoilt.make(plain);
  if (!isRaw(answer)) {
    response.sendDate = false;
    const connection = keepsOpen(request, response) ? "keep-alive" : "close";
    response.writeHead(answer.status, { Connection: connection, ...replyHeaders(answer) });
    response.end(answer.body);
    return;
  }
  const { socket } = request;
  const link = {
    write: (bytes: Buffer): void => void socket.write(bytes),
    close: (): void => void socket.end(),
    get isOver(): boolean {
      return !socket.writable;
    },
  };
  playAnswer(answer, link, new RealClock());
}

function meet(socket: Socket, greeting: Exclude<Greeting, "serve">): void {
  socket.on("error", () => socket.destroy());
  if (greeting === "reset") socket.resetAndDestroy();
  else if (greeting === "mute") socket.resume();
  else socket.once("data", () => socket.end(alertRecord(greeting)));
}

/** A record with a fatal alert in the clear, as it is before keys are agreed on (RFC 5246, 6.2.1 and 7.2). */
function alertRecord(description: number): Buffer {
  return Buffer.from([21, 3, 3, 0, 2, 2, description]);
}
