/** What an HTTP request of the modem says: where its URL leads, and the head that the modem writes by itself (HTTP(S) application note, 1.1). */

/** A URL taken apart. */
export interface HttpTarget {
  isSecure: boolean;
  host: string;
  port: number;
  /** Path and query, as given. */
  path: string;
  /** For the field Host. */
  authority: string;
}

const URL = /^(https?):\/\/(([^/:?#@\s]+)(?::(\d{1,5}))?)((?:[/?][^#\s]*)?)$/i;

/** Undefined: no URL that the modem can go to. */
export function parseUrl(url: string): HttpTarget | undefined {
  const found = URL.exec(url);
  if (!found) return undefined;
  const [, scheme, authority, host, digits, rest] = found;
  const isSecure = scheme!.toLowerCase() === "https";
  const port = digits === undefined ? (isSecure ? 443 : 80) : Number(digits);
  const path = rest!.startsWith("/") ? rest! : `/${rest}`;
  return port >= 1 && port <= 65535 ? { isSecure, host: host!, port, path, authority: authority! } : undefined;
}

/** `<content_type>` of AT+QHTTPCFG by its number. */
const CONTENT_TYPES = [
  "application/x-www-form-urlencoded",
  "text/plain",
  "application/octet-stream",
  "multipart/form-data",
] as const;

export interface HttpHeadOptions {
  contentType: number;
  /** `user:password`, or empty. */
  credentials: string;
  /** A whole field, or empty. */
  customField: string;
}

export type HttpMethod = "GET" | "POST" | "PUT";

/** @param body what a POST or a PUT brings. */
export function makeRequest(
  method: HttpMethod,
  target: HttpTarget,
  body: Buffer | undefined,
  options: HttpHeadOptions,
): Buffer {
  const { contentType, credentials, customField } = options;
  const lines = [
    `${method} ${target.path} HTTP/1.1`,
    `Host: ${target.authority}`,
    "Accept: */*",
    "User-Agent: QUECTEL_MODULE",
    "Connection: Keep-Alive",
  ];
  if (credentials !== "") lines.push(`Authorization: Basic ${Buffer.from(credentials, "latin1").toString("base64")}`);
  if (customField !== "") lines.push(customField);
  if (body) lines.push(`Content-Type: ${CONTENT_TYPES[contentType]!}`, `Content-Length: ${body.length}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body ?? Buffer.alloc(0)]);
}
