/**
 * What the connection test does on the board besides what provisioning needs: it asks the modem, looks up a name, and talks to the server
 * over a connection of its own. Each ends exactly once, with what it found out.
 */
import { send } from "../modules/at/at-client";
import { parameters, setLineHandler } from "../modules/at/line-reader";
import { type Connection, newConnection } from "../modules/quectel/connection";
import { sslError } from "../modules/quectel/error-text";
import { modemStatus, openConnection } from "../modules/quectel/modem";
import type { FileDone } from "../modules/quectel/modem-files";
import { integer, quoted } from "../modules/quectel/text";
import type { ServerAddress } from "./settings";

/** Nothing in here changes the modem for long, or tells a secret but the names of the card. */
const QUESTIONS = "I +CFUN? +CFUN=1 +CPIN? +CIMI +QCCID +CSQ +QCSQ +CEREG? +CGREG? +CEER +COPS? +QIACT? +CCLK?";

/** Some are thought about; a radio takes 15 s to go on. */
const QUESTION_MS = 30e3;

/** `AT+QIDNSGIP` is answered within 60 s. */
const LOOKUP_MS = 65e3;

/** Of what a peer says so much is kept until it is fetched, bytes. */
const RECEIVED_MAX = 600;

/** The connection of the test. */
let slot: Connection | undefined;
/** What came by it and nobody has fetched. */
let received = "";
/** Why nothing more comes. */
let ended: Error | null = null;
/** Ends the operation that waits for news of it. */
let onNews: FileDone | undefined;

/** Asks the modem. @param question one of {@link QUESTIONS}, what follows `AT`. @param done gets all that it says, line by line. */
export function askModem(question: string, done: FileDone): void {
  if (QUESTIONS.split(" ").indexOf(question) < 0) done(new Error("no question of the test: " + question), "");
  else send(question, done, { isBare: true, timeoutMs: QUESTION_MS });
}

/** Looks up a name. @param done gets its first address, or the modem's number of the error. */
export function resolveName(host: string, done: FileDone): void {
  const end: FileDone = (error, address) => {
    clearTimeout(timer);
    setLineHandler("+QIURC", onOther);
    done(error, address);
  };
  const timer = setTimeout(() => end(sslError("DNS", NO_ANSWER), ""), LOOKUP_MS);
  // `"dnsgip",<err>[,<count>,<ttl>]`, then `"dnsgip","<address>"` for each address.
  const onOther = setLineHandler("+QIURC", () => {
    const words = parameters().split(",");
    const word = "" + words[1];
    if (words[0] !== '"dnsgip"') onOther();
    else if (word[0] === '"') end(null, word.substr(1, word.length - 2));
    else if (+word) end(sslError("DNS", +word), "");
  })!;
  send("+QIDNSGIP=1," + quoted("host", host, 150), (error) => {
    if (error) end(error, "");
  });
}

/** As the modem numbers it. */
const NO_ANSWER = 569;

/** Opens the connection. @param isTls as the configuration wants it; else plain TCP. @param done gets "" or "name not checked". */
export function openTest(address: ServerAddress, isTls: boolean, done: FileDone): void {
  received = "";
  ended = null;
  onNews = done;
  try {
    slot = openConnection(
      isTls ? address : { host: address.host, port: integer("port", address.port, 1, 65535), tls: false },
      newConnection(),
    );
  } catch (error) {
    tell(error as Error, "");
    return;
  }
  slot.on("open", () => tell(null, modemStatus().isNameChecked ? "" : "name not checked"));
  slot.on("data", (payload) => {
    received = (received + payload).substr(0, RECEIVED_MAX);
    tellNews();
  });
  slot.on("error", (error) => (ended = error));
  slot.on("close", () => {
    ended = ended || new Error("the server closed the connection");
    tellNews();
  });
}

/** Sends bytes over it, or none. @param done gets what comes next, or what has come since it was asked last. */
export function talk(bytes: string, done: FileDone): void {
  onNews = done;
  if (bytes) slot!.write(bytes);
  tellNews();
}

/** Closes it, if it is open. @param goodbye bytes that are sent before, "" for none. */
export function closeTest(goodbye: string, done: FileDone): void {
  received = "";
  if (!slot || ended) done(null, "");
  else {
    slot.on("close", () => done(null, ""));
    onNews = undefined;
    if (goodbye) slot.write(goodbye);
    slot.end();
  }
}

/** What nobody waits for stays. */
function tellNews(): void {
  const news = received;
  if (!onNews || !(news || ended)) return;
  received = "";
  tell(news ? null : ended, news);
}

function tell(error: Error | null, value: string): void {
  const done = onNews;
  onNews = undefined;
  if (done) done(error, value);
}
