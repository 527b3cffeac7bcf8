/** HTTP(S): requests and responses of the modem's own client (HTTP(S) application note, chapter 2). */
import type { TimerHandle } from "../../clock";
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { type DataReceiver, FixedLengthReceiver } from "../data-receiver";
import { cmeError } from "../errors";
import { HttpCode } from "../http-codes";
import type { HttpExchange } from "../http-exchange";
import { parseUrl } from "../http-request";
import type { ModemCore } from "../modem-core";
import { escapeGuardMs } from "./files";

const http = family("http", "HTTP(S) application note");

const LONGEST_URL = 700;
const LONGEST_INPUT = 1_024_000;
/** Longest head that AT+QHTTPGET takes from the host. */
const LONGEST_HEAD = 2048;
const DEFAULT_SECONDS = 60;

/** An optional time in seconds; answers milliseconds. */
const seconds = ({ args }: CommandRun, index: number): number =>
  args.optionalInteger(index, 1, 65535, DEFAULT_SECONDS) * 1000;

/** After CONNECT exactly `lengthBytes` bytes, within `timeoutMs`. @throws CommandError +CME ERROR: 726 when time is up. */
async function input(run: CommandRun, lengthBytes: number, timeoutMs: number): Promise<Buffer> {
  const { clock } = run.modem;
  const receiver = new FixedLengthReceiver(lengthBytes);
  run.raw("\r\nCONNECT\r\n");
  const timer = clock.setTimeout(run.abortData, timeoutMs);
  const end = await run.receive(receiver, { escapeGuardMs: escapeGuardMs(run) });
  clock.clearTimeout(timer);
  if (end !== "complete") throw cmeError(HttpCode.InputTimeout);
  return receiver.bytes;
}

/** The URL, of a length that is told before. */
const setUrl: Handler = async (run) => {
  run.args.atMost(2);
  const lengthBytes = run.args.integer(0, 1, LONGEST_URL);
  const timeoutMs = seconds(run, 1);
  if (run.modem.services.http.isBusy) throw cmeError(HttpCode.Busy);
  const url = (await input(run, lengthBytes, timeoutMs)).toString("latin1");
  if (!parseUrl(url)) throw cmeError(HttpCode.UrlError);
  run.modem.services.http.url = url;
};

function requireFree({ modem }: CommandRun): void {
  const { obstacle } = modem.services.http;
  if (obstacle !== HttpCode.Success) throw cmeError(obstacle);
}

/** Connects before CONNECT, takes what the host has to say, and frees the session when that does not come. */
async function openAndInput(run: CommandRun, lengthBytes: number, inputMs: number, rspMs: number): Promise<Buffer> {
  const { http: client } = run.modem.services;
  const code = await client.open(rspMs);
  if (code !== HttpCode.Success) throw cmeError(code);
  try {
    return await input(run, lengthBytes, inputMs);
  } catch (error) {
    client.release();
    throw error;
  }
}

/** OK at once, the rest by URC. With a head of the host's own it is taken like a POST's body. */
const get: Handler = async (run) => {
  const { modem, args, after } = run;
  const { http: client } = modem.services;
  args.atMost(3);
  const rspMs = seconds(run, 0);
  const inputMs = seconds(run, 2);
  const hasHead = client.number("requestheader") === 1;
  const headBytes = hasHead ? args.integer(1, 1, LONGEST_HEAD) : 0;
  requireFree(run);
  if (hasHead) {
    const request = await openAndInput(run, headBytes, inputMs, rspMs);
    return after(() => void client.send(request, rspMs).then((result) => modem.urc(`+QHTTPGET: ${result}`)));
  }
  const request = client.request("GET");
  after(() => void client.exchange(request, rspMs).then((result) => modem.urc(`+QHTTPGET: ${result}`)));
};

type Sending = "POST" | "PUT";

/** The body comes from the host; with a head of the host's own, that too. */
function send(method: Sending): Handler {
  return async (run) => {
    const { modem, args, after } = run;
    const { http: client } = modem.services;
    args.atMost(3);
    const lengthBytes = args.integer(0, 1, LONGEST_INPUT);
    const inputMs = seconds(run, 1);
    const rspMs = seconds(run, 2);
    requireFree(run);
    const body = await openAndInput(run, lengthBytes, inputMs, rspMs);
    after(() => void client.send(requestOf(run, method, body), rspMs).then((result) => tell(modem, method, result)));
  };
}

/** The same from a file. OK at once. */
function sendFile(method: Sending): Handler {
  return (run) => {
    const { modem, args, after } = run;
    args.atMost(2);
    const body = modem.files.read(args.string(0));
    const rspMs = seconds(run, 1);
    requireFree(run);
    const request = requestOf(run, method, body);
    after(() => void modem.services.http.exchange(request, rspMs).then((result) => tellFile(modem, method, result)));
  };
}

function requestOf({ modem }: CommandRun, method: Sending, body: Buffer): Buffer {
  const { http: client } = modem.services;
  return client.number("requestheader") === 1 ? body : client.request(method, body);
}

function tell(modem: ModemCore, method: Sending, result: string): void {
  if (method === "POST") modem.urc(`+QHTTPPOST: ${result}`);
  else modem.urc(`+QHTTPPUT: ${result}`);
}

function tellFile(modem: ModemCore, method: Sending, result: string): void {
  if (method === "POST") modem.urc(`+QHTTPPOSTFILE: ${result}`);
  else modem.urc(`+QHTTPPUTFILE: ${result}`);
}

/** @throws CommandError +CME ERROR: 703 or 705 when no response waits. */
function answered({ modem }: CommandRun): HttpExchange {
  const exchange = modem.services.http.takeAnswered();
  if (!exchange) throw cmeError(modem.services.http.isBusy ? HttpCode.Busy : HttpCode.NoRequest);
  return exchange;
}

/** Settles when all of the response has been passed on, or `<err>` tells why not: no more of it came for `waitMs`, for example. */
function passOn(
  { modem }: CommandRun,
  exchange: HttpExchange,
  waitMs: number,
  take: (bytes: Buffer) => void,
): Promise<HttpCode> {
  const { clock, services } = modem;
  if (services.http.number("responseheader") === 1) take(exchange.response.head);
  return new Promise<HttpCode>((resolve) => {
    let timer: TimerHandle | undefined;
    exchange.onProgress = () => {
      clock.clearTimeout(timer);
      const body = exchange.takeBody();
      if (body.length > 0) take(body);
      if (exchange.isOver) resolve(exchange.failure);
      else timer = clock.setTimeout(() => exchange.fail(HttpCode.ReadTimeout), waitMs);
    };
    exchange.onProgress();
  });
}

/** What the host says while the response goes out is lost; `+++` ends that. */
class DeafReceiver implements DataReceiver {
  readonly isComplete = false;
  readonly bytes = Buffer.alloc(0);

  take(bytes: Buffer): number {
    return bytes.length;
  }
}

/** The response, once. */
const read: Handler = async (run) => {
  const { modem, args, raw, after } = run;
  args.atMost(1);
  const waitMs = seconds(run, 0);
  const exchange = answered(run);
  raw("\r\nCONNECT\r\n");
  const ended = run.receive(new DeafReceiver(), { escapeGuardMs: escapeGuardMs(run) });
  void ended.then(() => exchange.fail(HttpCode.SocketClosed));
  const code = await passOn(run, exchange, waitMs, raw);
  run.abortData();
  await ended;
  if (code !== HttpCode.Success) throw cmeError(code);
  after(() => modem.urc(`+QHTTPREAD: ${HttpCode.Success}`));
};

/** The response into a file, which it replaces. OK at once. */
const readFile: Handler = (run) => {
  const { modem, args, after } = run;
  args.atMost(2);
  const name = modem.files.bareName(args.string(0));
  const waitMs = seconds(run, 1);
  const exchange = answered(run);
  const parts: Buffer[] = [];
  const passed = passOn(run, exchange, waitMs, (bytes) => parts.push(bytes));
  after(
    () =>
      void passed.then((code) => {
        modem.files.write(name, Buffer.concat(parts));
        modem.urc(`+QHTTPREADFILE: ${code}`);
      }),
  );
};

const stop: Handler = ({ modem, args }) => {
  args.atMost(1);
  modem.services.http.release();
};

export const HTTP_COMMANDS: readonly CommandEntry[] = [
  http("+QHTTPURL", {
    test: says(`+QHTTPURL: (1-${LONGEST_URL}),(1-65535)`),
    read: ({ modem, information }) => {
      if (modem.services.http.url !== "") information(`+QHTTPURL: ${modem.services.http.url}`);
    },
    write: setUrl,
  }),
  http("+QHTTPGET", { test: says(`+QHTTPGET: (1-65535),(1-${LONGEST_HEAD}),(1-65535)`), execute: get, write: get }),
  http("+QHTTPPOST", { test: says(`+QHTTPPOST: (1-${LONGEST_INPUT}),(1-65535),(1-65535)`), write: send("POST") }),
  http("+QHTTPPOSTFILE", { test: says("+QHTTPPOSTFILE: <file_name>,(1-65535)"), write: sendFile("POST") }),
  http("+QHTTPPUT", { test: says(`+QHTTPPUT: (1-${LONGEST_INPUT}),(1-65535),(1-65535)`), write: send("PUT") }),
  http("+QHTTPPUTFILE", { test: says("+QHTTPPUTFILE: <file_name>,(1-65535)"), write: sendFile("PUT") }),
  http("+QHTTPREAD", { test: says("+QHTTPREAD: (1-65535)"), execute: read, write: read }),
  http("+QHTTPREADFILE", { test: says("+QHTTPREADFILE: <file_name>,(1-65535)"), write: readFile }),
  http("+QHTTPSTOP", { test: says(), execute: stop }),
];
