/** What boards have in common that carry no modem: it is wired to a UART and pins that the configuration names. */
import { chipTemperature } from "../../modules/sensors/chip-temperature";
import type { Board, ModemPower, PinOutput, UartSettings } from "../board";

/** What `uart.pins` may name. */
const ROLES = "rx, tx, pwrkey, reset, status, supply";

/**
 * @param ports names of the UARTs that the modem may be on, the default one first; never the console's.
 * @param uartPins pins of the default UART, for the roles `rx` and `tx`.
 * @param storageAddress see {@link Board}.
 */
export function externalModem(
  name: string,
  consolePort: Serial,
  ports: string[],
  uartPins: { [role: string]: string },
  led: Pin | undefined,
  storageAddress?: number,
): Board {
  return {
    name,
    consolePort,
    openUart(settings) {
      const port = settings.port || ports[0]!;
      if (ports.indexOf(port) < 0) throw new Error("uart.port: " + port + " is none of " + ports.join(", "));
      for (const role in settings.pins)
        if (ROLES.split(", ").indexOf(role) < 0) throw new Error("uart.pins: " + role + " is none of " + ROLES);
      // Finds what is wrong with the other pins before anything is done.
      externalPower(settings);
      const pins = settings.port ? settings.pins : Object.assign({}, uartPins, settings.pins);
      const serial = (global as unknown as { [name: string]: Serial })[port]!;
      serial.setup(settings.baud, { rx: findPin(pins, "rx"), tx: findPin(pins, "tx") });
      return serial;
    },
    power: externalPower,
    hasClock: false,
    storageAddress,
    sensors: (supply) => [chipTemperature(), supply],
    setLed: led && ((isOn) => led.write(isOn)),
  };
}

function externalPower(settings: UartSettings): ModemPower {
  const pins = settings.pins;
  const status = findPin(pins, "status");
  const supply = findOutput(pins, "supply");
  const pwrkey = findOutput(pins, "pwrkey");
  const reset = findOutput(pins, "reset");
  let isOn: (() => boolean) | undefined;
  if (status) isOn = () => status.read() !== (pins.status![0] === "!");
  else if (!pwrkey && !supply) isOn = () => true;
  return {
    isOn,
    supply,
    pwrkey: pwrkey && [pwrkey, true, settings.pwrkeyMs],
    // BG96 Hardware Design V1.3, 3.8, EC2x alike: 150 to 460 ms; EG915U: 100 ms and more.
    reset: reset && [reset, true, 300],
  };
}

/** @throws Error when the board has no such pin. */
function findPin(pins: UartSettings["pins"], role: string): Pin | undefined {
  const text = pins[role];
  if (!text) return undefined;
  const pin = new Pin(text[0] === "!" ? text.substr(1) : text);
  // What is no pin is an empty object, "[object Object]".
  if (String(pin)[0] === "[")
    throw new Error("uart.pins." + role + ": this board has no pin " + text + "; see its page for their names");
  return pin;
}

/**
 * A pin that goes high for 1, through a transistor on the module's board; with "!" in front one that is wired to the modem itself:
 * pulled low for 1 and let go for 0, since the modem's side is at 1.8 V and has a pull-up.
 */
function findOutput(pins: UartSettings["pins"], role: string): PinOutput | undefined {
  const pin = findPin(pins, role);
  if (!pin || pins[role]![0] !== "!") return pin;
  return {
    write(level) {
      pinMode(pin, level ? "output" : "input");
      if (level) pin.write(0);
    },
  };
}
