/** The broker's end of one MQTT connection in memory: keeps what came, and says what a test tells it to. */
import { type Packet, type Parser, generate, parser } from "mqtt-packet";
import type { MemoryNetwork, MemoryPeer } from "../../../tools/simulator";

export class ScriptedBroker {
  /** The last connection. */
  peer: MemoryPeer | undefined;
  /** What came since the last {@link take}. */
  private _packets: Packet[] = [];

  constructor(network: MemoryNetwork, host = "b.example", port = 1883) {
    network.listen(host, port, (peer) => this._accept(peer));
  }

  take(): Packet[] {
    return this._packets.splice(0);
  }

  /** The commands of what came. */
  takeCommands(): string[] {
    return this.take().map(({ cmd }) => cmd);
  }

  send(packet: Packet): void {
    this.peer!.send(generate(packet));
  }

  private _accept(peer: MemoryPeer): void {
    const reader: Parser = parser();
    reader.on("packet", (packet) => this._packets.push(packet));
    peer.onData = (bytes) => void reader.parse(bytes);
    this.peer = peer;
  }
}
