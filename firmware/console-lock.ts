/**
 * Console lock: what the modem sends is never run as JavaScript. The interpreter runs what the console's port receives, and by itself the
 * console moves to a UART when neither USB nor Bluetooth is connected; there `\x03` also breaks the program that runs. So the console
 * is forced to a port without modem. `main` imports this file before all others: these are the first statements of the boot code, so
 * no fault of the configuration or of a later part leaves the console free. `load()` and a power-up run them again, `reset()` does not.
 */
import { board } from "board";

board.consolePort.setConsole(true);
