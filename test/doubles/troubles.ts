/** What may happen to one of the two, board and modem, while the other one lives on. */
import { type Profile, profileNamed } from "../../tools/simulator";
import type { TestBoard } from "./board";

/** How a modem behaves that is hard to notice when it restarts. */
export interface ModemHabits {
  /** Nothing in its boot tells of it, neither `RDY` nor `APP RDY`: so it is with automatic baud rate. */
  isBootUnheard?: boolean;
  /** It does not echo after a restart: `ATE0` was stored. */
  isEchoOff?: boolean;
}

export interface Trouble {
  strike: (board: TestBoard) => void;
  habits: ModemHabits;
  /** The board starts anew and what it had in RAM is lost. */
  isBoardLost: boolean;
}

const reboot = ({ modem }: TestBoard): void => modem.reboot();

function powerCycle({ modem }: TestBoard): void {
  modem.powerOff();
  modem.powerOn();
}

export const BOARD_RESET: Trouble = { strike: (board) => board.restart(), habits: {}, isBoardLost: true };
export const MODEM_RESTART: Trouble = { strike: reboot, habits: {}, isBoardLost: false };
export const MODEM_POWER_CYCLE: Trouble = { strike: powerCycle, habits: {}, isBoardLost: false };
export const UNHEARD_RESTART: Trouble = { strike: reboot, habits: { isBootUnheard: true }, isBoardLost: false };
export const SILENT_RESTART: Trouble = {
  strike: reboot,
  habits: { isBootUnheard: true, isEchoOff: true },
  isBoardLost: false,
};

/** Time in which the modem boots, and when it is told to store its echo: before the board says its first word. Milliseconds. */
export const BOOT_MS = 500;
const STORE_MS = 300;

export function profileWith(name: string, { isBootUnheard = false }: ModemHabits): Profile {
  const profile = profileNamed(name);
  if (!isBootUnheard) return profile;
  const boot = profile.boot.filter(({ line }) => !/RDY$/.test(line));
  // The port comes alive when it did.
  return {
    ...profile,
    boot: boot.map((step, index) => (index > 0 ? step : { ...step, share: profile.boot[0]!.share })),
  };
}

/** For a board and a modem that have just been switched on together. */
export function takeUp({ isEchoOff = false }: ModemHabits, { clock, modem }: TestBoard): void {
  if (isEchoOff) clock.setTimeout(() => modem.uart.write(Buffer.from("ATE0&W\r")), STORE_MS);
}
