/** The brokers that tests of MQTT run at. */
import type { BrokerOptions, MqttBroker } from "../../tools/fleet/mqtt-broker";
import { describeWithMosquitto, Mosquitto } from "./mosquitto-server";
import { NodeBroker } from "./node-broker";

/** @param directory for the files of the broker, made when missing. */
export type StartBroker = (directory: string, options: BrokerOptions) => Promise<MqttBroker>;

/** A group of tests at Mosquitto, skipped by name where it is not installed, and again at aedes. */
export function describeAtBrokers(name: string, body: (start: StartBroker) => void): void {
  describeWithMosquitto(`${name} at Mosquitto`, () =>
    body((directory, options) => Mosquitto.start(directory, options)),
  );
  describe(`${name} at aedes`, () => body((directory, options) => NodeBroker.start(directory, options)));
}
