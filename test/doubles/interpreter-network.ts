/**
 * What the interpreter does with a network of `NetworkJS`, for tests in Node: its sockets, asked in turn from the idle loop. Made after
 * what Espruino 2v29 does (libs/network, `socketClientConnectionsIdle`); the same tests run on the real one in test/demo.
 */

/** Bytes of one call, but for UDP. */
const CHUNK_BYTES = 536;
/** `recv` while the connection is not up: not an error. */
const NOT_CONNECTED = -11;
const CLOSED = -1;
const UNSENT = -8;

/** Types of a socket. */
export const TCP = 0;
export const HTTP = 1;
export const UDP = 2;
export const TLS = 4;

/** One datagram as a program sees it. */
export interface Message {
  text: string;
  address: string;
  port: number;
}

export type SocketEvent = "connect" | "drain" | "close" | { error: number };

/** One socket of the interpreter; `type` HTTP stands for what `http` makes of it, of which only the bytes are looked at. */
export class InterpreterSocket {
  readonly events: SocketEvent[] = [];
  /** What the program was given. */
  received = "";
  waiting = "";
  readonly messages: Message[] = [];
  isEnding = false;
  isConnected = false;

  /** @param isBound asked as a server is, of which everything below 0 is an error. */
  constructor(
    readonly id: number,
    readonly type: number,
    readonly isBound = false,
  ) {}

  write(bytes: string): void {
    this.waiting += bytes;
  }

  /** As `dgram` does it, which makes the address of all of a name. */
  sendTo(text: string, port: number, address: string): void {
    const bytes = /^[\d.]+$/.test(address) ? address.split(".").map(Number) : [255, 255, 255, 255];
    const header = [...bytes, port & 255, port >> 8, text.length & 255, text.length >> 8];
    this.write(String.fromCharCode(...header) + text);
  }

  /** As the interpreter does it: closes once all has been taken. */
  end(): void {
    this.isEnding = true;
  }
}

export class InterpreterNetwork {
  network!: EspruinoNetwork;
  /** Modules that the program would be given by `require`, text by name. */
  readonly added = new Map<string, string>();
  readonly builtIn = { connect: jest.fn(), request: jest.fn(), get: jest.fn(), createServer: jest.fn() };
  private _sockets: InterpreterSocket[] = [];

  /** @param modules names of the modules built into the interpreter; to be called before the driver is loaded. */
  constructor(modules: string) {
    const { connect, ...http } = this.builtIn;
    jest.doMock("NetworkJS", () => ({ create: (network: EspruinoNetwork) => (this.network = network) }), {
      virtual: true,
    });
    jest.doMock("net", () => ({ connect }));
    jest.doMock("http", () => http);
    process.env["MODULES"] = modules;
    Object.assign(globalThis, {
      Modules: { addCached: (name: string, text: string) => this.added.set(name, text) },
      url: { parse: parseUrl },
    });
  }

  /** As `dgram.createSocket` with `bind`, or with its first `send`. @param port 0 for any. */
  openDatagrams(port: number, options: object = {}): InterpreterSocket {
    const id = this.network.create(port ? undefined : "127.0.0.1", port, UDP, options);
    const socket = new InterpreterSocket(id, UDP, port > 0);
    this._sockets.push(socket);
    return socket;
  }

  /** As `net.connect` and `http.request`, which shorten a name and know "localhost". @returns undefined when the interpreter would throw. */
  open(options: object, type = TCP): InterpreterSocket | undefined {
    const { host = "127.0.0.1", port = 0 } = options as { host?: string; port?: number };
    const standard = type & TLS ? 443 : (type & 3) === HTTP ? 80 : 0;
    const id = this.network.create(
      host.substr(0, 127).replace("localhost", "127.0.0.1"),
      port || standard,
      type,
      options,
    );
    if (id < 0) return undefined;
    const socket = new InterpreterSocket(id, type);
    this._sockets.push(socket);
    return socket;
  }

  /** As after `reset()`. */
  kill(): void {
    for (const { id } of this._sockets.splice(0)) this.network.close(id);
  }

  /** Once through the idle loop. */
  idle(): void {
    for (const socket of [...this._sockets]) this._serve(socket);
  }

  private _serve(socket: InterpreterSocket): void {
    let error = 0;
    let isClosing = false;
    if (socket.waiting) error = this._send(socket);
    else isClosing = socket.isEnding;
    const answer = this.network.recv(socket.id, CHUNK_BYTES, socket.type);
    if (typeof answer === "number") {
      if (answer !== NOT_CONNECTED || socket.isConnected || socket.isBound) error = answer;
    } else {
      if (!socket.isConnected) socket.events.push("connect");
      socket.isConnected = true;
      expect(answer.length).toBeLessThanOrEqual(CHUNK_BYTES);
      if (socket.type === UDP) this._onDatagram(socket, answer);
      else socket.received += answer;
    }
    if (!isClosing && error === 0) return;
    this._sockets = this._sockets.filter((other) => other !== socket);
    this.network.close(socket.id);
    if (error === CLOSED && socket.waiting) error = UNSENT;
    if (error < CLOSED) socket.events.push({ error });
    socket.events.push("close");
  }

  private _onDatagram({ messages }: InterpreterSocket, bytes: string): void {
    const at = (index: number): number => bytes.charCodeAt(index);
    if (!bytes) return;
    // What the header announces must have come whole, else the interpreter would wait for the rest.
    expect(bytes.length).toBe(8 + at(6) + 256 * at(7));
    messages.push({
      text: bytes.substr(8),
      address: [0, 1, 2, 3].map(at).join("."),
      port: at(4) + 256 * at(5),
    });
  }

  private _send(socket: InterpreterSocket): number {
    const chunk = socket.type === UDP ? Infinity : CHUNK_BYTES;
    const taken = this.network.send(socket.id, socket.waiting.substr(0, chunk), socket.type);
    if (taken < 0) return taken;
    socket.waiting = socket.waiting.substr(taken);
    if (taken && !socket.waiting && !socket.isEnding) socket.events.push("drain");
    return 0;
  }
}

/** What Espruino's `url.parse` says of what these tests ask for. */
function parseUrl(text: string): object {
  const [, protocol, host, port, path] = /^(?:(\w+:)\/\/)?([^:/]*)(?::(\d+))?(\/.*)?$/.exec(text)!;
  return { ...(protocol ? { protocol } : {}), method: "GET", host, port: port ? +port : null, path: path ?? "/" };
}
