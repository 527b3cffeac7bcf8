/** Faults of the serial line: bytes that get lost, come twice, are spoilt or come late, and lines that come in between. */
import { fault, type Fault } from "./fault";
import { DIRECTIONS } from "./faulty-line";
import { choice, integer, text } from "./parameters";
import { SeededRandom } from "./seeded-random";

const direction = choice("which way the bytes go", DIRECTIONS, "toHost");

const seed = integer("", "of the random bytes", { minimum: 0, maximum: 2 ** 32 - 1, initial: 1 });

/** What a real modem says by itself and what may be said at any time between lines (AT manuals; the reference, 1.4, 1.6 and 6). */
const URCS = [
  "+CEREG: 1",
  "+CEREG: 5",
  '+QIND: "csq",24,99',
  "+QIND: SMS DONE",
  "+CTZV: +08",
  '+QSSLURC: "recv",11',
  '+QSSLURC: "closed",11',
  '+QIURC: "dnsgip",0,1,600',
  "+CPIN: READY",
  "RING",
  "+UNHEARD: 1",
];

export const LINE_FAULTS: readonly Fault[] = [
  fault({
    name: "lose-bytes",
    meaning: "The next bytes are lost.",
    place: "line",
    parameters: {
      direction,
      count: integer("bytes", "how many", { minimum: 1, maximum: 65536, initial: 1, likely: [1, 64] }),
    },
    recoveryS: 600,
    strike: ({ line }, { direction: way, count }) => line[way].lose(count),
  }),
  fault({
    name: "repeat-bytes",
    meaning: "The next bytes come again, as a block behind themselves.",
    place: "line",
    parameters: {
      direction,
      count: integer("bytes", "how many", { minimum: 1, maximum: 4096, initial: 1, likely: [1, 64] }),
      times: integer("", "how often they come again", { minimum: 1, maximum: 10, initial: 1, likely: [1, 2] }),
    },
    recoveryS: 600,
    strike: ({ line }, { direction: way, count, times }) => line[way].repeat(count, times),
  }),
  fault({
    name: "corrupt-bytes",
    meaning: "Bits are turned round in the next bytes.",
    place: "line",
    parameters: {
      direction,
      count: integer("bytes", "how many", { minimum: 1, maximum: 65536, initial: 1, likely: [1, 16] }),
      mask: integer("", "the bits, 1 to 128 for one of them", {
        minimum: 1,
        maximum: 255,
        initial: 1,
        likely: [1, 255],
      }),
    },
    recoveryS: 600,
    strike: ({ line }, { direction: way, count, mask }) => line[way].corrupt(count, mask),
  }),
  fault({
    name: "delay-bytes",
    meaning: "The next bytes come late, and what is behind them waits.",
    place: "line",
    parameters: {
      direction,
      count: integer("bytes", "how many", { minimum: 1, maximum: 65536, initial: 1, likely: [1, 64] }),
      ms: integer("ms", "how late", { minimum: 1, maximum: 600_000, initial: 1000, likely: [1, 30_000] }),
    },
    recoveryS: 600,
    strike: ({ line }, { direction: way, count, ms }) => line[way].delay(count, ms),
  }),
  fault({
    name: "cut-line",
    meaning: "No byte gets through, in one direction.",
    place: "line",
    parameters: {
      direction,
      seconds: integer("s", "how long", { minimum: 1, maximum: 86_400, initial: 10, likely: [1, 120] }),
    },
    recoveryS: 600,
    strike({ line, spells }, { direction: way, seconds }) {
      const setCut = (isCut: boolean): void => void (line[way].isCut = isCut);
      spells.during(
        `cut-line ${way}`,
        seconds,
        () => setCut(true),
        () => setCut(false),
      );
    },
  }),
  fault({
    name: "line-noise",
    meaning: "Bytes come that nobody has sent, as a waking UART or a loose wire makes them.",
    place: "line",
    parameters: {
      direction,
      count: integer("bytes", "how many", { minimum: 1, maximum: 256, initial: 3, likely: [1, 16] }),
      seed,
    },
    recoveryS: 600,
    strike: ({ line }, { direction: way, count, seed: from }) => line[way].insert(new SeededRandom(from).bytes(count)),
  }),
  fault({
    name: "fifo-overrun",
    meaning:
      "So much garbage comes at once that the board's event queue overflows: it loses bytes and reports FIFO_FULL.",
    place: "line",
    parameters: {
      count: integer("bytes", "how many", { minimum: 64, maximum: 65536, initial: 2048, likely: [600, 4096] }),
      seed,
    },
    recoveryS: 600,
    strike: ({ line }, { count, seed: from }) => line.toHost.insert(new SeededRandom(from).bytes(count)),
  }),
  fault({
    name: "insert-urc",
    meaning:
      "A URC comes by itself at the next place where a modem may put one: between the lines of a dialogue, also between a command, its" +
      " information and its result; never inside a line or a payload.",
    place: "modem",
    parameters: {
      urc: text("the line", {
        pattern: /^[\x20-\x7e]{1,200}$/,
        form: "one line of 1 to 200 printable ASCII characters",
        initial: "+CEREG: 1",
        likely: URCS,
      }),
    },
    recoveryS: 60,
    strike: ({ modem }, { urc }) => modem.urc(urc),
  }),
  fault({
    name: "lose-urc",
    meaning: "Notices that data has come get lost in the modem.",
    place: "modem",
    parameters: {
      count: integer("", "how many", { minimum: 1, maximum: 1000, initial: 1, likely: [1, 5] }),
    },
    recoveryS: 90,
    strike: ({ modem }, { count }) => void (modem.faults.lostReceiveUrcs = count),
  }),
];
