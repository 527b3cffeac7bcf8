import type * as HttpModule from "../../firmware/http";
import { installCutOffIndexOf, installDevice } from "../doubles/device";

type Http = typeof HttpModule;

const SERVER = { host: "h.example", port: 443, path: "/readings" };
const NO_HTTP = -1;
const LONG_HEAD = -2;

describe.each<[string, () => () => void]>([
  ["Node's indexOf", () => () => {}],
  ["Espruino's indexOf, which finds cut-off patterns", installCutOffIndexOf],
])("http with %s", (_name, install) => {
  let http: Http;
  let restore: () => void;

  beforeEach(async () => {
    installDevice();
    restore = install();
    http = await import("../../firmware/http");
  });

  afterEach(() => restore());

  /** The status after each piece of the response. */
  function feed(...pieces: string[]): number[] {
    http.postRequest(SERVER, {}, "");
    return pieces.map((piece) => http.feedResponse(piece));
  }

  it("writes a request with its headers and length", () => {
    expect(http.postRequest(SERVER, { Authorization: "Bearer x", "X-A": "b" }, '{"a":1}')).toBe(
      "POST /readings HTTP/1.1\r\nHost: h.example\r\nAuthorization: Bearer x\r\nX-A: b\r\n" +
        'Content-Type: application/json\r\nX-CRC32: 1444654255\r\nContent-Length: 7\r\n\r\n{"a":1}',
    );
  });

  it.each<[string, string, number, boolean]>([
    ["length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, true],
    ["length 0", "HTTP/1.1 202 Accepted\r\nDate: x\r\nContent-Length: 0\r\n\r\n", 202, true],
    ["length in small letters and without space", "HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\nok", 200, true],
    ["204", "HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n", 204, true],
    ["1xx first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok", 201, true],
    ["two 1xx first", "HTTP/1.1 100 a\r\n\r\nHTTP/1.1 103 b\r\nLink: c\r\n\r\nHTTP/1.1 204 d\r\n\r\n", 204, true],
    ["connection: close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", 200, false],
    ["Connection:Close", "HTTP/1.1 200 OK\r\nConnection:Close\r\nContent-Length: 2\r\n\r\nok", 200, false],
    ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, false],
    ["an error", "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", 503, true],
    ["a body that looks like a header", "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n\r\n\r\n\r\n\r\n", 200, true],
  ])("reads a response with %s, cut anywhere and byte by byte", (_case, response, status, isReusable) => {
    for (let at = 1; at < response.length; at++) {
      expect(feed(response.slice(0, at), response.slice(at))).toEqual([0, status]);
      expect(http.isReusable).toBe(isReusable);
    }
    expect(feed(...response)).toEqual([...Array<number>(response.length - 1).fill(0), status]);
    expect(http.isReusable).toBe(isReusable);
  });

  it.each([
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nX-Content-Length: 0\r\n\r\n",
  ])("is content with the header where no length is told, and does not use the connection again: %j", (response) => {
    for (let at = 1; at < response.length; at++) {
      expect(feed(response.slice(0, at), response.slice(at))).toEqual([0, 200]);
      expect(http.isReusable).toBe(false);
    }
    expect(feed(response + "5\r\nhello\r\n0\r\n\r\n")).toEqual([200]);
    expect(http.isReusable).toBe(false);
  });

  it("does not use a connection again that sent more than it said", () => {
    expect(feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 No\r\n\r\n")).toEqual([200]);
    expect(http.isReusable).toBe(false);
  });

  it("does not use a connection again whose Connection header lists close", () => {
    feed("HTTP/1.1 200 OK\r\nConnection: x-trace, close\r\nContent-Length: 0\r\n\r\n");
    expect(http.isReusable).toBe(false);
  });

  it.each([
    "garbage\r\n\r\n",
    "SSH-2.0-x\r\n\r\n",
    "HTTP/2 200\r\n\r\n",
    "HTTP/1.1 \r\n\r\n",
    "\r\n\r\n",
    "HTTP/1.1 abc\r\n\r\n",
  ])("calls %j no HTTP", (response) => expect(feed(response)).toEqual([NO_HTTP]));

  it("refuses a header of more than 1 KB, whole or in pieces, at last when it has grown too long", () => {
    const long = `HTTP/1.1 200 OK\r\nX: ${"x".repeat(1100)}\r\n\r\n`;
    expect(feed(long)).toEqual([LONG_HEAD]);
    expect(feed(long.slice(0, 600), long.slice(600, 1100)).at(-1)).toBe(LONG_HEAD);
    expect(feed("x".repeat(1024), "x")).toEqual([0, LONG_HEAD]);
  });

  it("takes a header just below 1 KB, with a long body in the same piece", () => {
    const head = "HTTP/1.1 200 OK\r\nContent-Length: 1400\r\nX: ";
    const response = `${head}${"x".repeat(1000 - head.length)}\r\n\r\n${"b".repeat(1400)}`;
    expect(feed(response)).toEqual([200]);
    for (const at of [999, 1000, 1001, 1002, 1003, 1004, 1005, 1200])
      expect(feed(response.slice(0, at), response.slice(at))).toEqual([0, 200]);
  });

  it("begins anew with each request", () => {
    expect(feed("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")).toEqual([0]);
    expect(feed("HTTP/1.1 204 No Content\r\n\r\n")).toEqual([204]);
    expect(http.isReusable).toBe(true);
  });
});
