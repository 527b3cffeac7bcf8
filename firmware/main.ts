/**
 * Boot code of the board: builds the object graph and starts it. The only file that knows all the others.
 */
import { board } from "board";
import { Modem } from "../modules/quectel/modem";
import { nextBootNumber, storedPinGuard } from "./identity-store";
import { Log } from "./log";
import { Outbox } from "./outbox";
import { chooseSensors, Sampler } from "./sampler";
import { checkSettings, cipherSuiteCode, serverAddress, type Settings, sslVersionCode } from "./settings";
import { Supervisor } from "./supervisor";
import { Uplink } from "./uplink";

/** Readings that wait in RAM at the most; some 20 variables each. */
const OUTBOX_CAPACITY = 50;

function start(settings: Settings): void {
  const log = new Log(settings.log);
  const tls = settings.tls;
  const server = serverAddress(settings.server.url);
  const sensors = chooseSensors(board.sensors(), settings.sampling.sensors);
  const outbox = new Outbox(OUTBOX_CAPACITY);
  const caPem = tls.ca && (require("Storage") as EspruinoStorage).read(tls.ca);
  const modem = new Modem(board.openUart(settings.uart), {
    apn: settings.apn,
    username: settings.user,
    password: settings.password,
    pin: settings.pin,
    pinGuard: storedPinGuard(settings.pin),
    ntpServer: settings.ntp,
    tls: {
      verify: tls.verify,
      ca: tls.ca,
      cert: tls.cert,
      key: tls.key,
      version: sslVersionCode(tls.version),
      cipherSuite: cipherSuiteCode(tls.cipherSuites),
      sni: tls.sni,
    },
    caPem: checkPem(caPem || "", tls.ca),
    bootMs: 30e3,
    registrationMs: 600e3,
    onProgress: (text) => log.info("modem: " + text),
    onTime(time) {
      if (!board.hasClock) setClock(time, outbox);
    },
    onLost: (reason) => supervisor.onLost(reason),
  });
  const sender = { device: settings.device || getSerial(), boot: nextBootNumber() };
  const uplink = new Uplink(
    outbox,
    {
      sender,
      server,
      headers: settings.server.headers,
      intervalS: settings.upload.intervalS,
      batch: settings.upload.batch,
    },
    () => {
      if (supervisor.reason) return undefined;
      if (tls.verify === "none" || tls.version < 1.2) log.error("uplink: INSECURE connection by configuration (tls)");
      return modem.open(server);
    },
    log,
  );
  const supervisor = new Supervisor(modem, () => uplink.onOnline(), log);
  const sampler = new Sampler(sensors, (reading) => {
    outbox.add(reading);
    uplink.onReading();
  });
  // The status is there for the console and the tools: `qssl.status()`.
  (global as unknown as { qssl: unknown }).qssl = {
    status: () => ({
      sender,
      modem: modem.status(),
      offline: supervisor.reason,
      uplink: uplink.status,
      lastError: uplink.lastError,
      acknowledged: uplink.acknowledged,
      waiting: outbox.length,
      dropped: outbox.dropped,
    }),
  };
  if (log.isDebug) modem.debug(true);
  log.info(board.name + ": device " + sender.device + ", boot " + sender.boot);
  supervisor.start();
  sampler.start(settings.sampling.intervalS);
}

/** Sets the board's clock by the network's and gives the readings taken before their true time. */
function setClock(time: number, outbox: Outbox): void {
  const seconds = time - getTime();
  setTime(time);
  outbox.shiftTime(seconds);
}

/** @throws Error when a CA file on the board is no PEM certificate. */
function checkPem(text: string, name: string): string {
  if (text && text.indexOf("-----BEGIN CERTIFICATE-----") < 0)
    throw new Error("tls.ca: " + name + " is no PEM certificate (BEGIN CERTIFICATE is missing)");
  return text;
}

try {
  start(checkSettings((require("Storage") as EspruinoStorage).readJSON("config.json", true)));
} catch (error) {
  print("E config.json: " + (error as Error).message);
}
