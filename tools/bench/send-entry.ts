/**
 * The device side of the bench for sending: the driver as a program uses it, from a connection's `write` to the port. The modem
 * that the bench plays says OK to all that the driver asks before the connection is open. It belongs to the device: built by
 * bench-module.ts like all device code, never loaded on the PC.
 */
import type { UartPort } from "../../modules/at/uart-port";
import { type ClientSlot, writeSlot } from "../../modules/quectel/client-slot";
import type { Done } from "../../modules/quectel/done";
import { bringOnline, openConnection, startModem } from "../../modules/quectel/modem";
import { sslSettings, type TlsSettings } from "../../modules/quectel/ssl-context";

let slot: ClientSlot | undefined;

export function connect(port: UartPort): (payload: string) => void {
  const tls = { verify: "none", version: 3, cipherSuites: "all", negotiateS: 60 } as TlsSettings;
  startModem(port, 1, () => sslSettings(tls), bringUp, nothing, nothing);
  bringOnline(() => {
    slot = openConnection({ host: "bench", port: 443 }, {});
  });
  return write;
}

function bringUp(_network: unknown, done: Done): void {
  done();
}

function write(payload: string): void {
  writeSlot.call(slot!, payload);
}

function nothing(): void {}
