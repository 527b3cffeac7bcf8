/**
 * Boot code of the board: joins the parts and starts them. The only file that knows all the others.
 */
import "./console-lock"; // Before all others: the console is pinned before anything else happens.
import { board } from "board";
import { startBaudRate } from "./baud-rate";
import { modemSupply } from "./modem-supply";
import { bringUp } from "../modules/quectel/bring-up";
import { debugModem, modemStatus, startModem } from "../modules/quectel/modem";
import { startPower } from "./modem-power";
import { nextBootNumber, storage, storedPinGuard } from "./identity-store";
import { logError, logInfo, setLog } from "./log";
import { addReading, dropped, shiftReadings, waitingReadings } from "./outbox";
import { chooseSensors, startSampling } from "./sampler";
import { checkSettings, serverAddress, tlsSettings } from "./settings";
import { offlineReason, onLost, startSupervisor, switchOff } from "./supervisor";
import { startLed } from "./status-led";
import { acknowledged, lastError, onReadingAdded, startUplink, uplinkText } from "./uplink";

function start(): void {
  const settings = checkSettings(storage.readJSON("config.json", true));
  const tls = settings.tls;
  const sensors = chooseSensors(board.sensors(modemSupply), settings.sampling.sensors);
  const caPem = (tls.ca && storage.read(tls.ca)) || "";
  if (caPem && !/-----BEGIN CERTIFICATE-----/.test(caPem))
    throw new Error("tls.ca: " + tls.ca + " is no PEM certificate (BEGIN CERTIFICATE is missing)");
  const driverTls = tlsSettings(tls, caPem);
  startModem(board.openUart(settings.uart), {
    apn: settings.apn,
    username: settings.user,
    password: settings.password,
    pin: settings.pin,
    pinGuard: storedPinGuard(settings.pin),
    ntp: settings.ntp,
    pdpContextId: 1,
    tls: driverTls,
    bringUp,
    onProgress: (text) => logInfo("modem: " + text),
    onTime,
    onLost,
  });
  const device = settings.device || getSerial();
  const boot = nextBootNumber();
  startUplink({
    device,
    boot,
    server: serverAddress(settings.server.url),
    headers: settings.server.headers,
    intervalS: settings.upload.intervalS,
    batch: settings.upload.batch,
    insecure: insecureReasons(tls.verify, tls.version),
    tls: driverTls,
  });
  setLog(settings.log === "error");
  if (settings.log === "debug") debugModem(true);
  logInfo(board.name + ": device " + device + ", boot " + boot);
  const uart = settings.uart;
  startBaudRate(uart.baud, (baud) => {
    uart.baud = baud;
    board.openUart(uart);
  });
  startPower(() => board.power(uart));
  startLed(board.setLed);
  startSupervisor();
  startSampling(sensors, settings.sampling.intervalS, (reading) => {
    addReading(reading);
    onReadingAdded();
  });
}

/** Why the connections are insecure, "" when they are not: logged at each one, and told to the server. */
function insecureReasons(verify: string, version: number): string {
  const reasons: string[] = [];
  if (verify === "none") reasons.push("verify none");
  if (version < 1.2) reasons.push("TLS " + version.toFixed(1));
  return reasons.join(", ");
}

/** Sets the board's clock by the network's and gives the readings taken before their true time. */
function onTime(time: number): void {
  if (board.hasClock) return;
  const seconds = time - getTime();
  setTime(time);
  shiftReadings(seconds);
}

/** For the console and the tools: `qssl.status()`; `qssl.powerOff()` before the supply is taken away. */
(global as unknown as { qssl: unknown }).qssl = {
  status: () => ({
    modem: modemStatus(),
    offline: offlineReason,
    uplink: uplinkText(),
    lastError,
    acknowledged,
    waiting: waitingReadings(),
    dropped,
  }),
  powerOff: switchOff,
};

try {
  start();
} catch (error) {
  logError("config.json: " + (error as Error).message);
}
