/**
 * The globals of Espruino that the device code uses, as ambient types. Owns names and signatures only; the behaviour is the
 * interpreter's, and tools/host imitates it on the PC. Longer than the size guide allows: one ambient file, no code.
 *
 * - A string is a *byte string*: each character is one byte, 0-255. No `Buffer`, no UTF-16.
 * - The program also holds the types of Node (device code runs in jest too), so a timer handle is
 *   `ReturnType<typeof setTimeout>`; on the board it is a number, and nothing may be done with it but clearing.
 * - `require` answers `any`: name the type where it is called, `require("Storage") as EspruinoStorage`.
 * - Pin names differ by board: take `new Pin("D19")`, or declare the ones a board file uses in that file.
 */

/** What a port or a digest takes as bytes: numbers are single bytes, strings byte strings, arrays are flattened. */
type EspruinoBytes = string | number | ArrayBufferView | ArrayBuffer | readonly EspruinoBytes[];

/** One physical pin. */
declare class Pin {
  /** @param name pin name ("D19", "B5") or number; an empty object when the board has no such pin. */
  constructor(name: string | number);
  /** Its name. */
  toString(): string;
  read(): boolean;
  write(value: boolean | 0 | 1): void;
  set(): void;
  reset(): void;
  mode(mode: PinMode): void;
  getMode(): PinMode;
  toggle(): boolean;
  /** Changes the pin and changes it back after `ms`. */
  pulse(value: boolean | 0 | 1, ms: number): void;
  /** 0 to 1. */
  analog(): number;
}

/** "auto" gives the choice of the mode back to the interpreter. */
type PinMode =
  | "auto"
  | "analog"
  | "input"
  | "input_pullup"
  | "input_pulldown"
  | "output"
  | "opendrain"
  | "opendrain_pullup"
  | "af_output"
  | "af_opendrain";

interface SerialSetup {
  rx?: Pin;
  tx?: Pin;
  cts?: Pin;
  rts?: Pin;
  /** Linux only: the terminal device. */
  path?: string;
  /** 7 or 8. */
  bytesize?: number;
  parity?: "none" | "odd" | "even";
  stopbits?: number;
  flow?: "none" | "xon";
  /** Report framing and parity errors as events. */
  errors?: boolean;
}

/** A port of bytes: a UART, USB, Bluetooth or a loopback. */
interface Serial {
  /**
   * Opens the port. A second call re-opens it with the new settings.
   * @param baud bits a second, 9600 when undefined; a terminal on Linux has no baud rate.
   */
  setup(baud?: number, options?: SerialSetup): void;
  unsetup(): void;
  /** "data" takes what has gathered since the last idle; without a listener bytes wait for {@link read}. */
  on(event: "data", listener: (data: string) => void): void;
  on(event: "framing" | "parity", listener: () => void): void;
  removeListener(event: string, listener: (...values: never[]) => void): void;
  removeAllListeners(event?: string): void;
  /** Sends bytes: a number is one byte, arrays are flattened. */
  write(...data: EspruinoBytes[]): void;
  /** Sends the text of a value: the number 65 goes as "65". */
  print(text: unknown): void;
  println(text: unknown): void;
  /** Number of bytes that wait. Only while nobody listens to "data". */
  available(): number;
  /** Takes at most `count` waiting bytes, all when undefined; "" when none waits. */
  read(count?: number): string;
  /** Whether the port is set up, or its USB or Bluetooth connected. */
  isConnected(): boolean;
  /** Makes this port the console; `force` keeps the console from moving by itself. */
  setConsole(force?: boolean): void;
  /** Acts as if the bytes had been received here. */
  inject(...data: EspruinoBytes[]): void;
  /** Waits until all is sent. */
  flush(): void;
}

declare const Serial1: Serial;
declare const Serial2: Serial;
declare const Serial3: Serial;
declare const Serial4: Serial;
declare const Serial5: Serial;
declare const Serial6: Serial;
/** What is written to A is received by B. */
declare const LoopbackA: Serial;
declare const LoopbackB: Serial;
/** Boards without USB do not have it: test with `typeof`, or through `global`. */
declare const USB: Serial | undefined;
/** Only on boards with Bluetooth: test with `typeof`, or through `global`. */
declare const Bluetooth: Serial | undefined;

interface I2CSetup {
  scl?: Pin;
  sda?: Pin;
  bitrate?: number;
}

interface I2C {
  setup(options: I2CSetup): void;
  writeTo(address: number | { address: number; stop: boolean }, ...data: EspruinoBytes[]): void;
  readFrom(address: number, count: number): Uint8Array;
  /** Reads `count` bytes from a register of a chip. */
  readReg(address: number, register: number, count: number): Uint8Array;
}
declare class I2C {
  constructor();
}
declare const I2C1: I2C;

interface SPISetup {
  sck?: Pin;
  miso?: Pin;
  mosi?: Pin;
  baud?: number;
  mode?: number;
  order?: "msb" | "lsb";
}

interface SPI {
  setup(options: SPISetup): void;
  send(data: EspruinoBytes, chipSelect?: Pin): number | Uint8Array;
  write(data: EspruinoBytes, chipSelect?: Pin): void;
}
declare class SPI {
  constructor();
}
declare const SPI1: SPI;

/** `require("BME280")`. */
interface EspruinoBme280Module {
  connectSPI(spi: SPI, chipSelect: Pin): EspruinoBme280;
}
interface EspruinoBme280 {
  /** A register's bytes. */
  read(register: number, count: number): ArrayLike<number>;
  getData(): EspruinoBme280Data;
}
interface EspruinoBme280Data {
  /** Degrees Celsius. */
  temp: number;
  /** Percent. */
  humidity: number;
  /** hPa. */
  pressure: number;
}
/** `require("LIS3DH")` and `require("LIS2MDL")`. */
interface EspruinoAxesModule {
  /** @throws Error when the chip does not answer with its identity. */
  connectI2C(i2c: I2C): { read(): EspruinoAxes };
}
interface EspruinoAxes {
  x: number;
  y: number;
  z: number;
}
/** `require("OPT3001")`; the reading is in lux. */
interface EspruinoOpt3001Module {
  /** @throws Error when the chip does not answer with its identity. */
  connectI2C(i2c: I2C): { read(): number };
}
/** `require("LPS22HB")`. */
interface EspruinoLps22hbModule {
  /** @throws a text when the chip does not answer with its identity. */
  connectI2C(i2c: I2C): EspruinoLps22hb;
}
interface EspruinoLps22hb {
  /** The last values: hPa, degrees Celsius. */
  get(): EspruinoLps22hbData;
  /** Writes a register. */
  w(register: number, value: number): void;
}
interface EspruinoLps22hbData {
  /** hPa. */
  pressure: number;
}
/** `require("SHT3C")`. */
interface EspruinoSht3cModule {
  connectI2C(i2c: I2C): { read(callback: (data: EspruinoBme280Data) => void): void };
}

/** Reasons found in {@link EspruinoE.getErrorFlags}; "FIFO_FULL" means that bytes of a port were lost. */
type EspruinoErrorFlag =
  | "FIFO_FULL"
  | "BUFFER_FULL"
  | "CALLBACK"
  | "LOW_MEMORY"
  | "MEMORY"
  | "UART_OVERFLOW"
  | "UNFINISHED_GC"
  | "MEMORY_BUSY";

/** The interpreter itself. */
interface EspruinoE {
  /** "init" at start, after the boot code; "kill" before a reboot, `load()` or `reset()`. */
  on(event: "init" | "kill", listener: () => void): void;
  /** New error flags since the last event. */
  on(event: "errorFlag", listener: (flags: EspruinoErrorFlag[]) => void): void;
  removeListener(event: string, listener: (...values: never[]) => void): void;
  removeAllListeners(event?: string): void;
  /** The flags since the last call, which clears them. */
  getErrorFlags(): EspruinoErrorFlag[];
  /**
   * A byte string of the arguments. One whole `Uint8Array` gives a string over the *same memory*: later changes of the array
   * show in the string. A part of an array (`subarray`) is copied. undefined when there is no room.
   */
  toString(...data: EspruinoBytes[]): string;
  toUint8Array(...data: EspruinoBytes[]): Uint8Array;
  /** The UTF-8 of a text, a byte string; other strings as they are. Only where the interpreter tells characters from bytes. */
  fromUTF8?(text: string): string;
  toArrayBuffer(text: string): ArrayBuffer;
  toJS(value: unknown): string;
  /** Address in memory; with `flat` of the data itself, 0 when it is not in one piece. */
  getAddressOf(value: unknown, flat: boolean): number;
  /** A native string over memory. */
  memoryArea(address: number, length: number): string;
  getSizeOf(value: unknown, depth?: number): number;
  /** CRC-32 as zlib and PNG have it, 0 to 4294967295. */
  CRC32(data: EspruinoBytes): number;
  /** Saves code to run at power-up; `always` also after `reset()`. No argument forgets it. */
  setBootCode(code?: string, always?: boolean): void;
  /**
   * Reboots the chip unless kicked within `seconds`; `isAuto` (the default) lets the interpreter kick it while it is idle. Cannot be
   * switched off: it goes on over `load()` and `reset()`. Does nothing on Linux.
   */
  enableWatchdog(seconds: number, isAuto?: boolean): void;
  kickWatchdog(): void;
  reboot(): void;
  /** Hours east of UTC, -12 to 14. */
  setTimeZone(hours: number): void;
  /** Degrees Celsius; NaN where the chip has no sensor. */
  getTemperature(): number;
  /** Volts of the analog reference. */
  getAnalogVRef(): number;
  /** Percent; only on boards with a battery. */
  getBattery?(): number;
  /** A random number of the hardware, 32 bits, signed. */
  hwRand(): number;
  reverseByte(value: number): number;
  sum(array: ArrayLike<number>): number;
  clip(value: number, min: number, max: number): number;
  setFlags(flags: Record<string, number>): void;
  defrag(): void;
  /** Makes a port the console by name ("USB", "Serial1"), or null for none; `force` keeps it there. */
  setConsole(device: Serial | string | null, options?: { force?: boolean }): void;
  getConsole(): string | null;
}
declare const E: EspruinoE;

/** Seconds since 1970-01-01 UTC, with a fraction. */
declare function getTime(): number;
/**
 * Sets the clock: seconds since 1970-01-01 UTC. Pending timers keep their remaining time. Not for Linux: that build leaves the
 * clock as it is, and moves the pending timers by the difference.
 */
declare function setTime(seconds: number): void;
/** Serial number of the chip. */
declare function getSerial(): string;
declare function print(...values: unknown[]): void;
/** Forgets the running program and boots again; `file` runs that Storage file in place of the boot code. */
declare function load(file?: string): void;
/** Forgets the running program and starts empty; `clearFlash` also deletes the saved code. */
declare function reset(clearFlash?: boolean): void;
/** Alters the period of an interval that runs. */
declare function changeInterval(id: ReturnType<typeof setInterval>, ms: number): void;
declare function setDeepSleep(isDeep: boolean | 0 | 1): void;

declare function digitalWrite(pin: Pin | Pin[], value: boolean | number): void;
declare function digitalRead(pin: Pin): number;
/** Pulses of `ms` (a list: alternating). Returns before they end. */
declare function digitalPulse(pin: Pin, value: boolean | 0 | 1, ms: number | number[]): void;
declare function pinMode(pin: Pin, mode?: PinMode, isAutomatic?: boolean): void;
declare function getPinMode(pin: Pin): PinMode;
/** 0 to 1. */
declare function analogRead(pin: Pin): number;
declare function analogWrite(pin: Pin, value: number, options?: { freq?: number; soft?: boolean }): void;

interface WatchEvent {
  state: boolean;
  /** Seconds, as {@link getTime}. */
  time: number;
  lastTime?: number;
  pin?: Pin;
}
interface WatchOptions {
  repeat?: boolean;
  edge?: "rising" | "falling" | "both";
  /** Milliseconds that a level must last. */
  debounce?: number;
}
/** Calls back when a pin changes; the number is for {@link clearWatch}. */
declare function setWatch(callback: (event: WatchEvent) => void, pin: Pin, options?: WatchOptions): number;
/** Ends one watch; without an id all of them. */
declare function clearWatch(id?: number): void;

/** The module loader. */
declare const Modules: {
  getCached(): string[];
  addCached(name: string, module: string | (() => void)): void;
  removeCached(name: string): void;
  removeAllCached(): void;
};

/** `require("Storage")`: files in the flash memory. Names have at most 28 bytes. */
interface EspruinoStorage {
  /**
   * The content, or a part of it; undefined when there is no such file. A string over the flash memory itself: it follows later
   * writes, and is empty once the file is replaced or erased.
   */
  read(name: string, offset?: number, length?: number): string | undefined;
  /** The value in a JSON file; undefined without the file, or with bad content when `noExceptions`. */
  readJSON(name: string, noExceptions?: boolean): unknown;
  readArrayBuffer(name: string): ArrayBuffer | undefined;
  /**
   * Writes a file. With `size` the file gets that many bytes and is filled by later calls with an `offset`; flash bits only go from
   * 1 to 0 there, and a byte is 255 before its first write.
   * The place must still be erased. A new file takes the place of an old one of that name, which is deleted first.
   * @returns true, or false for a negative offset or size.
   * @throws Error when there is no room, the data is empty, or the place is written already.
   */
  write(name: string, data: EspruinoBytes | object, offset?: number, size?: number): boolean;
  writeJSON(name: string, data: unknown): boolean;
  erase(name: string): void;
  eraseAll(): void;
  /** Names of files; `filter.sf` tells files of {@link open} from ordinary ones. */
  list(regex?: RegExp, filter?: { sf: boolean }): string[];
  /** A number that changes when a file does. */
  hash(regex?: RegExp): number;
  /** Bytes that a new file can have; with `checkInternal` in the internal flash. */
  getFree(checkInternal?: boolean): number;
  getStats?(checkInternal?: boolean): EspruinoStorageStats;
  /** Moves files together to make room. Takes seconds, and a power cut in it loses files. */
  compact(showMessage?: boolean): void;
  open(name: string, mode: "r" | "w" | "a"): EspruinoStorageFile;
}

/** `require("Flash")`: the flash memory itself, by address. An erased byte is 255; a write can only clear bits. */
interface EspruinoFlash {
  /** The page that holds an address, undefined where there is none. */
  getPage(address: number): EspruinoFlashArea | undefined;
  /** Areas that the interpreter does not use; on Linux all of the memory, Storage with it. */
  getFree(): EspruinoFlashArea[];
  /**
   * Erases the page that holds an address; an address outside is ignored.
   * @throws Error for a value that is not stored as an integer: what comes of `/` or `Math.floor` needs `| 0`.
   */
  erasePage(address: number): void;
  /** Writes at any address; what is already written there is not looked at. */
  write(data: EspruinoBytes, address: number): void;
  /** A copy; undefined for a length of 0 or less. */
  read(length: number, address: number): Uint8Array | undefined;
}

interface EspruinoFlashArea {
  addr: number;
  /** Bytes. */
  length: number;
}

interface EspruinoStorageStats {
  totalBytes: number;
  freeBytes: number;
  fileBytes: number;
  fileCount: number;
  trashBytes: number;
  trashCount: number;
}

/** A file that grows: it can be appended to. No byte 255 may be written. */
interface EspruinoStorageFile {
  read(length: number): string | undefined;
  /** A line with its "\n". */
  readLine(): string | undefined;
  getLength(): number;
  write(data: string): void;
  erase(): void;
}

/**
 * `require("fs")`: an SD card, or the file system of Linux. Reading, writing and removing throw when they cannot; `readdirSync`
 * and `statSync` answer undefined.
 */
interface EspruinoFs {
  readFile(path: string): string;
  readFileSync(path: string): string;
  writeFile(path: string, data: string): boolean;
  writeFileSync(path: string, data: string): boolean;
  appendFile(path: string, data: string): boolean;
  appendFileSync(path: string, data: string): boolean;
  readdir(path: string): string[] | undefined;
  readdirSync(path: string): string[] | undefined;
  statSync(path: string): { size: number; dir: boolean; mtime?: Date } | undefined;
  unlink(path: string): boolean;
  unlinkSync(path: string): boolean;
}

/** What `require("NetworkJS").create` takes: a network made of five functions, under `net`, `http` and all upon them. */
interface EspruinoNetwork {
  /** `type`: 0 TCP, 1 HTTP, 2 UDP, +4 when the chip itself wraps the socket in TLS. Answers a socket number, negative on error. */
  create(host: string | undefined, port: number, type: number, options: unknown): number;
  close(socket: number): void;
  /** A waiting client of a server socket, -1 when none. */
  accept(socket: number): number;
  /** Received bytes, "" for nothing yet, a negative number when closed. */
  recv(socket: number, maxLength: number, type: number): string | number;
  /** Number of bytes taken, 0 to be asked again, negative when closed. */
  send(socket: number, data: string, type: number): number;
}
interface EspruinoNetworkJS {
  create(network: EspruinoNetwork): void;
}

/** What `net.connect`, `tls.connect`, `http.request` and `http.get` take in place of a URL; whole it goes to {@link EspruinoNetwork.create}. */
interface EspruinoSocketOptions {
  host?: string;
  port?: number | null;
  /** With its colon. `https:` has the chip itself wrap the connection in TLS, where it can. */
  protocol?: string;
}
type EspruinoConnect = (options: string | EspruinoSocketOptions, callback?: (socket: unknown) => void) => unknown;
/** `require("net")`; `require("tls")` has only `connect`. */
interface EspruinoNet {
  connect: EspruinoConnect;
}
/** `require("http")`. */
interface EspruinoHttp {
  request: EspruinoConnect;
  get: EspruinoConnect;
  createServer: unknown;
}
declare const url: {
  /** `port` is null when the text has none. */
  parse(text: string): EspruinoSocketOptions;
};

/** `process.memory()`; all counts are variables, not bytes. */
interface EspruinoMemory {
  free: number;
  usage: number;
  total: number;
  history: number;
  /** Bytes that one variable takes. */
  blocksize: number;
  /** Fill of the event queue, bytes (2v26 and later). */
  rx?: { used: number; total: number };
  flash_start?: number;
  flash_binary_end?: number;
  flash_code_start?: number;
  flash_length?: number;
}

declare namespace NodeJS {
  interface Process {
    /** Espruino only. `isGc` false skips the collection of garbage before counting. */
    memory(isGc?: boolean): EspruinoMemory;
  }
  interface ProcessEnv {
    /** Espruino only: name of the board, "LINUX" on a PC. */
    BOARD?: string;
    /** Espruino only: "2v29". */
    VERSION?: string;
    SERIAL?: string;
    MODULES?: string;
  }
}
