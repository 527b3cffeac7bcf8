/** Events at which a fault can strike, as they stand in a schedule: `{"command": "AT+QSSLSEND*", "nth": 2}`. */
import type { Stage } from "../simulator";

/** What happens, by its name in a schedule, and what its text means there. */
export const EVENTS = {
  command: "the modem has a command line that fits, before it is carried out",
  prompt: "the modem says a prompt or CONNECT for a command line that fits",
  payload: "`byte` bytes of the payload behind such a prompt have come",
  answer: "the modem says an information line for such a command, with its payload",
  result: "the modem has said all but the final result code for such a command",
  toHost: "this text has passed on the line to the host, and `byte` bytes behind it",
  toModem: "this text has passed on the line to the modem, and `byte` bytes behind it",
  open: "a connection to a HOST:PORT that fits has come up",
  request: "the server has got a request, whatever the text",
} as const;

export type EventName = keyof typeof EVENTS;

export interface FaultEvent {
  name: EventName;
  /** `*` stands for any text, except in toHost and toModem, where the text is searched as it is. */
  text: string;
  /** Which time, from 1. */
  nth: number;
  /** For payload, toHost and toModem. */
  byte: number;
}

/** Stages of the modem that are events of their own. */
export const STAGE_EVENTS: Readonly<Partial<Record<Stage, EventName>>> = {
  command: "command",
  data: "prompt",
  line: "answer",
  final: "result",
};

const BYTE_EVENTS: readonly string[] = ["payload", "toHost", "toModem"];
const HIGHEST = 1e9;

/**
 * Reads `when` of a schedule.
 * @throws Error that names the value and what is allowed.
 */
export function readEvent(given: unknown): FaultEvent {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new Error(`when ${JSON.stringify(given)}: use an object such as {"command": "AT+QSSLSEND*"}`);
  const { nth = 1, byte = 0, ...rest } = given as Record<string, unknown>;
  const names = Object.keys(rest);
  const name = names[0] as EventName;
  if (names.length !== 1 || !(name in EVENTS))
    throw new Error(
      `when ${JSON.stringify(given)}: use just one of ${Object.keys(EVENTS).join(", ")}, and nth or byte`,
    );
  const text = rest[name];
  if (typeof text !== "string") throw new Error(`${name} ${JSON.stringify(text)}: use a text, "*" for any`);
  if ("byte" in given && !BYTE_EVENTS.includes(name))
    throw new Error(`byte ${JSON.stringify(byte)}: only ${BYTE_EVENTS.join(", ")} have one`);
  return { name, text, nth: wholeNumber("nth", nth, 1), byte: wholeNumber("byte", byte, 0) };
}

/** As it stands in a schedule. */
export function eventJson({ name, text, nth, byte }: FaultEvent): Record<string, unknown> {
  return { [name]: text, ...(nth === 1 ? {} : { nth }), ...(byte === 0 ? {} : { byte }) };
}

/** Whether a text is one that the event means. */
export function fitsEvent(event: FaultEvent, text: string): boolean {
  const parts = event.text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "is").test(text);
}

function wholeNumber(name: string, value: unknown, minimum: number): number {
  if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= HIGHEST) return Number(value);
  throw new Error(`${name} ${JSON.stringify(value)}: use a whole number from ${minimum} to ${HIGHEST}`);
}
