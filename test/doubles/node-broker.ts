/** The broker aedes in a thread of this process, for machines without Mosquitto. */
import { once } from "node:events";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { BrokerOptions, MqttBroker } from "../../tools/fleet/mqtt-broker";

interface Answer {
  value?: number;
  error?: string;
}

export class NodeBroker implements MqttBroker {
  private _isListening = false;

  private constructor(
    private readonly _thread: Worker,
    private _port = 0,
  ) {}

  /** @param _directory as {@link Mosquitto.start} has it; nothing is written there. @throws Error with what aedes says. */
  static async start(_directory: string, options: BrokerOptions): Promise<NodeBroker> {
    const broker = new NodeBroker(new Worker(path.join(__dirname, "node-broker-thread.mjs"), { workerData: options }));
    // It ends with the process that forgot it.
    broker._thread.unref();
    await broker.start();
    return broker;
  }

  get port(): number {
    return this._port;
  }

  async start(): Promise<void> {
    if (this._isListening) return;
    this._port = await this._order("start");
    this._isListening = true;
  }

  async stop(): Promise<void> {
    if (!this._isListening) return;
    this._isListening = false;
    await this._order("stop");
  }

  private async _order(order: "start" | "stop"): Promise<number> {
    this._thread.postMessage(order);
    const [{ value, error }] = (await once(this._thread, "message")) as [Answer];
    if (value === undefined) throw new Error(`aedes: ${error}`);
    return value;
  }
}
