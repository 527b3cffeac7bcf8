/** The line reader: bytes to lines, prompts and counted payload (modules/at/line-reader.ts). */
import type { AnyFunction } from "../host/realm";
import { modemText } from "./grammar";
import { cutAnywhere, limit, type Input } from "./input";
import { mustBe, type Target } from "./target";

/** Longest line that can be received, with its end. */
const RING_BYTES = 1024;
/** What may be held besides: the parameters of one line (file-store.ts keeps those of an upload that nobody here began). */
const HELD_MORE = 1200;

/**
 * Steps: `rx` bytes that come, `prompt` a prompt is awaited, `reset`.
 * What must be so: the same events wherever the stream is cut, and the next line is read.
 */
export const readerTarget: Target = {
  name: "reader",
  title: "line reader",
  share: 40,
  generate(random) {
    const steps = cutAnywhere(random, "rx", modemText(random));
    if (random.chance(0.15)) steps.splice(random.below(steps.length + 1), 0, ["prompt", ""]);
    if (random.chance(0.02)) steps.splice(random.below(steps.length + 1), 0, ["reset", ""]);
    return limit(steps);
  },
  start(device) {
    const [startReader, feed, setLineHandler, parameters, takePayload, awaitPrompt, reset, overruns] = device
      .parts[0]! as AnyFunction[];
    let events: string[] = [];
    let due = 0;
    let payload = "";
    const note = (event: string): void => {
      if (payload) events.push(`payload ${payload}`);
      payload = "";
      events.push(event);
    };
    const isDue = (): boolean => due > 0;
    const onPayload = (bytes: string): void => {
      mustBe(bytes.length > 0 && bytes.length <= due, () => `${bytes.length} bytes of payload where ${due} are due`);
      due -= bytes.length;
      payload += bytes;
    };
    startReader!(
      (line: string) => note(`other ${line}`),
      () => note("prompt"),
    );
    for (const name of ["RDY", "+CEREG", "+X", "+T"])
      setLineHandler!(name, () => note(`${name} ${parameters!() as string}`));
    // Whoever announces payload has judged its length.
    const announce = (name: string, place: number): unknown =>
      setLineHandler!(name, () => {
        const line = parameters!() as string;
        const length = Number(line.split(",")[place]);
        note(`${name} ${line}`);
        if (!(length > 0 && length <= 1500 && Number.isInteger(length))) return;
        due = length;
        takePayload!(length, onPayload);
      });
    announce("+QSSLURC", 2);
    announce("+QSSLRECV", 0);
    const heldAtRest = device.held();

    const feedAll = (chunks: readonly string[]): string[] => {
      events = [];
      due = 0;
      payload = "";
      for (const chunk of chunks) feed!(chunk);
      return payload ? [...events, `payload ${payload}`] : [...events];
    };
    const endPayload = (): void => {
      for (let pieces = 3; pieces > 0 && isDue(); pieces--) feed!(".".repeat(Math.min(due, 700)));
      mustBe(!isDue(), () => `${due} bytes of payload are still due`);
    };
    /** Half a line ends, and may be the announcement of payload. */
    const nextLineWorks = (): void => {
      endPayload();
      feed!("\r\n");
      endPayload();
      events = [];
      payload = "";
      feed!("\r\n+T: 1,next\r\n");
      const last = events.at(-1) ?? "nothing";
      mustBe(last === "+T 1,next", () => `the next line is read as: ${JSON.stringify(last)}`);
      mustBe(due === 0, () => "payload is due that nobody announced");
    };

    return (input) => {
      const before = overruns!() as number;
      const isPlain = input.every(([name]) => name === "rx");
      events = [];
      let whole: string[] = [];
      if (isPlain) whole = feedAll(chunksOf(input));
      else for (const [name, value] of input) step(name, String(value));
      awaitPrompt!(false);
      nextLineWorks();
      const held = device.held();
      mustBe(held <= heldAtRest + HELD_MORE, () => `${held} characters are held, ${heldAtRest} at the start`);
      const isLong = (overruns!() as number) > before;
      if (isPlain && !isLong && input.length > 1) sameWhenWhole(input, whole);
      reset!();
    };

    function step(name: string, value: string): void {
      if (name === "prompt") awaitPrompt!(true);
      else if (name === "reset") {
        reset!();
        due = 0;
      } else feedAllButDue(value);
    }

    function feedAllButDue(chunk: string): void {
      if (chunk) feed!(chunk);
    }

    /** In pieces as large as the ring takes, and no line is longer. */
    function sameWhenWhole(input: Input, events: readonly string[]): void {
      const bytes = chunksOf(input).join("");
      reset!();
      const overrunsBefore = overruns!() as number;
      const others = feedAll(bytes.match(/[^]{1,1024}/g) ?? []);
      if ((overruns!() as number) > overrunsBefore) return;
      const [a, b] = [events.join("\n"), others.join("\n")];
      mustBe(a === b, () => `cut: ${JSON.stringify(events)}, whole: ${JSON.stringify(others)}`);
      nextLineWorks();
    }
  },
};

/** The bytes of each step. */
function chunksOf(input: Input): string[] {
  return input.map(([, value]) => String(value)).filter((chunk) => chunk !== "" && chunk.length <= 4 * RING_BYTES);
}
