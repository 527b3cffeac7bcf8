import { readdirSync, realpathSync } from "node:fs";
import { SerialPort } from "serialport";
import { LinkError } from "./link-error";

/** Names of devices behind which a board can be, on Linux. */
const DEVICE = /^tty(ACM|USB)\d+$/;

/** Paths of the serial ports of this machine, one for each device. */
export async function findPorts(): Promise<string[]> {
  try {
    // What has no vendor is a UART of the machine itself, and those exist where nothing is plugged in.
    const ports = (await SerialPort.list()) as { path: string; vendorId?: string }[];
    return ports.filter((port) => port.vendorId !== undefined).map((port) => port.path);
  } catch {
    return portsByName("/dev");
  }
}

/** As {@link findPorts} where the system's own tool for it (udevadm) is missing. @param folder `/dev`. */
export function portsByName(folder: string): string[] {
  const links = entries(`${folder}/serial/by-id`).map((name) => realpathSync(`${folder}/serial/by-id/${name}`));
  const devices = entries(folder).filter((name) => DEVICE.test(name));
  return [...new Set([...links, ...devices.map((name) => `${folder}/${name}`)])].sort();
}

/**
 * The port to use when none is named. @param ports what was found.
 * @throws LinkError listing them when there is not just one.
 */
export function onlyPort(ports: readonly string[]): string {
  if (ports.length === 1) return ports[0]!;
  if (ports.length === 0)
    throw new LinkError("no serial port was found: plug the board in, or name its port with --port");
  throw new LinkError(`several ports were found: choose with --port one of ${ports.join(", ")}`);
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
