/** The server in memory, as strict as a real one: what is no request or no batch is refused with 400, and so that connection ends. */
import type { Clock } from "../clock";
import type { FaultyServer } from "../faults/faulty-server";
import { type MemoryNetwork, type MemoryPeer } from "../simulator";
import { BatchError } from "./batch";
import { MemoryCollector } from "./memory-collector";

/** Longest header block, bytes: that of node:http. */
const HEAD_MAX = 16384;

export class CarefulCollector extends MemoryCollector {
  /** Requests that were refused. */
  refused = 0;

  constructor(network: MemoryNetwork, faults?: { server: FaultyServer; clock: Clock }) {
    super(network, "collector.example", 8443, faults);
  }

  override accept(peer: MemoryPeer): void {
    super.accept(peer);
    const take = peer.onData;
    let start = "";
    peer.onData = (bytes) => {
      try {
        start = checkStart(start + bytes.toString("latin1"));
        take(bytes);
      } catch (error) {
        if (!(error instanceof BatchError)) throw error;
        this._refuse(peer);
      }
    };
  }

  private _refuse(peer: MemoryPeer): void {
    this.refused++;
    peer.onData = () => {};
    peer.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    peer.close();
  }
}

/**
 * Looks at the first bytes of a connection only: what comes behind a whole request is another one.
 * @returns what was looked at. @throws BatchError when it is no request.
 */
function checkStart(text: string): string {
  const isRequest = "POST ".startsWith(text.slice(0, 5)) && text.length < HEAD_MAX;
  if (!isRequest) throw new BatchError("no request");
  return text.slice(0, 5);
}
