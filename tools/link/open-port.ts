import type { BoardPort } from "./board-port";
import { LinkError } from "./link-error";
import { openSerialPort } from "./serial-port";
import { openTcpPort } from "./tcp-port";

/** Speed of a console on a UART where nothing else is said. */
export const DEFAULT_BAUD = 9600;

const TCP_ADDRESS = /^tcp:\/\/(?:\[([0-9a-f:.]+)\]|([^:/\s[\]]+)):(\d{1,5})$/i;

/** What is wrong with the name of a port, undefined when nothing is. */
export function addressFault(address: string): string | undefined {
  if (address === "") return "give a path, such as /dev/ttyACM0, or tcp://host:port";
  if (!/^\w+:\/\//.test(address)) return undefined;
  const port = Number(TCP_ADDRESS.exec(address)?.[3] ?? 0);
  return port > 0 && port < 65536 ? undefined : "give tcp://host:port with a port from 1 to 65535";
}

/**
 * Opens the way to a board's console; nothing is sent and the board is not reset.
 * @param address path of a serial port or terminal, or `tcp://host:port`.
 * @throws LinkError with a remedy.
 */
export function openPort(address: string, baud = DEFAULT_BAUD): Promise<BoardPort> {
  const fault = addressFault(address);
  if (fault !== undefined) return Promise.reject(new LinkError(`${address}: ${fault}`));
  const [, address6, host, port] = TCP_ADDRESS.exec(address) ?? [];
  return port === undefined ? openSerialPort(address, baud) : openTcpPort((address6 ?? host)!, Number(port));
}
