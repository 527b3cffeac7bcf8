/** Faults of the server: what careful clients must expect of an overloaded, broken or hostile one. */
import { type Fault, fault } from "./fault";
import { choice, integer } from "./parameters";
import { SeededRandom } from "./seeded-random";
import {
  byteByByte,
  compressed,
  cutAfter,
  endlessHeaders,
  hugeBody,
  notHttp,
  refusal,
  silence,
  wrongLength,
} from "./spoilt-answer";

const count = integer("", "how many requests", { minimum: 1, maximum: 1000, initial: 1, likely: [1, 3] });
const connections = integer("", "how many connections", { minimum: 1, maximum: 1000, initial: 1, likely: [1, 3] });

export const SERVER_FAULTS: readonly Fault[] = [
  fault({
    name: "server-refuses",
    meaning: "The server resets every new connection.",
    place: "server",
    parameters: { seconds: integer("s", "how long", { minimum: 1, maximum: 86_400, initial: 60, likely: [5, 300] }) },
    recoveryS: 420,
    strike({ server, spells }, { seconds }) {
      spells.during(
        "server-refuses",
        seconds,
        () => (server.isRefusing = true),
        () => (server.isRefusing = false),
      );
    },
  }),
  fault({
    name: "server-mute",
    meaning: "The server accepts connections and never says a word, not even in the handshake.",
    place: "server",
    parameters: { count: connections },
    recoveryS: 600,
    strike: ({ server }, { count: times }) => server.greet("mute", times),
  }),
  fault({
    name: "server-tls-alert",
    meaning: "The server ends the handshake with a fatal TLS alert (RFC 5246, 7.2).",
    place: "server",
    parameters: {
      count: connections,
      alert: integer(
        "",
        "description: 40 handshake_failure, 42 bad_certificate, 70 protocol_version, 80 internal_error",
        {
          minimum: 0,
          maximum: 255,
          initial: 40,
          likely: [40, 80],
        },
      ),
    },
    recoveryS: 180,
    strike: ({ server }, { count: times, alert }) => server.greet(alert, times),
  }),
  fault({
    name: "server-closes-early",
    meaning: "The server closes the connection before it reads anything.",
    place: "server",
    parameters: { count: connections },
    recoveryS: 180,
    strike: ({ server }, { count: times }) => server.leave(times),
  }),
  fault({
    name: "server-silent",
    meaning: "The server takes a request and never answers.",
    place: "server",
    parameters: {
      count,
      readings: choice("what becomes of the readings", ["stored", "lost"], "stored"),
    },
    recoveryS: 240,
    strike: ({ server }, { count: times, readings }) => server.spoil(silence(readings === "stored"), times),
  }),
  fault({
    name: "server-client-error",
    meaning: "The server refuses a request for good, with a status of 4xx.",
    place: "server",
    parameters: {
      count,
      status: integer("", "HTTP status", { minimum: 400, maximum: 499, initial: 400, likely: [400, 428] }),
    },
    recoveryS: 180,
    strike: ({ server }, { count: times, status }) => server.spoil(refusal(status), times),
  }),
  fault({
    name: "server-error",
    meaning: "The server fails, with a status of 5xx.",
    place: "server",
    parameters: {
      count,
      status: integer("", "HTTP status", { minimum: 500, maximum: 599, initial: 500, likely: [500, 504] }),
    },
    recoveryS: 180,
    strike: ({ server }, { count: times, status }) => server.spoil(refusal(status), times),
  }),
  fault({
    name: "server-busy",
    meaning: "The server asks for a pause: 429 with Retry-After.",
    place: "server",
    parameters: {
      count,
      afterS: integer("s", "Retry-After", { minimum: 0, maximum: 86_400, initial: 30, likely: [1, 120] }),
    },
    recoveryS: 480,
    strike: ({ server }, { count: times, afterS }) => server.spoil(refusal(429, { "Retry-After": `${afterS}` }), times),
  }),
  fault({
    name: "server-redirect",
    meaning: "The server sends the request elsewhere, to an address that is not the configured one.",
    place: "server",
    parameters: {
      count,
      status: choice("HTTP status", ["301", "302", "307", "308"], "307"),
    },
    recoveryS: 180,
    strike: ({ server }, { count: times, status }) =>
      server.spoil(refusal(Number(status), { Location: "https://elsewhere.example/readings" }), times),
  }),
  fault({
    name: "server-answer-cut",
    meaning: "The server stores the readings and closes the connection in the middle of its answer.",
    place: "server",
    parameters: {
      count,
      bytes: integer("bytes", "of the answer that come", { minimum: 0, maximum: 120, initial: 20, likely: [0, 120] }),
    },
    recoveryS: 180,
    strike: ({ server }, { count: times, bytes }) => server.spoil(cutAfter(bytes), times),
  }),
  fault({
    name: "server-answer-slow",
    meaning: "The answer comes one byte at a time.",
    place: "server",
    parameters: {
      count,
      ms: integer("ms", "between two bytes", { minimum: 1, maximum: 60_000, initial: 200, likely: [50, 2000] }),
    },
    recoveryS: 480,
    strike: ({ server }, { count: times, ms }) => server.spoil(byteByByte(ms), times),
  }),
  fault({
    name: "server-endless-headers",
    meaning: "The headers of the answer never end.",
    place: "server",
    parameters: {
      count,
      bytes: integer("bytes", "in a header line", { minimum: 1, maximum: 65_536, initial: 100, likely: [20, 2000] }),
      ms: integer("ms", "between two lines", { minimum: 1, maximum: 60_000, initial: 50, likely: [10, 1000] }),
    },
    recoveryS: 240,
    strike: ({ server }, { count: times, bytes, ms }) => server.spoil(endlessHeaders(bytes, ms), times),
  }),
  fault({
    name: "server-wrong-length",
    meaning: "The Content-Length of the answer is wrong, and the connection stays open.",
    place: "server",
    parameters: {
      count,
      difference: integer("bytes", "more than the body has, or less below 0", {
        minimum: -1000,
        maximum: 1e9,
        initial: 100,
        likely: [-20, 1000],
      }),
    },
    recoveryS: 240,
    strike: ({ server }, { count: times, difference }) => server.spoil(wrongLength(difference), times),
  }),
  fault({
    name: "server-compressed",
    meaning: "The body of the answer is compressed, though nobody asked for that.",
    place: "server",
    parameters: { count },
    recoveryS: 60,
    strike: ({ server }, { count: times }) => server.spoil(compressed, times),
  }),
  fault({
    name: "server-huge-answer",
    meaning: "The body of the answer is far longer than the board's memory.",
    place: "server",
    parameters: {
      count,
      bytes: integer("bytes", "of the body", {
        minimum: 1,
        maximum: 16_777_216,
        initial: 1_000_000,
        likely: [10_000, 1_000_000],
      }),
    },
    recoveryS: 480,
    strike: ({ server }, { count: times, bytes }) => server.spoil(hugeBody(bytes), times),
  }),
  fault({
    name: "server-not-http",
    meaning: "The server answers with bytes that are no HTTP.",
    place: "server",
    parameters: {
      count,
      bytes: integer("bytes", "of garbage", { minimum: 1, maximum: 65_536, initial: 300, likely: [1, 3000] }),
      seed: integer("", "of the random bytes", { minimum: 0, maximum: 2 ** 32 - 1, initial: 1 }),
    },
    recoveryS: 240,
    strike: ({ server }, { count: times, bytes, seed }) =>
      server.spoil(notHttp(new SeededRandom(seed).bytes(bytes)), times),
  }),
];
