/** AT+QMTCFG of one MQTT client: values as they were written, and what they mean. */
import type { IConnectPacket } from "mqtt-packet";
import { NamedSettings } from "./named-settings";
import type { NamedSetting } from "./profile";

const WILL = /^1,([012]),([01]),"([^"]*)","([^"]*)"$/;

/** Bytes of the port, each a character, as the UTF-8 text that they are. */
export const decoded = (text: string): string => Buffer.from(text, "latin1").toString();

export class MqttSettings {
  readonly values: NamedSettings;

  constructor(settings: readonly NamedSetting[]) {
    this.values = new NamedSettings(settings);
  }

  get pdpContextId(): number {
    return this._numbers("pdpcid")[0]!;
  }

  /** Undefined: plain TCP. */
  get sslContextId(): number | undefined {
    const [isSecure, sslContextId = 0] = this._numbers("ssl");
    return isSecure === 1 ? sslContextId : undefined;
  }

  /** Time to wait for an acknowledgement, how often to send again, and whether each time is told. */
  get patience(): { timeoutMs: number; retries: number; isTold: boolean } {
    const [seconds, retries, isTold] = this._numbers("timeout");
    return { timeoutMs: seconds! * 1000, retries: retries!, isTold: isTold === 1 };
  }

  get keepAliveSeconds(): number {
    return this._numbers("keepalive")[0]!;
  }

  /** Messages wait to be read in place of coming in the URC. */
  get isBuffered(): boolean {
    return this._receiveMode[0] === 1;
  }

  get showsLength(): boolean {
    return this._receiveMode[1] === 1;
  }

  /** Not every modem has it. */
  private get _receiveMode(): number[] {
    return (this.values.get("recv/mode") ?? "0,0").split(",").map(Number);
  }

  /** The packet that the settings make of a client's identity; texts may be empty. */
  connectPacket(clientId: string, username: string, password: string): IConnectPacket {
    const version = this._numbers("version")[0] === 4 ? 4 : 3;
    return {
      cmd: "connect",
      protocolId: version === 4 ? "MQTT" : "MQIsdp",
      protocolVersion: version,
      clientId: decoded(clientId),
      clean: this._numbers("session")[0] === 1,
      keepalive: this.keepAliveSeconds,
      ...(username === "" ? {} : { username: decoded(username) }),
      ...(username === "" || password === "" ? {} : { password: Buffer.from(password, "latin1") }),
      ...this._will(),
    };
  }

  private _will(): Pick<IConnectPacket, "will"> {
    const [, qos, retain, topic, message] = WILL.exec(this.values.get("will")!) ?? [];
    if (topic === undefined) return {};
    const payload = Buffer.from(message!, "latin1");
    return { will: { topic: decoded(topic), payload, qos: Number(qos) as 0 | 1 | 2, retain: retain === "1" } };
  }

  private _numbers(name: string): number[] {
    return this.values.get(name)!.split(",").map(Number);
  }
}
