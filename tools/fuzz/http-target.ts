/** The response parser (firmware/http.ts). */
import type { AnyFunction } from "../host/realm";
import { cutAnywhere, limit, ODD_NUMBERS, type Input } from "./input";
import type { Random } from "./random";
import { mustBe, type Target } from "./target";

const SERVER = { host: "h.example", port: 443, path: "/readings" };
/** Longest answer of AT+QSSLRECV, bytes. */
const PIECE_MAX = 1500;
/** A header block of 1 KB and the piece that it was cut off in. */
const HELD_MORE = 1024 + PIECE_MAX + 100;
/** Pieces between two looks at what is held. */
const LOOK_EVERY = 16;
/** `HttpFault.LongHead`. */
const LONG_HEAD = -2;
/** The bytes of a good answer, as any server may give it. */
const GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

const STATUS_LINES = [
  ..."HTTP/1.1 200 OK|HTTP/1.1 204 No Content|HTTP/1.1 429 Slow|HTTP/1.1 503 Busy|HTTP/1.0 200 OK|HTTP/1.1 302 Found".split(
    "|",
  ),
  ..."HTTP/1.1 # X|HTTP/1.1 100 Continue|HTTP/1.1 103 Hints|HTTP/2 200|HTTP/1.1200|http/1.1 200|ICY 200 OK|HTTP/1.1 |".split(
    "|",
  ),
];
const HEADERS = [
  ..."Content-Length: #|Content-Length: #|content-length:#|Content-Length : #|Content-Length: 2, 2|Retry-After: #".split(
    "|",
  ),
  ..."Retry-After: Fri, 27 Nov 2026 12:00:00 GMT|Connection: close|Connection: keep-alive|Transfer-Encoding: chunked".split(
    "|",
  ),
  ..."Content-Encoding: gzip|Content-Type: application/json|Location: https://x/|X:|: x|X-Content-Length: 9|Set-Cookie: a=b".split(
    "|",
  ),
];
const BODIES = [
  "",
  "{}",
  "5\r\nhello\r\n0\r\n\r\n",
  "\x1f\x8b\x08\0\0",
  "HTTP/1.1 200 OK\r\n\r\n",
  "x".repeat(300),
  "\r\n\r\n",
];

/** Steps: `rx` bytes that come. What must be so: the same result wherever they are cut, and the next answer is read. */
export const httpTarget: Target = {
  name: "http",
  title: "HTTP response parser",
  share: 10,
  generate(random) {
    let text = "";
    for (let count = random.pick([1, 1, 1, 2, 3, 40]); count > 0; count--) text += response(random);
    return limit(cutAnywhere(random, "rx", text));
  },
  start(device) {
    const [postRequest, feedResponse, isReusable] = device.parts[4]! as AnyFunction[];
    const heldAtRest = device.held();
    const read = (pieces: readonly string[]): number => {
      postRequest!(SERVER, { A: "b" }, "{}");
      for (const [index, piece] of pieces.entries()) {
        const result = feedResponse!(piece);
        mustBe(typeof result === "number" && !Number.isNaN(result), () => `the result is ${String(result)}`);
        if (index % LOOK_EVERY === 0 || index === pieces.length - 1) {
          const held = device.held() - heldAtRest;
          mustBe(held <= HELD_MORE, () => `${held} characters more are held than at the start`);
        }
        if (result !== 0) return result;
      }
      return 0;
    };
    return (input) => {
      const pieces = piecesOf(input);
      const result = read(pieces);
      const whole = read(piecesOf([["rx", pieces.join("")]]));
      // A header of just 1 KB is too long when its last bytes come late.
      mustBe(result === whole || result === LONG_HEAD, () => `cut: ${result}, whole: ${whole}`);
      const good = read([GOOD]);
      mustBe(good === 200 && isReusable!() === true, () => `the next answer is read as ${good}`);
    };
  },
};

function response(random: Random): string {
  let text = `${random.pick(STATUS_LINES)}\r\n`;
  for (let count = random.pick([0, 1, 2, 3, 60]); count > 0; count--) text += `${random.pick(HEADERS)}\r\n`;
  if (random.chance(0.03)) text += `X: ${"y".repeat(random.below(1200))}\r\n`;
  text = text.replace(/#/g, () => (random.chance(0.4) ? random.pick(ODD_NUMBERS) : String(random.below(400))));
  return `${text}${random.chance(0.95) ? "\r\n" : ""}${random.pick(BODIES)}`;
}

/** None is empty or longer than {@link PIECE_MAX}. */
function piecesOf(input: Input): string[] {
  return input.flatMap(([, value]) => String(value).match(/[^]{1,1500}/g) ?? []);
}
