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
  /** So many strings, which are kept and shown. */
  | { kind: "text"; name: string; count: number; shown: string }
  /** `shown` is what AT+QSSLCFG=? says of it. */
  | { kind: "path"; name: string; shown: string; takesPassword?: boolean };

/** A setting of AT+QCFG or AT+QICFG: kept as written, refused unless the pattern fits. */
export interface NamedSetting {
  name: string;
  initial: string;
  /** Fits the values as written after the name, joined by commas. */
  pattern: RegExp;
}

/** A setting of AT+QHTTPCFG or AT+QMTCFG, with its values as the test form shows them. */
export interface RangedSetting extends NamedSetting {
  range: string;
}

/** What plain TCP and TLS connections have in common: they share the ids. */
export interface SocketProfile {
  /** Ids 0 to one less. */
  clients: number;
  /** Longest payload of one send, and of one direct push. */
  sendMaximum: number;
  /** Longest answer to one read. */
  receiveMaximum: number;
  sendBufferBytes: number;
  receiveBufferBytes: number;
  /** Bytes before the payload of a send, until AT+QICFG="formatcfg" is written. */
  prompt: string;
  /** After a failed open the id must be closed before it is used again. */
  keepsIdAfterFailure: boolean;
  /** Closing an id that is not open answers OK. */
  closesUnopened: boolean;
  /** The state query shows the local port, else 0. */
  showsLocalPort: boolean;
  /** Port name in the state query. */
  portName: string;
}

export interface SslProfile {
  /** Ids 0 to one less. */
  contexts: number;
  parameters: readonly SslParameter[];
  /** Codes that AT+QSSLCFG="ciphersuite" takes; 0xFFFF stands for all of them. */
  cipherSuites: readonly number[];
  /** `"0XFFFF"` in quotes is taken too. */
  takesQuotedCipher: boolean;
  /** The names in AT+QSSLCFG may be written in capitals. */
  takesAnyCase: boolean;
  /** AT+QSSLCFG of a context is refused with 563 while an id of that context is taken. */
  refusesConfigWhileOpen: boolean;
  /** AT+QSSLRECV with length 0 tells what came, was read and waits, as AT+QIRD does. */
  tellsUnread: boolean;
}

export interface RadioProfile {
  /** `<AcT>` of registration and AT+COPS?. */
  accessTechnology: number;
  /** First field of AT+QCSQ. */
  system: string;
  /** First field of AT+QNWINFO. */
  technology: string;
  band: string;
  channel: number;
}

/** `+CME ERROR` codes of what is refused before any command is at work; without a code the answer is `ERROR`. */
export interface Refusals {
  /** A command that the module has not. */
  unknownCommand?: number;
  /** A form that a command of 3GPP 27.007 has not, such as AT+CSQ?. */
  unknownForm?: number;
  /** A name that AT+QCFG has not. */
  unknownSetting?: number;
}

export interface Profile {
  /** The module's, and behind a slash the firmware's where it is not the usual one. */
  name: string;
  manufacturer: string;
  model: string;
  revision: string;
  imei: string;
  refusals: Refusals;
  /** Commands that this modem has not, by their names in the registry. */
  absentCommands: readonly string[];
  boot: readonly BootStep[];
  radio: RadioProfile;
  pdp: {
    /** Ids 1 to this. */
    contexts: number;
    maximumActive: number;
    /** Highest `<authentication>`. */
    authentications: number;
    /** Definitions survive a reboot. */
    areSaved: boolean;
  };
  sockets: SocketProfile;
  ssl: SslProfile;
  files: {
    totalBytes: number;
    /** Room of `RAM:`, whose files a reboot takes; 0: the module has no such storage. */
    ramBytes: number;
    /** Printed before the name of a file in flash by AT+QFLST. */
    listPrefix: string;
    /** AT+QFLST of a name that is not there answers +CME ERROR: 405, else OK. */
    listMissFails: boolean;
    /** `+CME ERROR` of AT+QFDEL for a name that is not there. */
    deleteMissCode: number;
  };
  clock: {
    /** RTC after the supply came on, milliseconds since 1970. */
    rtcStartMs: number;
    /** Values of AT+CTZU. */
    updateModes: readonly number[];
  };
  /** Factory value of AT&D. */
  dataTerminalReady: number;
  baudRates: readonly number[];
  /** Factory value of AT+QURCCFG="urcport": only `uart1` and `all` reach the host. */
  urcPort: string;
  urcPorts: readonly string[];
  qcfg: readonly NamedSetting[];
  qicfg: readonly NamedSetting[];
  qhttpcfg: readonly RangedSetting[];
  qmtcfg: readonly RangedSetting[];
}
