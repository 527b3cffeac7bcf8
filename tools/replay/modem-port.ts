/** A real modem on a serial port of this machine, in place of the simulated one. */
import { existsSync } from "node:fs";
import type { BytePort } from "../byte-port";

export interface ModemPort extends BytePort {
  close(): Promise<void>;
}

/**
 * Opens it raw: payload may hold every byte, so there is no XON and XOFF.
 * @param baud bits per second. @param onLost told when the port has gone by itself.
 * @throws Error with a remedy.
 */
export async function openModemPort(path: string, baud: number, onLost: () => void): Promise<ModemPort> {
  if (!existsSync(path)) throw new Error(`--modem ${path} does not exist: plug the modem in, or check the path`);
  const { SerialPort } = await import("serialport").catch(() => {
    throw new Error(
      "--modem needs the package serialport, which the packed simulator has not: run it from the project",
    );
  });
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false, hupcl: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(new Error(`--modem ${path} cannot be opened: ${error.message}`)) : resolve()));
  });
  let isClosing = false;
  port.on("error", () => {});
  port.on("close", () => isClosing || onLost());
  return {
    write: (bytes) => void port.write(bytes),
    onData: (receiver) => void port.on("data", receiver),
    setBaud: (rate) => void port.update({ baudRate: rate }, () => {}),
    close() {
      isClosing = true;
      return new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
    },
  };
}
