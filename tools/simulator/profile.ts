/** What differs from one modem to the next, as data: the code of the simulator asks the profile and never the name. */

/** One line of the boot sequence. */
export interface BootStep {
  /** When, as a share of the boot time, 0 to 1. */
  share: number;
  /** The line, or `sim` for the `+CPIN:` line of the card's state. */
  line: string;
  /** Only with a SIM that is ready (at once, or as soon as the PIN is right). */
  needsSim?: boolean;
  /** Bit of AT+QINISTAT that this step sets. */
  initBit?: number;
}

/** A parameter of AT+QSSLCFG. */
export type SslParameter =
  | { kind: "integer"; name: string; minimum: number; maximum: number; initial: number }
  | { kind: "cipher"; name: string }
  | { kind: "path"; name: string; takesPassword?: boolean };

/** A setting of AT+QCFG or AT+QICFG: kept as written, refused unless the pattern fits. */
export interface NamedSetting {
  name: string;
  initial: string;
  /** Fits the values as written after the name, joined by commas. */
  pattern: RegExp;
}

export interface Profile {
  name: string;
  manufacturer: string;
  model: string;
  revision: string;
  imei: string;
  boot: readonly BootStep[];
  radio: {
    /** `<AcT>` of registration and AT+COPS?. */
    accessTechnology: number;
    /** First field of AT+QCSQ. */
    system: string;
    /** First field of AT+QNWINFO. */
    technology: string;
    band: string;
    channel: number;
  };
  pdp: {
    /** Ids 1 to this. */
    contexts: number;
    maximumActive: number;
    /** Highest `<authentication>`. */
    authentications: number;
    /** Definitions survive a reboot. */
    areSaved: boolean;
  };
  ssl: {
    /** Ids 0 to one less. */
    contexts: number;
    clients: number;
    sendMaximum: number;
    receiveMaximum: number;
    sendBufferBytes: number;
    receiveBufferBytes: number;
    parameters: readonly SslParameter[];
    /** Codes that AT+QSSLCFG="ciphersuite" takes; 0xFFFF stands for all of them. */
    cipherSuites: readonly number[];
    /** `"0XFFFF"` in quotes is taken too. */
    takesQuotedCipher: boolean;
    /** After a failed open the id must be closed before it is used again. */
    keepsIdAfterFailure: boolean;
    /** AT+QSSLCLOSE of an id that is not open answers OK. */
    closesUnopened: boolean;
    /** AT+QSSLSTATE shows the local port, else 0. */
    showsLocalPort: boolean;
    /** Port name in AT+QSSLSTATE. */
    portName: string;
  };
  files: {
    totalBytes: number;
    /** Printed before the name by AT+QFLST. */
    listPrefix: string;
    /** AT+QFLST of a name that is not there answers +CME ERROR: 405, else OK. */
    listMissFails: boolean;
  };
  clock: {
    /** RTC after the supply came on, milliseconds since 1970. */
    rtcStartMs: number;
    /** Values of AT+CTZU. */
    updateModes: readonly number[];
  };
  baudRates: readonly number[];
  /** Factory value of AT+QURCCFG="urcport": only `uart1` and `all` reach the host. */
  urcPort: string;
  urcPorts: readonly string[];
  qcfg: readonly NamedSetting[];
  qicfg: readonly NamedSetting[];
}
