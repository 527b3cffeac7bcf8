/** An HTTP server on the simulator's network in memory: stores what it acknowledges, and fails in the ways that servers do. */
import type { Clock } from "../clock";
import type { FaultyServer } from "../faults/faulty-server";
import { isRaw, playAnswer, replyBytes, type SpoiltAnswer } from "../faults/spoilt-answer";
import type { Knock, MemoryNetwork, MemoryPeer } from "../simulator";
import { type Batch, checkSum, parseBatch, type Reading } from "./batch";

export interface CollectedReading extends Reading {
  device: string;
  boot: number;
}

/** What is done with a request: a status to answer, "nothing", "close", or any other text to send as it is. */
export type Behaviour = number | string;

const REQUEST = /^POST (\S+) HTTP\/1\.1\r\n([\s\S]*?)\r\n\r\n/;

export class MemoryCollector {
  /** Told of each batch that is stored. */
  onStored: (batch: Batch) => void = () => {};
  /** What the next requests meet. */
  behaviour: Behaviour = 200;
  /** Readings of acknowledged requests, in order of arrival, repeats included. */
  readonly readings: CollectedReading[] = [];
  /** Heads of all requests, and how many connections were made. */
  readonly heads: string[] = [];
  connections = 0;
  /** Readings that the board says it lost. */
  dropped = 0;

  /** @param _faults asked about each connection and request. */
  constructor(
    private readonly _network: MemoryNetwork,
    private readonly _host: string,
    private readonly _port: number,
    private readonly _faults?: { server: FaultyServer; clock: Clock },
  ) {}

  /** Opens the door; also after {@link close}. */
  listen(): void {
    this._network.listen(
      this._host,
      this._port,
      (peer) => this.accept(peer),
      () => this._knock(),
    );
  }

  /** Refuses connections from now on. */
  close(): void {
    this._network.unlisten(this._host, this._port);
  }

  /** Sequence numbers in order of arrival. */
  get sequence(): number[] {
    return this.readings.map(({ seq }) => seq);
  }

  /** Takes a connection that came to another name. */
  accept(peer: MemoryPeer): void {
    this.connections++;
    if (this._faults?.server.takeSecured()) return peer.close();
    let waiting = "";
    peer.onData = (bytes) => {
      waiting += bytes.toString("latin1");
      for (let end = this._take(peer, waiting); end > 0; end = this._take(peer, waiting)) waiting = waiting.slice(end);
    };
  }

  /** @returns length of the request at the start of `text`, 0 while it is incomplete. */
  private _take(peer: MemoryPeer, text: string): number {
    const found = REQUEST.exec(text);
    if (!found) return 0;
    const end = found[0].length + Number(/Content-Length: (\d+)/i.exec(found[0])?.[1]);
    if (text.length < end) return 0;
    this.heads.push(found[0]);
    const body = text.slice(found[0].length, end);
    checkSum(/X-CRC32: (\S+)/i.exec(found[0])?.[1], body);
    this._answer(peer, parseBatch(body));
    return end;
  }

  private _knock(): Knock {
    const greeting = this._faults?.server.takeConnection() ?? "serve";
    return greeting === "serve" || greeting === "mute" ? greeting : "refuse";
  }

  private _answerSpoilt(peer: MemoryPeer, spoilt: SpoiltAnswer, clock: Clock): void {
    const answer = spoilt.make({ status: 200, headers: {}, body: Buffer.from("{}") });
    if (!isRaw(answer)) return peer.send(replyBytes(answer));
    const link = { write: (bytes: Buffer): void => peer.send(bytes), close: (): void => peer.close(), isOver: false };
    peer.onClosed = () => (link.isOver = true);
    playAnswer(answer, link, clock);
  }

  private _answer(peer: MemoryPeer, batch: Batch): void {
    const spoilt = this._faults?.server.takeRequest();
    if (spoilt?.isCarriedOut) this._store(batch);
    if (spoilt) return this._answerSpoilt(peer, spoilt, this._faults!.clock);
    const { behaviour } = this;
    if (behaviour === "nothing") return;
    if (behaviour === "close") return peer.close();
    const text = typeof behaviour === "string" ? behaviour : `HTTP/1.1 ${behaviour} Any\r\nContent-Length: 2\r\n\r\n{}`;
    // What has no complete header is no acknowledgement, so nothing is stored.
    if (/^(HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n)?HTTP\/1\.1 2[\s\S]*?\r\n\r\n/.test(text)) this._store(batch);
    peer.send(text);
  }

  private _store(batch: Batch): void {
    const { device, boot, dropped, readings } = batch;
    this.dropped = dropped;
    this.readings.push(...readings.map((reading) => ({ device, boot, ...reading })));
    this.onStored(batch);
  }
}
