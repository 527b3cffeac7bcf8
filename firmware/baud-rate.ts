/**
 * Finds a modem that was left at another speed than the configured one, and takes it back there. A modem keeps its speed when the
 * board restarts, and over its own restart when somebody stored it.
 */
import type { UartSettings } from "../board/board";
import { send } from "../modules/at/at-client";

let uart: UartSettings;
let openUart: (settings: UartSettings) => void;
let configured = 0;
let silences = 0;

/** @param settings what the UART is set up with, at the speed that the modem is to be at. @param uartOpener sets it up again. */
export function startBaudRate(settings: UartSettings, uartOpener: (settings: UartSettings) => void): void {
  uart = settings;
  openUart = uartOpener;
  configured = uart.baud;
}

/** The modem did not answer: every other time another speed is tried. */
export function onModemSilent(): void {
  const step = silences++;
  // The factory's speed, and those that people choose. A list that is made when it is used takes no memory meanwhile.
  change(step & 1 ? configured : [115200, 9600, 921600, 460800][(step >> 1) & 3]!);
}

/** The modem answers: it is taken to the configured speed, for good (`AT+IPR`, `AT&W`). */
export function onModemAnswers(): void {
  silences = 0;
  if (uart.baud !== configured) send("+IPR=" + configured + ";&W", (error) => !error && change(configured));
}

function change(baud: number): void {
  if (baud === uart.baud) return;
  uart.baud = baud;
  openUart(uart);
}
