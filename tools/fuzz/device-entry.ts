/**
 * The device side of the fuzzing: the parts that are fuzzed, as a board has them. What it gives out is by position, since the build
 * shortens names. It belongs to the device: built by bundle.ts in place of firmware/main.ts, never loaded on the PC.
 */
import { abortAt, nothing, phase, send, startAt, syncAt } from "../../modules/at/at-client";
import type { AtDone } from "../../modules/at/at-command";
import {
  awaitPrompt,
  feedReader,
  overruns,
  parameters,
  resetReader,
  setLineHandler,
  startReader,
  takePayload,
} from "../../modules/at/line-reader";
import type { UartPort } from "../../modules/at/uart-port";
import { bringUp } from "../../modules/quectel/bring-up";
import { newConnection } from "../../modules/quectel/connection";
import { bringOnline, modemStatus, openConnection, type OpenOptions, startModem } from "../../modules/quectel/modem";
import { sslSettings, type TlsSettings } from "../../modules/quectel/ssl-context";
import * as transparent from "../../modules/quectel/transparent-module";
import { explain } from "../../modules/tls/index";
import { feedResponse, isReusable, postRequest } from "../../firmware/http";
import { serverAddress } from "../../firmware/settings";
import { checkSettings } from "../../firmware/tls-settings";

const PDP_CONTEXT_ID = 1;

/** A connection with its methods, as a program gets it from QuectelSSL. */
const open = (options: OpenOptions): object => openConnection(options, newConnection());

/** What `config.json` gives a board that verifies its server. */
const TLS: TlsSettings = {
  verify: "server",
  ca: "ca.pem",
  cert: "",
  key: "",
  version: 3,
  cipherSuites: "all",
  sni: true,
  negotiateS: 60,
  sessionReuse: false,
};

/** {@link send}, with the options that the fuzzing uses by position. */
function sendWith(
  text: string,
  done: AtDone,
  timeoutMs: number,
  payload: string,
  isBare: boolean,
  isInformation: ((parameters: string) => boolean) | undefined,
  onInformation: ((parameters: string) => void) | undefined,
): void {
  send(text, done, { timeoutMs, payload: payload || undefined, isBare, isInformation, onInformation });
}

function startDriver(port: UartPort, onLost: (reason: string) => void): void {
  startModem(
    port,
    PDP_CONTEXT_ID,
    () => sslSettings(TLS),
    (status, done) =>
      bringUp(
        {
          apn: "internet",
          username: "",
          password: "",
          pin: "",
          pinGuard: { isRefused: () => false, setRefused: nothing },
          ntp: "pool.ntp.org",
          pdpContextId: PDP_CONTEXT_ID,
          tls: TLS,
          onTime: nothing,
        },
        status,
        done,
      ),
    nothing,
    onLost,
  );
}

(global as unknown as Record<string, unknown>)["fuzz"] = [
  [startReader, feedReader, setLineHandler, parameters, takePayload, awaitPrompt, resetReader, () => overruns],
  [startAt, sendWith, syncAt, abortAt, () => phase, setLineHandler, parameters, takePayload],
  [startDriver, bringOnline, open, modemStatus, { start: transparent.start, pump: transparent.pump }],
  [checkSettings, serverAddress],
  [postRequest, feedResponse, () => isReusable],
  [explain],
];
