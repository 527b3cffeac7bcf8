/** The modem's own clients of the network, beside the connections of the host: names, ping, HTTP(S) and MQTT. */
import type { Clock } from "../clock";
import { HttpClient } from "./http-client";
import { MqttClients } from "./mqtt-clients";
import { NameLookups } from "./name-lookups";
import type { Network } from "./network";
import type { Ping } from "./ping";
import type { Profile } from "./profile";
import type { OpenArguments, OpenSecurity } from "./socket-clients";

/** What they need of the modem. */
export interface ModemServicesPort {
  clock: Clock;
  network: Network;
  profile: Profile;
  /** Limit of TCP, milliseconds. */
  connectTimeoutMs: number;
  urc(line: string): void;
  /** A PDP context is active. */
  isActive(pdpContextId: number): boolean;
  /** What an SSL context says of a connection. */
  security(sslContextId: number, target: Pick<OpenArguments, "host" | "port">): OpenSecurity;
}

export class ModemServices {
  readonly names: NameLookups;
  readonly http: HttpClient;
  readonly mqtt: MqttClients;
  /** AT+QPING at work. */
  ping: Ping | undefined;

  constructor(port: ModemServicesPort) {
    this.names = new NameLookups(port.clock, port.network);
    this.http = new HttpClient(port);
    this.mqtt = new MqttClients(port);
  }

  /** A bearer is gone: what was under way over it fails. */
  breakDown(pdpContextId: number): void {
    this.http.breakDown(pdpContextId);
    this.mqtt.breakDown(pdpContextId);
  }

  /** A reboot. */
  reset(): void {
    this.names.reset();
    this.http.reset();
    this.mqtt.reset();
    this.ping?.stop();
    this.ping = undefined;
  }
}
