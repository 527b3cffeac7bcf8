/**
 * What runs on the board in place of the firmware while it is provisioned or its connection tested: the board's UART, the driver, and a
 * handful of operations that the PC starts over the console, one at a time. Certificates and keys pass through in pieces and are kept nowhere.
 */
import "./console-lock"; // Before all others, as in the firmware.
import { board } from "board";
import { abortAt, nothing, Phase, phase, send, syncAt } from "../modules/at/at-client";
import { type LineHandler, setLineHandler } from "../modules/at/line-reader";
import type { AtError } from "../modules/at/at-error";
import { bringUp } from "../modules/quectel/bring-up";
import { runSteps, type Step } from "../modules/quectel/done";
import { newConnection } from "../modules/quectel/connection";
import { identify } from "../modules/quectel/identification";
import { bringOnline, modemStatus, openConnection, startModem } from "../modules/quectel/modem";
import { unlockSim } from "../modules/quectel/sim";
import { sslSettings } from "../modules/quectel/ssl-context";
import {
  beginUpload,
  checkFile,
  deleteFile,
  type FileDone,
  freeSpace,
  listFiles,
  uploadPiece,
} from "../modules/quectel/modem-files";
import type * as TlsExplain from "../modules/tls/index";
import { Cure, prepareModem, startPower } from "./modem-power";
import { storage, storedPinGuard } from "./pin-store";
import type { Settings } from "./settings";
import { askModem, closeTest, openTest, resolveName, talk } from "./test-questions";
import { checkSettings, tlsSettings } from "./tls-settings";

/** What an operation ended with: why it failed ("" when it did not), the modem's or the driver's number, what it found out. */
type Outcome = [failure: string, code: number, value: string];

/** The configuration that is to be tried; without one there is nothing but the modem's UART. */
let settings: Settings | undefined;
let uart: Settings["uart"];
let outcome: Outcome | undefined;
/** What goes on in words. */
let progress = "";
/** Counts operations: what an earlier one says late is not the later one's. */
let turn = 0;

/** The board starts its firmware when the PC is not heard of for so long: nobody has to go and switch it off and on. */
const RETURN_MS = 120e3;

/** Of the watchdog, which the firmware has set to less than half a minute: it goes on while something else is loaded. */
const KICK_MS = 5e3;

let returnTimer: ReturnType<typeof setTimeout> | undefined;

/** The PC said something. */
function onHeard(): void {
  if (returnTimer) clearTimeout(returnTimer);
  returnTimer = setTimeout(leave, RETURN_MS);
}

/** Starts the firmware, and leaves nothing of the PC's that a later start would not need. */
function leave(): void {
  for (const name of ["qssl.service", "qssl.try"]) storage.erase(name);
  load();
}

/** Begins an operation. @returns what ends it. */
function begin(): FileDone {
  const mine = ++turn;
  onHeard();
  outcome = undefined;
  progress = "";
  return (error, value) => {
    if (mine === turn) outcome = error ? [error.message, (error as AtError).code || 0, ""] : ["", 0, value];
  };
}

/**
 * Takes over the modem's UART.
 * @param configFile in Storage, "" for none. @param given without a configuration.
 * @returns the speed that the modem should have, or in words what is wrong with the configuration.
 */
function open(configFile: string, given: Settings["uart"]): number | string {
  try {
    settings = configFile ? checkSettings(storage.readJSON(configFile)) : undefined;
    uart = settings ? settings.uart : given;
    const pin = settings ? settings.pin : "";
    const own = settings ? settings.tls : NO_TLS;
    // As for the firmware: the CA may be a file on the board.
    const tls = tlsSettings(own, (own.ca && storage.read(own.ca)) || "");
    const bringUpSettings = {
      apn: settings ? settings.apn : "",
      username: settings ? settings.user : "",
      password: settings ? settings.password : "",
      pin,
      pinGuard: storedPinGuard(pin),
      ntp: settings ? settings.ntp : "",
      pdpContextId: 1,
      tls,
      onTime(time: number) {
        if (!board.hasClock) setTime(time);
      },
    };
    sslSettings(tls);
    startModem(
      board.openUart(uart),
      1,
      () => sslSettings(tls),
      (status, done) => bringUp(bringUpSettings, status, done),
      (text) => (progress = text),
      nothing,
    );
    startPower(uart, board.power);
    const restart: LineHandler = () => {
      onRestart();
      // Whoever looks for the step with the modem goes on until it answers.
      if (phase !== Phase.Sync) abortAt("modem restarted");
    };
    const onRestart = setLineHandler("RDY", restart)!;
    setLineHandler("POWERED DOWN", restart);
    return uart.baud;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Only files are handled, no connection is made. */
const NO_TLS: Settings["tls"] = {
  version: 1.2,
  cipherSuites: "all",
  verify: "none",
  ca: "",
  cert: "",
  key: "",
  sni: true,
};

/**
 * Finds the step with the modem at a speed: no late answer is to come. The outcome's value is its model.
 * @param isSwitching switches it on before, should it be off; at another speed it would be taken for off.
 */
function findModem(baud: number, limitMs: number, isSwitching: boolean): void {
  const done = begin();
  const status = { model: "", registration: "", rssiDbm: 0 };
  const optional =
    (text: string): Step =>
    (next) =>
      send(text, () => next());
  const find = (): void =>
    syncAt(limitMs, (error) => {
      if (error) done(error, "");
      else
        runSteps(
          [optional("E0"), optional("+CMEE=1"), (next) => identify(status, next)],
          (problem) => done(problem || null, status.model),
          0,
        );
    });
  uart.baud = baud;
  board.openUart(uart);
  if (isSwitching) prepareModem(Cure.First, find);
  else find();
}

/** Brings the modem online, opens a connection to `server.url` with the configuration's files, and closes it. */
function connect(): void {
  const done = begin();
  const address = settings!.server.address;
  let failure: Error | null = null;
  bringOnline((error) => {
    if (error) done(error, "");
    else
      runSteps(
        [
          (next) => {
            progress = "opening a connection to " + address.host + ":" + address.port;
            const slot = openConnection(address, newConnection());
            slot.on("open", () => slot.end());
            slot.on("error", (problem) => (failure = problem));
            slot.on("close", () => next(failure));
          },
        ],
        (problem) => done(problem || null, modemStatus().isNameChecked ? "" : "name not checked"),
        0,
      );
  });
}

/** Asks the server itself why it is not connected to (module `TlsExplain`). @param ca PEM of the CA. */
function explain(ca: string): void {
  const done = begin();
  const tls = settings!.tls;
  const address = settings!.server.address;
  try {
    (require("TlsExplain") as typeof TlsExplain).explain(
      { open: (to) => openConnection(to, newConnection()) },
      {
        host: address.host,
        port: address.port,
        verify: tls.verify,
        ca,
        cipherSuites: tls.cipherSuites,
        version: tlsSettings(tls, "").version,
        time: getTime(),
      },
      (text) => done(null, text),
    );
  } catch (error) {
    done(error as Error, "");
  }
}

/** Spends no try of the PIN that the firmware would not spend. */
function unlock(): void {
  const done = begin();
  const pin = settings!.pin;
  unlockSim(pin, storedPinGuard(pin), (error) => done(error || null, ""));
}

function goOnline(): void {
  const done = begin();
  bringOnline((error) => done(error || null, ""));
}

/** For the PC: `npm run provision` and `npm run doctor`. */
(global as unknown as { provisioning: unknown }).provisioning = {
  openModem: open,
  findModem,
  listModemFiles: () => listFiles(begin()),
  askFreeSpace: () => freeSpace(begin()),
  deleteModemFile: (name: string) => deleteFile(name, begin()),
  checkModemFile: (name: string, lengthBytes: number) => checkFile(name, lengthBytes, begin()),
  /** @param crc of `first`. @returns whether it came as it was sent. */
  beginUpload(name: string, lengthBytes: number, first: string, crc: number): boolean {
    const isWhole = E.CRC32(first) === crc;
    if (isWhole) beginUpload(name, lengthBytes, first, begin());
    return isWhole;
  },
  /** @see uploadPiece; a piece that did not come as it was sent is left aside. */
  uploadPiece: (at: number, piece: string, crc: number): number => uploadPiece(E.CRC32(piece) === crc ? at : -1, piece),
  tryConnection: connect,
  explainFailure: explain,
  askModem: (question: string) => askModem(question, begin()),
  unlockSim: unlock,
  goOnline,
  resolveName: () => resolveName(settings!.server.address.host, begin()),
  openTest: (isTls: boolean) => openTest(settings!.server.address, isTls, begin()),
  talk: (bytes: string) => talk(bytes, begin()),
  closeTest: (goodbye: string) => closeTest(goodbye, begin()),
  /** The outcome of the operation, or in words what it does. */
  askOutcome(): Outcome | string {
    onHeard();
    return outcome || progress;
  },
};

onHeard();
setInterval(() => E.kickWatchdog(), KICK_MS);
