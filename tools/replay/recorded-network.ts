/** The world behind a simulated modem as a record tells of it: connections come up or fail, and servers say and close, as they did then. */
import type { Clock } from "../clock";
import { MemoryConnection } from "../simulator/memory-connection";
import {
  type ConnectFailure,
  type ConnectionEvents,
  type ConnectRequest,
  MemoryNetwork,
  MemoryPeer,
  type NetworkConnection,
} from "../simulator";
import type { Step } from "./dialogue";
import type { Item } from "./modem-items";

const OPENS = [
  { command: /\+QSSLOPEN=\d+,\d+,(\d+),/gi, result: "+QSSLOPEN" },
  { command: /\+QIOPEN=\d+,(\d+),/gi, result: "+QIOPEN" },
];
/** The modem itself refuses: no connection is begun. */
const ID_USED = 563;
const FAILURES: readonly number[] = [556, 565, 566, 569] satisfies ConnectFailure[];
const RECV = /^\+(?:QSSLURC|QIURC): (?:"recv",)?(\d+)(?:,\d+)?$/;
const CLOSED = /^\+(?:QSSLURC|QIURC): "closed",(\d+)$/;
const ASKED = /\+(?:QSSLRECV|QIRD)=(\d+)/i;
const ANSWERED = /^\+(?:QSSLRECV|QIRD): /;

export class RecordedNetwork extends MemoryNetwork {
  /** Opens that the host asked for and that have not been begun, with their results. */
  private readonly _opens: { clientId: string; code: number }[] = [];
  private readonly _peers = new Map<string, MemoryPeer>();
  /** Answers whose payload a server has sent. */
  private readonly _sent = new Set<Item>();
  private _localPort = 50000;

  constructor(
    private readonly _clock: Clock,
    private readonly _steps: readonly Step[],
  ) {
    super({ clock: _clock });
  }

  override connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection {
    const { clientId, code } = this._opens.shift() ?? { clientId: "", code: 566 };
    const connection = new MemoryConnection(this._clock, events);
    this._clock.setTimeout(() => {
      if (code !== 0) return connection.fail((FAILURES.includes(code) ? code : 566) as ConnectFailure, "as recorded");
      if (request.tls) connection.reach();
      const peer = new MemoryPeer(request, connection);
      this._peers.set(clientId, peer);
      connection.accept(peer, { address: "1.2.3.4", localPort: this._localPort++, isResumed: false });
    }, 0);
    return connection;
  }

  /** Called before the host writes what it wrote in this step. */
  beforeHost(index: number): void {
    const { host, items } = this._steps[index]!;
    const text = host?.content;
    if (typeof text !== "string") return;
    // What was read without a URC before it.
    const peer = this._peers.get(ASKED.exec(text)?.[1] ?? "");
    for (const item of items.filter((each) => ANSWERED.test(each.text) && !this._sent.has(each)))
      peer?.send(Buffer.from(item.payload ?? "", "latin1"));
    for (const { command, result } of OPENS)
      for (const [, clientId] of text.matchAll(command)) {
        const code = this._result(index, `${result}: ${clientId},`);
        if (code !== undefined && code !== ID_USED) this._opens.push({ clientId: clientId!, code });
      }
  }

  /** Called behind that: servers say what the modem told of in this step. */
  afterHost(index: number): void {
    const { items } = this._steps[index]!;
    items.forEach(({ text, payload }, at) => {
      const clientId = RECV.exec(text)?.[1];
      if (clientId !== undefined)
        this._peers.get(clientId)?.send(Buffer.from(payload ?? this._readLater(index, at, clientId), "latin1"));
      const closed = CLOSED.exec(text)?.[1];
      if (closed !== undefined) this._peers.get(closed)?.close();
    });
  }

  /** The result of an open, which comes in this step or a later one; undefined: none came. */
  private _result(index: number, start: string): number | undefined {
    for (const { items } of this._steps.slice(index))
      for (const { text } of items) if (text.startsWith(start)) return Number(text.slice(start.length));
    return undefined;
  }

  /** What the host read of this connection until its next URC. */
  private _readLater(index: number, at: number, clientId: string): string {
    let bytes = "";
    for (let step = index; step < this._steps.length; step++) {
      const { host, items } = this._steps[step]!;
      const isRead = typeof host?.content === "string" && ASKED.exec(host.content)?.[1] === clientId;
      for (const item of items.slice(step === index ? at + 1 : 0)) {
        if (RECV.exec(item.text)?.[1] === clientId) return bytes;
        if (!isRead || !ANSWERED.test(item.text)) continue;
        bytes += item.payload ?? "";
        this._sent.add(item);
      }
    }
    return bytes;
  }
}
