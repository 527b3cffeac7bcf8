/** Switches the modem on, off, and off and on again, by the pins that the board gives. */
import type { ModemPower, Pulse, UartSettings } from "../board/board";
import { send, syncAt } from "../modules/at/at-client";
import { setLineHandler } from "../modules/at/line-reader";

/** Patience with a modem that may be on: it boots in 5 s (BG96), or is in data mode since before the board's restart. */
const PROBE_MS = 6e3;
/** From the supply to PWRKEY; 30 ms and more (BG96 Hardware Design V1.3, 3.7.1; EC2x alike). */
const SUPPLY_MS = 200;
/** `POWERED DOWN` comes within 65 s; until then the modem may be writing its flash. */
const SHUTDOWN_MS = 65e3;
/** From `POWERED DOWN` to the end of the supply, and from there to its return. */
const SETTLE_MS = 1e3;

/** For `AT+CFUN` (AT Commands Manual: 15 s). */
const RADIO_MS = 15e3;

const DOWN = "POWERED DOWN";

let uart: UartSettings;
let powerOf: (settings: UartSettings) => ModemPower;

/** @param boardPower the board's `power`. */
export function startPower(settings: UartSettings, boardPower: (settings: UartSettings) => ModemPower): void {
  uart = settings;
  powerOf = boardPower;
}

/** What is done with the modem before it is started. */
export const enum Cure {
  /** The first start of this program: it may be on or off. */
  First,
  None,
  /** Radio off and on (`AT+CFUN`, 3GPP TS 27.007, 8.2). */
  Radio,
  /** RESET_N of one that does not answer. */
  Reset,
  /** Supply or PWRKEY off and on. */
  Cycle,
  /** The same of one that answers: by its own restart (`AT+CFUN=1,1`) where the board cannot switch it. */
  CycleByCommand,
}

/** To be called before each start of the modem: switches it on when it is off. */
export function prepareModem(cure: Cure, done: () => void): void {
  const power = powerOf(uart);
  const start = (): void => switchOn(power, done);
  const command = (text: string, next: () => void): void => send(text, next, { timeoutMs: RADIO_MS });
  if (cure < Cure.Radio) {
    if (power.isOn) start();
    else if (cure) done();
    // A pulse on PWRKEY would switch off a modem that is on.
    else syncAt(PROBE_MS, (error) => (error ? start() : done()));
  } else if (cure < Cure.Reset) command("+CFUN=0", () => command("+CFUN=1", done));
  else if (cure === Cure.Cycle && power.pwrkey && !power.supply && !power.isOn)
    // On or off, who knows: the pulse turns that round, and when it has had its time the modem is looked for as at the first start.
    pulse(power.pwrkey, () => setTimeout(prepareModem, SHUTDOWN_MS, Cure.First, done));
  else if (cure > Cure.Reset && (power.pwrkey || power.supply)) powerDown(start);
  else if (cure > Cure.Cycle) command("+CFUN=1,1", done);
  else pulse(power.reset, done);
}

/**
 * Shuts the modem down (`AT+QPOWD=1`, AT Commands Manual, "Power Off"), by PWRKEY when it does not listen, and then takes its supply
 * away where the board can; never before it has said `POWERED DOWN` or its time for that has passed.
 */
export function powerDown(done: () => void): void {
  const power = powerOf(uart);
  const end = (): void => {
    setLineHandler(DOWN, onDown);
    if (power.supply) power.supply.write(false);
    setTimeout(done, SETTLE_MS);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const endIn = (ms: number): void => {
    if (timer) clearTimeout(timer);
    timer = setTimeout(end, ms);
  };
  endIn(SHUTDOWN_MS);
  const onDown = setLineHandler(DOWN, () => {
    endIn(SETTLE_MS);
    onDown();
  })!;
  send("+QPOWD=1", (error) => {
    // A pulse switches on a modem that is off: one without supply in the end, or none.
    if (error && (power.isOn ? power.isOn() : power.supply)) pulse(power.pwrkey, () => endIn(SHUTDOWN_MS));
  });
}

function switchOn(power: ModemPower, done: () => void): void {
  const reset = power.reset;
  if (power.isOn && power.isOn()) done();
  else {
    if (reset) reset[0].write(!reset[1]);
    if (power.supply) power.supply.write(true);
    setTimeout(pulse, SUPPLY_MS, power.pwrkey, done);
  }
}

function pulse(on: Pulse | undefined, done: () => void): void {
  if (on) {
    on[0].write(on[1]);
    setTimeout(() => {
      on[0].write(!on[1]);
      done();
    }, on[2]);
  } else done();
}
