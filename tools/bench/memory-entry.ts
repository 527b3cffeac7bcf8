/**
 * The device side of the bench for memory: the boot code as it is, and a way to open connections from the console, which the product has not.
 * It belongs to the device: built by bundle.ts in place of firmware/main.ts, never loaded on the PC.
 */
import "../../firmware/main";
import { openConnection } from "../../modules/quectel/modem";

/** The bench takes it away again before it reads the memory. */
(global as unknown as Record<string, unknown>)["bench"] = (host: string, port: number) => {
  openConnection({ host, port }, {});
};
