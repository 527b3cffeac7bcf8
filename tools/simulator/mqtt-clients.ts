/** The modem's six MQTT clients. */
import type { Clock } from "../clock";
import { MqttClient } from "./mqtt-client";
import { MqttOpenResult, MqttState } from "./mqtt-codes";
import { MqttSettings } from "./mqtt-settings";
import type { ConnectRequest, Network } from "./network";
import type { Profile } from "./profile";
import type { OpenSecurity } from "./socket-clients";

/** What the table needs of the modem. */
export interface MqttClientsPort {
  clock: Clock;
  network: Network;
  profile: Profile;
  urc(line: string): void;
  isActive(pdpContextId: number): boolean;
  security(sslContextId: number, target: Pick<ConnectRequest, "host" | "port">): OpenSecurity;
}

export class MqttClients {
  static readonly count = 6;
  readonly all: readonly MqttClient[];

  constructor(private readonly _port: MqttClientsPort) {
    this.all = Array.from({ length: MqttClients.count }, (_, index) => {
      return new MqttClient(index, new MqttSettings(_port.profile.qmtcfg), _port);
    });
  }

  /** `+QMTOPEN: <client_idx>,<result>` follows in any case. */
  open(index: number, host: string, port: number): void {
    const client = this.all[index]!;
    const refuse = (result: MqttOpenResult): void => this._port.urc(`+QMTOPEN: ${index},${result}`);
    if (client.isTaken) return refuse(MqttOpenResult.Occupied);
    if (!this._port.isActive(client.settings.pdpContextId)) return refuse(MqttOpenResult.NoPdp);
    const { sslContextId } = client.settings;
    if (sslContextId === undefined) return client.open({ host, port });
    const { tls } = this._port.security(sslContextId, { host, port });
    if (typeof tls === "string") return refuse(MqttOpenResult.NoConnection);
    client.open({ host, port, ...(tls ? { tls } : {}) });
  }

  /** The bearer is gone. */
  breakDown(pdpContextId: number): void {
    for (const client of this.all) {
      if (client.isTaken && client.pdpContextId === pdpContextId) client.breakDown();
    }
  }

  /** Those with an open network. */
  get opened(): MqttClient[] {
    return this.all.filter(({ state }) => state !== MqttState.Closed);
  }

  /** A reboot. */
  reset(): void {
    for (const client of this.all) {
      client.reset();
      client.settings.values.reset();
    }
  }
}
