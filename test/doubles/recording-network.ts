/** The network in memory, which remembers what each connection asked for: nothing can be opened without leaving a trace. */
import type { Clock } from "../../tools/clock";
import {
  type ConnectionEvents,
  type ConnectRequest,
  MemoryNetwork,
  type NetworkConnection,
} from "../../tools/simulator";

export interface RecordedRequest extends ConnectRequest {
  /** When, milliseconds since 1970. */
  atMs: number;
}

export class RecordingNetwork extends MemoryNetwork {
  /** All connections that were begun, also those that failed. */
  readonly requests: RecordedRequest[] = [];

  constructor(private readonly _clock: Clock) {
    super({ clock: _clock });
  }

  override connect(request: ConnectRequest, events: ConnectionEvents): NetworkConnection {
    this.requests.push({ ...request, atMs: this._clock.now() });
    return super.connect(request, events);
  }
}
