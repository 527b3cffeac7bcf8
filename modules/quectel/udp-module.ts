/**
 * The Espruino module `QuectelUdp`: Espruino's `dgram` through the modem. `QuectelNetwork` loads it for the first socket of that kind. The
 * client table opens, closes and counts the sockets as it does connections (`UDP SERVICE` in direct push mode, TCP/IP application note,
 * `AT+QIOPEN`); what is said of datagrams is said here: where one came from, and where one goes to.
 *
 * As everywhere a datagram can be lost: also when the program does not take it, or the modem has no room.
 */
import type { send as Send } from "../at/at-client";
import { AtFault } from "../at/at-error";
import type { LineHandler, parameters as Parameters, setLineHandler as SetLineHandler } from "../at/line-reader";
import { AccessMode } from "./client-slot";
import type { Connection } from "./connection";
import type { OpenOptions } from "./modem";
import { firstNumber, integer } from "./text";

/** What is used of the AT client and the line reader that run: by position, since each build shortens names for itself. */
export type AtParts = [send: typeof Send, setLineHandler: typeof SetLineHandler, parameters: typeof Parameters];

/** A datagram as the interpreter hands it over and wants it: address (4 bytes), port and length (2 each, the low byte first), content. */
const HEADER_BYTES = 8;
/** Longest that one `AT+QISEND` takes, bytes. */
const SEND_MAX = 1460;
/** Datagrams that wait to be taken; further ones are lost. */
const WAITING_MAX = 4;
/** Own ports of sockets that ask for none begin here (RFC 6335: dynamic ports). */
const FIRST_PORT = 49152;
const PORTS = 16384;

/** What this module keeps of a socket. */
export interface Datagrams {
  /** Whole ones, each with its header. */
  waiting: string[];
  /** The one that is coming in, and how long it will be with its header. */
  partial: string;
  due: number;
  /** One is on its way to the modem, or the socket is not open yet. */
  isSending: boolean;
}

let at: AtParts;
let nextPort = 0;
/** Who took the modem's word before. */
let before: LineHandler | undefined;
/** By client id. */
const sockets: (Datagrams | 0)[] = [];

/** What opens a socket. @param port own port, 0 for any. @throws Error when it is out of range. */
export function addressOf(port: number): OpenOptions {
  const own = integer("port", port || FIRST_PORT + (nextPort++ % PORTS), 1, 65535);
  const service = { service: ',"UDP SERVICE","127.0.0.1",0,' + own + "," };
  return Object.assign(service, { host: "UDP", port: own, accessMode: AccessMode.DirectPush, tls: false as const });
}

/** Makes a connection that was opened to {@link addressOf} a socket for datagrams. */
export function open(connection: Connection, atParts: AtParts): Datagrams {
  const socket: Datagrams = { waiting: [], partial: "", due: 0, isSending: true };
  at = atParts;
  sockets[connection.id] = socket;
  connection.on("open", () => (socket.isSending = false));
  connection.on("data", (payload) => {
    socket.partial += payload;
    if (socket.partial.length >= socket.due) {
      if (socket.waiting.length < WAITING_MAX) socket.waiting.push(socket.partial);
      socket.partial = "";
    }
  });
  connection.on("close", () => (sockets[connection.id] = 0));
  const handler = at[1]("+QIURC", onUrc);
  if (handler !== onUrc) before = handler;
  return socket;
}

/** `"recv",<id>,<length>,"<address>",<port>`: the client table takes what is behind it, as of any connection. */
function onUrc(): void {
  const parts = at[2]().split(",");
  const socket = sockets[firstNumber(parts[1])];
  if (socket && parts[4]) {
    const length = firstNumber(parts[2]);
    const bytes = parts[3]!.slice(1, -1).split(".").map(firstNumber);
    socket.due = HEADER_BYTES + length;
    socket.partial = bytes
      .concat(lowFirst(firstNumber(parts[4])), lowFirst(length))
      .map(byteOf)
      .join("");
  }
  before!();
}

const lowFirst = (value: number): number[] => [value & 255, value >> 8];
const byteOf = (byte: number): string => String.fromCharCode(byte);

/** @returns one datagram, "" when none waits. One that is longer than `maxLength` is cut; its header tells how long it was. */
export function take(socket: Datagrams, maxLength: number): string {
  return (socket.waiting.shift() || "").substr(0, maxLength);
}

/** @param data one or more datagrams. @returns the bytes of the first when it was taken, else 0. */
export function give(socket: Datagrams, id: number, data: string): number {
  const byteAt = (index: number): number => data.charCodeAt(index);
  const wordAt = (index: number): number => byteAt(index) + 256 * byteAt(index + 1);
  const address = [0, 1, 2, 3].map(byteAt).join(".");
  const length = wordAt(6);
  let isRefused: unknown = socket.isSending;
  if (isRefused) return 0;
  if (!length || length > SEND_MAX || address === "255.255.255.255")
    // A name stands there as the address of all: what it was the interpreter does not say.
    print("UDP: 1 to " + SEND_MAX + " bytes, to an address: " + length + " to " + address);
  else {
    socket.isSending = true;
    at[0](
      "+QISEND=" + id + "," + length + ',"' + address + '",' + wordAt(4),
      (error) => {
        socket.isSending = false;
        isRefused = error;
        // A full queue only means: later.
        if (error && error.code !== AtFault.QueueFull) print(error.message);
      },
      { payload: data.substr(HEADER_BYTES, length) },
    );
  }
  return isRefused ? 0 : HEADER_BYTES + length;
}
