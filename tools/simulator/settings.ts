/** Settings of the AT port: those of AT&F, what AT&W stores, and what a reboot brings back (reference §1.5). */

/** Values by command name; every one is a number. */
export interface PortSettings {
  echo: number;
  quiet: number;
  verbose: number;
  connectTexts: number;
  carrierDetect: number;
  dataTerminalReady: number;
  baud: number;
  creg: number;
  cgreg: number;
  cereg: number;
}

const DEFAULTS: Readonly<PortSettings> = {
  echo: 1,
  quiet: 0,
  verbose: 1,
  connectTexts: 4,
  carrierDetect: 1,
  dataTerminalReady: 2,
  baud: 115200,
  creg: 0,
  cgreg: 0,
  cereg: 0,
};

export class Settings {
  /** In force now. */
  port: PortSettings;
  /** AT+CMEE: not stored by AT&W. */
  errorMode = 1;
  /** AT+QISDE: echo of the payload after the prompt (only while command echo is on too). */
  payloadEcho = 1;
  /** AT+IFC: flow control of the modem and of the host; remembered, not acted on. */
  flowControl: [number, number] = [0, 0];
  /** AT+CTZR. */
  zoneReport = 0;
  /** S registers that may be written. */
  registers = new Map<number, number>([
    [0, 0],
    [3, 13],
    [4, 10],
    [5, 8],
    [12, 50],
  ]);
  private readonly _factory: Readonly<PortSettings>;
  private _stored: PortSettings;

  /**
   * @param factory what differs from the usual in this modem.
   * @param storedBaud rate that an earlier AT+IPR and AT&W left, bits per second; 0 finds out the host's.
   */
  constructor(factory: Partial<PortSettings> = {}, storedBaud?: number) {
    this._factory = { ...DEFAULTS, ...factory };
    this._stored = { ...this._factory, baud: storedBaud ?? this._factory.baud };
    this.port = { ...this._stored };
  }

  /** AT&F: the baud rate stays. */
  restoreFactory(): void {
    this.port = { ...this._factory, baud: this.port.baud };
    this.errorMode = 1;
    this.zoneReport = 0;
  }

  /** AT&W. */
  store(): void {
    this._stored = { ...this.port };
  }

  /** ATZ. */
  load(): void {
    this.port = { ...this._stored };
  }

  /** What a boot finds: the stored profile, everything else at its default. */
  reboot(): void {
    const fresh = new Settings();
    this.errorMode = fresh.errorMode;
    this.payloadEcho = fresh.payloadEcho;
    this.flowControl = fresh.flowControl;
    this.zoneReport = fresh.zoneReport;
    this.registers = fresh.registers;
    this.load();
  }
}
