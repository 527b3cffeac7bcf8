/**
 * The board's LED, where it has one: lit while the modem is brought online, a fast blink while it is offline and waits for the next try,
 * one short flash for each upload that the server acknowledged, else dark.
 */
const FLASH_MS = 50;
const BLINK_MS = 250;

let setLed: ((isOn: boolean) => void) | undefined;
let isSteady = false;
let timer: ReturnType<typeof setInterval> | undefined;

/** @param ledSetter switches the LED; undefined where there is none. */
export function startLed(ledSetter: ((isOn: boolean) => void) | undefined): void {
  setLed = ledSetter;
}

export function showStatus(isLit: boolean, isBlinking?: boolean): void {
  if (!setLed) return;
  if (timer) clearInterval(timer);
  timer = isBlinking ? setInterval(flash, BLINK_MS) : undefined;
  isSteady = isLit;
  setLed(isLit);
}

export function flash(): void {
  if (!setLed) return;
  setLed(true);
  setTimeout(() => setLed!(isSteady), FLASH_MS);
}
