import type { Sensor } from "./sensor";

/**
 * Sensors of one chip, which Espruino's own module for it reads. The chip is looked for at the first reading and, while it is not
 * found, at each one after it.
 *
 * @param quantities names and units: "temperature Cel,humidity %".
 * @param warmUpMs time from connecting to the first good value.
 * @param connect gives the chip. @throws when it is not there.
 * @param measure hands over the values, in the order of `quantities`.
 */
export function chipSensors<Chip>(
  quantities: string,
  warmUpMs: number,
  connect: () => Chip,
  measure: (chip: Chip, done: (values: number[]) => void) => void,
): Sensor[] {
  let chip: Chip | undefined;
  let isReady = false;
  return quantities.split(",").map((text, index) => ({
    quantity: text.split(" ")[0]!,
    unit: text.split(" ")[1]!,
    read(done) {
      if (!chip) {
        chip = connect();
        setTimeout(() => (isReady = true), warmUpMs);
      }
      if (!isReady) return warmUpMs;
      // More digits than three are noise, and cost a byte each to send.
      measure(chip, (values) => done(+values[index]!.toFixed(3)));
      return;
    },
  }));
}
