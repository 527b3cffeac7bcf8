import { AtClient } from "../at/at-client";
import type { UartPort } from "../at/uart-port";
import type { ClientSlot } from "./client-slot";
import { ClientTable } from "./client-table";
import { type Done, runSteps, type Step } from "./done";
import { type StoredDone, storeByHash, storeFile } from "./file-store";
import { identify, type Identity } from "./identification";
import { syncClock } from "./network-clock";
import { type AccessPoint, activatePdpContext } from "./pdp-context";
import { EG915U } from "./profile";
import { Registration } from "./registration";
import { type PinGuard, unlockSim } from "./sim";
import { configureSslContext, type TlsSettings } from "./ssl-context";
import { quoted, ranged } from "./text";

/** Everything the driver is told; all fields are given, defaults are filled in by whoever builds it. */
export interface ModemSettings extends AccessPoint {
  /** PIN of the SIM, "" for none. */
  pin: string;
  pinGuard: PinGuard;
  /** NTP server, used where the network sends no time. */
  ntpServer: string;
  tls: TlsSettings;
  /** PEM text of the CA: stored on the modem by its hash; "" when `tls.ca` names a file that lies there already. */
  caPem: string;
  /** Patience with a modem that does not answer yet, milliseconds. */
  bootMs: number;
  /** Patience with the network, milliseconds. */
  registrationMs: number;
  /** Told in words what goes on. */
  onProgress(text: string): void;
  /** The time came from the network, seconds since 1970 UTC. */
  onTime(time: number): void;
  /** The modem restarted, fell silent or lost its PDP context: all connections have ended, `start` is to be called again. */
  onLost(reason: string): void;
}

/** What {@link Modem.status} tells. */
export interface ModemStatus {
  isOnline: boolean;
  model: string;
  registration: string;
  /** 0 when unknown. */
  rssiDbm: number;
  /** Client ids in use. */
  slots: { id: number; state: number; bytesSent: number; bytesReceived: number }[];
  /** Lines longer than the ring, and final result codes that nothing waited for. */
  overruns: number;
  strays: number;
}

/** SSL context in use. */
const SSL_CONTEXT_ID = 0;

/** A SIM that does not show within this time is absent (TCP/IP application note, bring-up chart). */
const SIM_LIMIT_MS = 20e3;

/**
 * A Quectel modem from its first answer to an open connection: brings it up in a fixed order of steps, watches for what ends
 * it (restart, silence, PDP context lost) and hands out client slots while it is online.
 */
export class Modem {
  readonly at: AtClient;
  readonly identity: Identity = { model: "", revision: "", imei: "" };
  private _clients: ClientTable;
  private _registration: Registration;
  private _isOnline = false;

  constructor(
    port: UartPort,
    private _settings: ModemSettings,
  ) {
    const at = new AtClient(port);
    this.at = at;
    this._clients = new ClientTable(at);
    this._registration = new Registration(at, _settings.onProgress);
    at.urcs["RDY"] = at.urcs["APP RDY"] = () => this._lose("the modem restarted");
    at.urcs["POWERED DOWN"] = () => this._lose("the modem switched off");
    at.urcs["+QIURC"] = (parameters) => {
      if (parameters.startsWith('"pdpdeact"')) this._lose("the network ended the PDP context");
    };
    at.onSilence = () => this._lose("the modem does not answer");
  }

  /**
   * Brings the modem online: answer, SIM, registration, PDP context, clock, CA file, SSL context.
   * @param done called once, with the error that stopped the first step which failed.
   */
  start(done: Done): void {
    const settings = this._settings;
    const at = this.at;
    const steps: Step[] = [
      (next) => this._sync(next),
      // Neither echo nor the payload's echo is wanted; a modem that has no such command refuses it harmlessly.
      (next) => at.send("E0", next),
      (next) => at.send("+CMEE=1", next),
      (next) => at.send("+QISDE=0", () => next()),
      (next) => at.send("+CTZU=1", () => next()),
      (next) => identify(at, this.identity, next),
      (next) => unlockSim(at, settings.pin, settings.pinGuard, SIM_LIMIT_MS, next),
      (next) => this._registration.wait(settings.registrationMs, next),
      (next) => activatePdpContext(at, settings, next),
      (next) => this._syncClock(next),
      (next) => this._clients.closeStale(next),
      (next) => this._storeCa(next),
      (next) => configureSslContext(at, EG915U, SSL_CONTEXT_ID, settings.tls, next),
    ];
    runSteps(steps, (error) => {
      this._isOnline = !error;
      done(error);
    });
  }

  /**
   * Opens a TLS connection.
   * @param options.host name or address of the server, at most 150 bytes; sent as SNI and compared with the certificate.
   * @param options.port 1 to 65535.
   * @returns its slot, at once; `open` or `error` follows.
   * @throws Error when the modem is not online, a parameter is out of range or all 12 client ids are in use.
   */
  open(options: { host: string; port: number }): ClientSlot {
    if (!this._isOnline) throw new Error("the modem is not online");
    return this._clients.open({
      host: quoted("host", options.host, 150),
      port: ranged("port", options.port, 1, 65535),
      sslContextId: SSL_CONTEXT_ID,
    });
  }

  /**
   * Puts a file on the modem, unless it is there in this size.
   * @param name at most 80 bytes; 8.3 is understood by every modem.
   */
  upload(name: string, content: string, done: StoredDone): void {
    storeFile(this.at, name, content, done);
  }

  /** Prints the dialogue, secrets and payload left out, or stops printing it. */
  debug(isOn: boolean): void {
    this.at.onTrace = isOn ? (direction, text) => print(direction + " " + text) : undefined;
  }

  status(): ModemStatus {
    return {
      isOnline: this._isOnline,
      model: this.identity.model,
      registration: this._registration.text,
      rssiDbm: this._registration.rssiDbm,
      slots: this._clients.inUse.map((slot) => ({
        id: slot.id,
        state: slot.state,
        bytesSent: slot.bytesSent,
        bytesReceived: slot.bytesReceived,
      })),
      overruns: this.at.reader.overruns,
      strays: this.at.strays,
    };
  }

  private _sync(next: Done): void {
    this._settings.onProgress("waiting for the modem");
    this.at.sync(this._settings.bootMs, (isAnswering) =>
      next(isAnswering ? null : new Error("the modem does not answer: check power, wiring and uart.baud")),
    );
  }

  private _syncClock(next: Done): void {
    syncClock(this.at, this._settings.ntpServer, (error, time) => {
      if (time) this._settings.onTime(time);
      // Where nothing is verified no certificate is judged by the clock either.
      next(this._settings.tls.verify === "none" ? null : error);
    });
  }

  private _storeCa(next: Done): void {
    const settings = this._settings;
    if (!settings.caPem || settings.tls.verify === "none") return next();
    storeByHash(this.at, settings.caPem, ".pem", (error, name) => {
      settings.tls.ca = name;
      next(error);
    });
  }

  /** Restart, silence or loss of the network: whatever was open is gone. While starting, the boot URCs are expected. */
  private _lose(reason: string): void {
    if (!this._isOnline) return;
    this._isOnline = false;
    this.at.abort(reason);
    this._clients.dropAll(reason);
    this._settings.onLost(reason);
  }
}
