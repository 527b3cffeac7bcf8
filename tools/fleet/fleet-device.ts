/** One device of a fleet: the built firmware in the host runtime, and a modem of its own that does real TLS. */
import type { FirmwareFiles } from "../build/firmware-files";
import type { Clock } from "../clock";
import { FlashMemory } from "../host/flash-memory";
import { HostStorage } from "../host/host-storage";
import { PoweredBoard } from "../host/powered-board";
import { ModemSimulator, TlsNetwork } from "../simulator";

export interface FleetDeviceOptions {
  clock: Clock;
  firmware: FirmwareFiles;
  /** `config.json`. */
  config: object;
  /** Certificates and keys that lie on the modem, by name. */
  modemFiles: Record<string, string>;
}

export interface FleetDeviceEvents {
  /** A reading was taken; its value is how many were before it. */
  onTaken(): void;
  /** The server has so many of the oldest readings. */
  onAcknowledged(count: number): void;
  /** The board printed an error. */
  onTrouble(line: string): void;
}

/** Flash memory for Storage: the firmware, the configuration and a journal. A thousand devices have a thousand of it. */
const FLASH_BYTES = 65536;
const PAGE_BYTES = 1024;

const ACKNOWLEDGED = /uplink: (\d+) readings acknowledged/;
/** An error of the program's log, or an exception that nobody caught. */
const TROUBLE = /^(E [\d:]+ |(?=Uncaught))/;

export class FleetDevice {
  private readonly _modem: ModemSimulator;
  private readonly _board: PoweredBoard;
  private _taken = 0;
  private _isTaking = true;

  /** Power comes at once. */
  constructor(
    { clock, firmware, config, modemFiles }: FleetDeviceOptions,
    private readonly _events: FleetDeviceEvents,
  ) {
    const files = new Map(Object.entries(modemFiles).map(([name, text]) => [name, Buffer.from(text, "latin1")]));
    this._modem = new ModemSimulator({ clock, network: new TlsNetwork(), files });
    const storage = new HostStorage(new FlashMemory(FLASH_BYTES, PAGE_BYTES));
    for (const [name, text] of Object.entries({ ...firmware, "config.json": JSON.stringify(config) }))
      storage.write(name, Buffer.from(text, "latin1"));
    this._board = new PoweredBoard(clock, {
      clock,
      storage,
      serials: { Serial1: this._modem.uart },
      files: this._sensorFiles(),
      log: (line) => this._onLine(line),
    });
    this._modem.powerOn();
    this._board.switchOn();
  }

  /** The sensor gives no more readings; those that were taken are delivered still. */
  endTaking(): void {
    this._isTaking = false;
  }

  stop(): void {
    this._board.switchOff();
    this._modem.dispose();
  }

  private _sensorFiles(): Record<string, string> {
    const read = (): string => this._onSensor();
    return {
      get "/proc/loadavg"() {
        return read();
      },
    };
  }

  private _onSensor(): string {
    if (!this._isTaking) return "";
    this._events.onTaken();
    return `${this._taken++} 0 0 1/100 1000\n`;
  }

  private _onLine(line: string): void {
    const [, count] = ACKNOWLEDGED.exec(line) ?? [];
    if (count !== undefined) this._events.onAcknowledged(Number(count));
    else if (TROUBLE.test(line)) this._events.onTrouble(line.replace(TROUBLE, ""));
  }
}
