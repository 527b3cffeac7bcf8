/**
 * The Espruino module `QuectelNetwork`: Espruino's own network (`net`, `http`, and every module upon them) through the modem, by
 * `NetworkJS`. The interpreter asks each socket over and over, from its idle loop, for what was received, and hands in what is to be
 * sent: nothing here waits. What came in lies here until it is taken; the modem is asked for more when it was.
 *
 * TLS is the modem's. A connection is plain when its options say `tls: false`, or by what stands for plain HTTP everywhere: a URL
 * `http:` or port 80.
 */
import type { Connection } from "./connection";
import type { ModemInterface } from "./index";
import type { TlsSettings } from "./ssl-context";
import type * as UdpModule from "./udp-module";

/** Types of a socket besides 0 TCP and 1 HTTP, as bits: UDP, and that the chip itself wraps the connection in TLS, if it can. */
const UDP = 2;
const TLS = 4;
/** What `recv` says of a socket that is not open yet, or no more (`socketerrors.h` of Espruino). */
const NOT_YET = -11;
const CLOSED = -1;
/** From this many bytes on that nobody took the modem keeps what comes: what the interpreter takes at once. */
const HIGH_WATER_BYTES = 536;
/** Numbers that the interpreter has words for: the modem's `<err>` -> the socket's `error` event. */
const CODES: Record<string, number> = { 552: -2, 561: -4, 563: -5, 565: -6, 569: -3, 570: -4, "-1": -3 };
/** 566 of TLS. */
const TLS_FAILED = -13;
/** A connection that ended otherwise, once it was open or on its way. */
const RESET = -9;
/** It was refused at once: by the beginning of the driver's words, else an option is wrong. */
const REFUSALS = ["offline", "tls: 6 ", "", "12 ids "];
const NO_ROUTE = -4;
const BAD_ARGUMENT = -12;

/** What a program may say of a connection: Espruino's names beside the driver's. */
interface SocketOptions extends EspruinoSocketOptions {
  /** As {@link ModemInterface.open} takes it. */
  tls?: Partial<TlsSettings> | boolean;
  /** PEM text, or the name of a file on the modem. */
  ca?: string;
  cert?: string;
  key?: string;
}

interface Socket {
  connection?: Connection;
  /** Received and not yet taken. */
  received: string;
  /** What is said when nothing is there to be taken: "" while it is open, else a number below 0. */
  state: number | "";
  isPaused?: boolean;
  datagrams?: UdpModule.Datagrams;
}

let modem: ModemInterface;
let parts: UdpModule.AtParts;
/** Datagrams are a module of their own, loaded when they are used. */
let udp: typeof UdpModule;
const sockets: (Socket | 0)[] = [];
/** Only a chip without TLS of its own may be given sockets of that kind. */
let isTlsBuiltIn = false;

/** How the connection is secured: as {@link ModemInterface.open} takes it. */
function securityOf(options: SocketOptions, port: number, type: number): Partial<TlsSettings> | false {
  const own = options.tls;
  if (own === false || !(own || type & TLS || (options.protocol !== "http:" && port !== 80))) return false;
  const tls: Partial<TlsSettings> = {};
  for (const name of ["ca", "cert", "key"] as const) if (options[name]) tls[name] = options[name];
  if (tls.key) tls.verify = "mutual";
  return Object.assign(tls, own === true ? {} : own);
}

/** `create` of the interpreter. What cannot be opened gets a number too, since only such a socket can tell of its error. */
function create(host: string | undefined, port: number, type: number, given: unknown): number {
  const options = given as SocketOptions;
  const isUdp = type & UDP;
  if (!(host || isUdp) || (type & TLS && isTlsBuiltIn && options.tls !== false)) {
    print(host ? "https: require http after connect" : "no servers");
    return CLOSED;
  }
  // Of a bound `dgram` socket the interpreter would take that for an error; nothing is sent on it before it is open.
  const socket: Socket = { received: "", state: isUdp ? "" : NOT_YET };
  // The name as it was given: the interpreter shortens long ones, and makes a number of "localhost".
  const name = isUdp ? "UDP" : options.host || host!;
  let id = 0;
  while (sockets[id]) id++;
  sockets[id] = socket;
  try {
    if (isUdp) udp = require("QuectelUdp") as typeof UdpModule;
    const tls = !isUdp && securityOf(options, port, type);
    const connection = modem.open(
      isUdp ? udp.addressOf(port) : { host: name, port: options.port || (tls ? 443 : port), tls },
    );
    socket.connection = connection;
    if (isUdp) socket.datagrams = udp.open(connection, parts);
    /*@__NOINLINE__*/ listen(socket, name, tls && TLS_FAILED);
  } catch (error) {
    const reason = REFUSALS.indexOf((error as Error).message.substr(0, 7));
    fail(socket, name, error as Error, reason < 0 ? BAD_ARGUMENT : NO_ROUTE - reason);
  }
  return id;
}

/** A function of its own: what its listeners need to know is kept as long as the connection, and nothing more than that. */
function listen(socket: Socket, name: string, failed: number | false): void {
  const connection = socket.connection!;
  connection.on("open", () => (socket.state = ""));
  if (!socket.datagrams)
    connection.on("data", (payload) => {
      socket.received += payload;
      if (!socket.isPaused && socket.received.length >= HIGH_WATER_BYTES) connection.pause((socket.isPaused = true));
    });
  connection.on("error", (error) =>
    fail(socket, name, error, (error.code === 566 ? failed : CODES["" + error.code]) || RESET),
  );
  connection.on("close", () => {
    if (!socket.state || socket.state === NOT_YET) socket.state = CLOSED;
  });
}

/** The number is what the interpreter has a word for; the driver's words are printed. */
function fail(socket: Socket, name: string, error: Error, code: number): void {
  socket.state = code;
  print(name + ": " + error.message);
}

/** `recv`: all that was received comes before the end is told. */
function take(id: number, maxLength: number, type: number): string | number {
  const socket = sockets[id];
  // A `dgram` socket that was bound and closed is asked for once more, as number -1.
  if (!socket) return CLOSED;
  if (type & UDP && socket.datagrams) socket.received = udp.take(socket.datagrams, maxLength);
  const received = socket.received;
  if (!received) return socket.state;
  socket.received = received.substr(maxLength);
  if (socket.isPaused && !socket.received) socket.connection!.pause((socket.isPaused = false));
  return received.substr(0, maxLength);
}

/** `send`: how many bytes were taken; of a socket that is not open none, its end is for `recv` to tell. */
function give(id: number, data: string, type: number): number {
  const socket = sockets[id] as Socket;
  if (socket.state !== "") return 0;
  if (type & UDP) return udp.give(socket.datagrams!, socket.connection!.id, data);
  return socket.connection!.write(data) ? data.length : 0;
}

function close(id: number): void {
  const connection = (sockets[id] as Socket).connection;
  sockets[id] = 0;
  if (connection) connection.end();
}

type Connect = (options: string | SocketOptions, callback?: (socket: unknown) => void) => unknown;

/** @returns `call` with options as the modem's TLS wants them: always, or for a URL `https:`, which would have the chip wrap the connection. */
function secured(call: EspruinoConnect, isAlways?: boolean): Connect {
  return (given, callback) => {
    const options = typeof given === "string" ? url.parse(given) : given;
    return call(
      isAlways || options.protocol === "https:" ? Object.assign({ tls: true }, options, { protocol: "" }) : options,
      callback,
    );
  };
}

/** What `require("tls")` gives. */
export const tls: { connect?: Connect } = {};
/** What `require("http")` gives on a build with TLS of its own. */
export const http: { request?: Connect; get?: Connect; createServer?: unknown } = {};

/**
 * Makes the modem the network. Harmless when it is again.
 * @param atParts what datagrams need of the AT client. @throws Error of the interpreter when it has no network at all.
 */
export function start(startedModem: ModemInterface, atParts: UdpModule.AtParts): void {
  const isAgain = !!modem;
  modem = startedModem;
  parts = atParts;
  if (isAgain) return;
  (require("NetworkJS") as EspruinoNetworkJS).create({ create, close, accept: () => CLOSED, recv: take, send: give });
  tls.connect = secured((require("net") as EspruinoNet).connect, true);
  Modules.addCached("tls", "exports=require('QuectelNetwork').tls");
  isTlsBuiltIn = ("," + process.env.MODULES + ",").includes(",tls,");
  if (isTlsBuiltIn) {
    const builtIn = require("http") as EspruinoHttp;
    http.request = secured(builtIn.request);
    http.get = secured(builtIn.get);
    http.createServer = builtIn.createServer;
    Modules.addCached("http", "exports=require('QuectelNetwork').http");
  }
}
