/** Asks an HTTPS server whether it would take readings, without giving it any. */
import type { Settings } from "../../firmware/settings";
import { ServiceError } from "../provision/service-client";
import { failed } from "./modem-steps";
import type { Finding } from "./step";
import { toUtf8 } from "./tested-config";
import type { TestService } from "./test-service";

/** As the firmware waits for an answer; a server that does not know `Expect` waits for content all that time. */
const ANSWER_MS = 15e3;
/** A refusal by the head alone comes right behind `100 Continue`. */
const REFUSAL_MS = 3e3;
/** Of the content that is announced and never sent: as short as JSON can be. */
const CONTENT_BYTES = 2;
const HEAD_MAX = 2048;

/**
 * The head of the firmware's own request, up to where its content would begin: the server judges method, path and headers (RFC 9110, 10.1.1,
 * "Expect: 100-continue"), and as the content never comes it has nothing to store.
 */
export function probeRequest({ server }: Settings): string {
  const headers = Object.entries(server.headers).map(([name, value]) => `${name}: ${value}`);
  const { host, path } = server.address;
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...headers,
    "Content-Type: application/json",
    `Content-Length: ${CONTENT_BYTES}`,
    "Expect: 100-continue",
    "Connection: close",
  ];
  return toUtf8(`${lines.join("\r\n")}\r\n\r\n`);
}

/** @param service with an open connection. */
export async function httpStep(service: TestService, settings: Settings): Promise<Finding> {
  let heard: string;
  try {
    heard = await hearHeads(service, probeRequest(settings));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return failed(
      `no answer: ${error.message}`,
      "see the server's log; something between may have closed the connection (a proxy, a limit of connections)",
    );
  }
  return judgeHeads(heard, settings.server.address.path);
}

/** Header blocks as they come, until one is final or nothing more does. */
async function hearHeads(service: TestService, request: string): Promise<string> {
  let heard = "";
  let bytes = request;
  while (heard.length < HEAD_MAX && finalStatus(heard) === undefined) {
    try {
      const more = await service.talk(bytes, hasContinued(heard) ? REFUSAL_MS : ANSWER_MS);
      if (more === undefined) break;
      heard += more;
    } catch (error) {
      // What was said before the end counts.
      if (heard === "" || !(error instanceof ServiceError)) throw error;
      break;
    }
    bytes = "";
  }
  return heard;
}

/** Whole header blocks; the last piece is none. */
function heads(heard: string): string[] {
  return heard.split("\r\n\r\n").slice(0, -1);
}

function hasContinued(heard: string): boolean {
  return heads(heard).some((head) => statusOf(head) === 100);
}

function finalStatus(heard: string): number | undefined {
  return heads(heard)
    .map(statusOf)
    .find((status) => status === undefined || status > 199);
}

function statusOf(head: string): number | undefined {
  const status = /^HTTP\/1\.\d (\d{3})/.exec(head)?.[1];
  return status === undefined ? undefined : Number(status);
}

/** @param heard what the server said. @param path that was asked for. */
export function judgeHeads(heard: string, path: string): Finding {
  if (heard === "")
    return {
      state: "warning",
      text: "the server is there, but answers no request whose content does not come: whether it takes readings cannot be told",
      remedy: "look for readings at the server when the board runs",
    };
  const head = heads(heard).find((block) => statusOf(block) !== 100) ?? "";
  const status = statusOf(head);
  if (status === undefined && hasContinued(heard) && head === "")
    return { state: "ok", text: `the server lets a POST to ${path} begin (100 Continue)`, facts: { status: 100 } };
  if (status === undefined)
    return failed(
      "what answers is no HTTP/1.1 server",
      "check host and port in server.url; an MQTT broker wants mqtts:// in place of https://",
    );
  const line = head
    .split("\r\n")[0]!
    .replace(/[^ -~]/g, "?")
    .slice("HTTP/1.1 ".length);
  return {
    ...judgeStatus(status, path),
    ...{ text: `the server answers ${line}${meaningOf(status, path)}`, facts: { status } },
  };
}

function meaningOf(status: number, path: string): string {
  if (status === 401) return ": it does not know who sends, or not by these headers";
  if (status === 403) return ": it knows who sends and does not let it";
  if (status === 404) return `: there is nothing at ${path}`;
  if (status === 405) return `: ${path} takes no POST`;
  if (status === 415) return ": it wants something else than JSON";
  if (status === 417) return ": it refuses the way of asking, which readings do not use";
  if (status === 429) return ": too many requests";
  if (status >= 300 && status < 400) return ": the address has moved, and the firmware does not follow";
  if (status >= 500) return ": it is in trouble itself";
  return "";
}

function judgeStatus(status: number, path: string): Finding {
  const result = (state: Finding["state"], remedy?: string): Finding => ({
    state,
    text: "",
    ...(remedy ? { remedy } : {}),
  });
  if (status < 300) return result("ok");
  if (status < 400) return result("failed", "put the address that the server means into server.url");
  if (status === 401 || status === 403)
    return result(
      "failed",
      "check server.headers in config.json (Authorization, a token), and that the token has not expired",
    );
  if (status === 404) return result("failed", `check the path in server.url (now ${path})`);
  if (status === 405) return result("failed", "check the path in server.url: readings come by POST");
  if (status === 415) return result("failed", "check the path in server.url: readings come as application/json");
  if (status === 429) return result("warning", "send less often: upload.intervalS, sampling.intervalS");
  if (status >= 500) return result("failed", "see the server's log; the board would keep its readings and try again");
  return result(
    "warning",
    "a request without content may be refused so: look for readings at the server when the board runs",
  );
}
