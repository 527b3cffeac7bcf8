/** A connection for the module `mqtts` that is Node's own TLS: the same client on a PC, for what others at the broker do. */
import { connect, type ConnectionOptions } from "node:tls";
import type { MqttConnection } from "../../modules/mqtt/client";

/** @param options of Node's `tls.connect`. */
export function nodeConnection(options: ConnectionOptions): MqttConnection {
  const socket = connect(options);
  const events: Record<string, string> = { open: "secureConnect" };
  return {
    on(event: string, listener: (argument: never) => void) {
      socket.on(events[event] ?? event, (argument: unknown) =>
        listener((Buffer.isBuffer(argument) ? argument.toString("latin1") : argument) as never),
      );
    },
    write(payload) {
      socket.write(payload, "latin1");
      return true;
    },
    end: () => void socket.end(),
  };
}
