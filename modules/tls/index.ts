/**
 * The module `TlsExplain`: why did a TLS connection fail? Quectel modems answer 566 to everything. This opens a plain TCP
 * connection through the same modem to the same port, sends a ClientHello, reads what the server answers in the clear
 * (RFC 5246 7.3) and closes. Nothing else is ever sent: no application data, nothing secret.
 */
import { clientHello } from "./client-hello";
import { flightReader, Part } from "./server-flight";
import { type ExplainOptions, newJudge, tcpFault } from "./verdict";

export type { ExplainOptions } from "./verdict";

/** What is needed of a plain connection: the driver's client slot. `write` takes all, or answers false until `drain`. */
export interface PlainSlot {
  /** It may be written to, there is room again, it has ended. */
  on(event: "open" | "drain" | "close", listener: () => void): void;
  /** What came from the peer, a byte string. */
  on(event: "data", listener: (payload: string) => void): void;
  /** Why it cannot go on. */
  on(event: "error", listener: (error: Error) => void): void;
  /**
   * Sends bytes.
   * @param payload a byte string.
   * @returns true when all of it was taken, false when none was.
   */
  write(payload: string): boolean;
  /** Closes it. */
  end(): void;
}

/** What is needed of the modem: the driver's own interface. */
export interface PlainModem {
  /**
   * Opens a plain TCP connection (`AT+QIOPEN`).
   * @param options where it leads.
   * @returns the connection at once.
   * @throws Error when the modem has none to give.
   */
  open(options: { host: string; port: number; tls: false }): PlainSlot;
}

/** Milliseconds after which there is an answer in any case. */
const DEADLINE_MS = 25000;

/**
 * Finds out why a TLS connection failed, by a plain connection to the same port (`AT+QIOPEN`) and a ClientHello.
 * @param modem online, with a client id to spare.
 * @param options the connection that failed.
 * @param callback called once, within 30 seconds, with one sentence and its remedy in printable ASCII.
 */
export function explain(modem: PlainModem, options: ExplainOptions, callback: (text: string) => void): void {
  const host = options.host.toLowerCase();
  const isAddress = /^[0-9.:]+$/.test(host);
  const judge = newJudge(options, isAddress ? "IP " + host : host);
  let hello = clientHello(isAddress ? "" : host, options.version, options.cipherSuites);
  let slot: PlainSlot | undefined;
  let isOver = false;
  const finish = (text: string): void => {
    if (!text || isOver) return;
    isOver = true;
    clearTimeout(deadline);
    if (slot) slot.end();
    // What a server calls itself must not steer a terminal.
    callback((host + ":" + options.port + ": " + text).replace(/[^ -~]/g, "?"));
  };
  const onLoss = (message: string): void => finish(hello ? tcpFault(message) : judge(Part.End, ""));
  const sendHello = (): void => {
    if (hello && slot!.write(hello)) hello = "";
  };
  // 569: no answer.
  const deadline = setTimeout(() => onLoss(" 569 "), DEADLINE_MS);
  try {
    slot = modem.open({ host: options.host, port: options.port, tls: false });
    slot.on("open", sendHello);
    slot.on("drain", sendHello);
    slot.on(
      "data",
      flightReader((part, bytes) => finish(judge(part, bytes))),
    );
    slot.on("error", (error) => onLoss(error.message));
    slot.on("close", () => onLoss("closed"));
  } catch (error) {
    onLoss((error as Error).message);
  }
}
