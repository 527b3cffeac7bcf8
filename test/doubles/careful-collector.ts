/** The server in memory, as strict as a real one: what is no JSON is refused with 400, and so that connection ends. */
import type { Clock } from "../../tools/clock";
import type { FaultyServer } from "../../tools/faults/faulty-server";
import { type MemoryNetwork, type MemoryPeer } from "../../tools/simulator";
import { MemoryCollector } from "./memory-collector";

export class CarefulCollector extends MemoryCollector {
  /** Requests that were refused. */
  refused = 0;

  constructor(network: MemoryNetwork, faults?: { server: FaultyServer; clock: Clock }) {
    super(network, "collector.example", 8443, faults);
  }

  override accept(peer: MemoryPeer): void {
    super.accept(peer);
    const take = peer.onData;
    peer.onData = (bytes) => {
      try {
        take(bytes);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        this.refused++;
        peer.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        peer.close();
      }
    };
  }
}
