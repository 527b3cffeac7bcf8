/** What an MQTT broker of this machine is asked for: loopback, TLS 1.2 only, and sessions that outlive a restart. */
import type { Certificate } from "../certificates/certificates";

export interface BrokerOptions {
  /** The broker's own certificate. */
  certificate: Certificate;
  /** Passwords by user name. Default: whoever comes is let in. */
  users?: Record<string, string>;
  /** PEM of an authority: only clients with a certificate of it are let in. Without `users` its common name is the user's name. */
  clientCaPem?: string;
}

export interface MqttBroker {
  /** Port of 127.0.0.1, the same at each start. */
  readonly port: number;
  /** Listens again after {@link stop}; resolves when it does. */
  start(): Promise<void>;
  /** Ends all connections. Kept sessions, what waits in them and retained messages are there at the next start. */
  stop(): Promise<void>;
}
