/** Mosquitto in tests, skipped by name where it is not installed. */
import { mosquittoPath } from "../../tools/fleet/mosquitto";

export { Mosquitto } from "../../tools/fleet/mosquitto";

/** True when the machine has the broker. */
export const hasMosquitto = mosquittoPath !== undefined;

/** A group of tests that need Mosquitto; skipped, and saying so, where there is none. */
export function describeWithMosquitto(name: string, body: () => void): void {
  if (hasMosquitto) describe(name, body);
  else describe.skip(`${name} (skipped: mosquitto is not installed)`, body);
}
