/**
 * Boot code of the board: joins the parts and starts them. The only file that knows all the others.
 */
import "../modules/at/line-reader"; // Only names: the interpreter finds those first that stand in front.
import "./console-lock"; // Before all others that do something: the console is pinned first.
import { board } from "board";
import { startBaudRate } from "./baud-rate";
import { modemSupply } from "./modem-supply";
import { send } from "../modules/at/at-client";
import { parameters, setLineHandler, traceAt } from "../modules/at/line-reader";
import type { NetworkStatus } from "../modules/quectel/bring-up";
import type * as BringUpModule from "../modules/quectel/bring-up-module";
import { addListener, endSlot, writeSlot } from "../modules/quectel/client-slot";
import type { Done } from "../modules/quectel/done";
import { modemStatus, openConnection, startModem } from "../modules/quectel/modem";
import { type SslSettings, sslSettings, type TlsSettings } from "../modules/quectel/ssl-context";
import { nextTryS } from "./backoff";
import { startBudget } from "./budget";
import { shiftReadings, startJournal, State, state, waitingReadings } from "./journal";
import { volatileReason } from "./journal-store";
import { startPower } from "./modem-power";
import { storage, storedPinGuard } from "./pin-store";
import { logError, logInfo, setLog } from "./log";
import { chooseSensors, startSampling } from "./sampler";
import type * as ConfigModule from "./config-module";
import type * as MqttModule from "./mqtt-module";
import type { Settings } from "./settings";
import { tlsSettings } from "./tls-settings";
import { offlineReason, onLost, startSupervisor, switchOff } from "./supervisor";
import { startLed } from "./status-led";
import { acknowledged, lastError, startUplink, tuneUplink, uplinkText } from "./uplink";
import { startWatchdog } from "./watchdog";

const PDP_CONTEXT_ID = 1;

function start(): void {
  const settings = readSettings();
  const tls = settings.tls;
  // No names of variables of other files: those would keep the functions that use them from being inlined here, and so in memory.
  const chosen = chooseSensors(board.sensors(modemSupply), settings.sampling.sensors);
  const mqtt = settings.server.url[0] === "m" && (loadModule("MqttUplink") as typeof MqttModule);
  readSsl();
  startModem(board.openUart(settings.uart), PDP_CONTEXT_ID, readSsl, bringUpModem, onProgress, onLost);
  const device = settings.device || getSerial();
  setLog(settings.log === "error");
  if (settings.log === "debug") traceAt(true);
  startJournal(settings.journal.bytes, board.storageAddress || 0);
  logInfo(board.name + ": device " + device + ", boot " + state[State.Boot]);
  startBudget(settings.power);
  startBaudRate(settings.uart, board.openUart);
  startPower(settings.uart, board.power);
  startLed(board.setLed);
  startSupervisor();
  const sampling = startSampling(chosen, settings.sampling.intervalS);
  startUplink(
    settings,
    device,
    insecureReasons(tls.verify, tls.version),
    readTls,
    mqtt &&
      mqtt.start(
        settings.server,
        device,
        openConnection,
        { on: addListener, write: writeSlot, end: endSlot },
        tuneUplink,
        sampling,
      ),
  );
}

// Functions of their own and none inside start: they would keep all of its variables, the whole configuration among them. What only a
// start of the modem or an explanation needs is read anew each time, so that it takes no memory meanwhile.

/** @throws Error naming the module when it is not in Storage. */
function loadModule(name: string): unknown {
  if (!storage.read(name)) throw new Error(name + " is missing: flash again");
  return require(name);
}

/** @throws Error naming what is wrong with `config.json`. */
function readSettings(): Settings {
  const settings = (loadModule("QsslConfig") as typeof ConfigModule).check(storage.readJSON("config.json", true));
  Modules.removeCached("QsslConfig");
  // Collects garbage: what checks a configuration holds itself, some 700 variables, and would lie there until the memory is full.
  process.memory();
  return settings;
}

/** @throws Error as {@link readSettings}, and when `tls.ca` is a file on the board and no certificate. */
function readTls(): TlsSettings {
  const tls = readSettings().tls;
  const caPem = (tls.ca && storage.read(tls.ca)) || "";
  if (caPem && !/-----BEGIN CERTIFICATE-----/.test(caPem))
    throw new Error("tls.ca: " + tls.ca + " is no PEM certificate (BEGIN CERTIFICATE is missing)");
  return tlsSettings(tls, caPem);
}

/** @throws Error as {@link readTls}. */
function readSsl(): SslSettings {
  return sslSettings(readTls());
}

/** The module that does it is in memory meanwhile only. */
function bringUpModem(status: NetworkStatus, done: Done): void {
  try {
    const settings = readSettings();
    const pinGuard = storedPinGuard(settings.pin);
    (loadModule("QuectelBringUp") as typeof BringUpModule).run(
      send,
      setLineHandler,
      parameters,
      {
        apn: settings.apn,
        username: settings.user,
        password: settings.password,
        pin: settings.pin,
        pinGuard,
        ntp: settings.ntp,
        pdpContextId: PDP_CONTEXT_ID,
        tls: settings.tls,
        // Sets the board's clock by the network's and gives the readings taken before their true time.
        onTime(time: number) {
          if (board.hasClock) return;
          const seconds = time - getTime();
          setTime(time);
          shiftReadings(seconds);
        },
      },
      status,
      // Later: what follows reads the configuration again, and then this module must be gone from memory.
      (error) => setTimeout(done, 0, error),
    );
  } catch (error) {
    done(error as Error);
  }
}

function onProgress(text: string): void {
  logInfo("modem: " + text);
}

/** Why the connections are insecure, "" when they are not: logged at each one, and told to the server. */
function insecureReasons(verify: string, version: number): string {
  const reasons: string[] = [];
  if (verify === "none") reasons.push("verify none");
  if (version < 1.2) reasons.push("TLS " + version.toFixed(1));
  return reasons.join(", ");
}

/** For the console and the tools: `qssl.status()`; `qssl.debug(isOn)` for the AT dialogue; `qssl.powerOff()` before the supply is taken away. */
(global as unknown as { qssl: unknown }).qssl = {
  debug: traceAt,
  status: () => ({
    modem: modemStatus(),
    offline: offlineReason,
    uplink: uplinkText(),
    lastError,
    acknowledged,
    waiting: waitingReadings(),
    dropped: state[State.Lost],
    journal: volatileReason || "flash",
    rung: state[State.Rung],
    nextTryS: nextTryS(),
  }),
  powerOff: switchOff,
};

startWatchdog();
try {
  start();
} catch (error) {
  logError("config.json: " + (error as Error).message);
}
