/** Every command in words: what it is about and what its parameters are. Keys of parameters are those of parameters.ts. */
import { NETWORK_TEXTS } from "./network-texts";
import { SERVICE_TEXTS } from "./service-texts";
import { SOCKET_TEXTS } from "./socket-texts";
import { SYSTEM_TEXTS } from "./system-texts";

/** One form of a line that the modem sends unasked. */
export interface UrcText {
  what: string;
  parameters: string;
  /** First parameter, without quotes, by which the form is known. */
  first?: string;
  /** Number of parameters by which it is known. */
  count?: number;
}

export interface CommandText {
  /** A noun: "registration with the LTE network". */
  topic: string;
  /** What writing does, a verb: "Opens a connection"; by default "Sets" and the topic. */
  does?: string;
  /** What executing does; by default "Asks for" and the topic. */
  runs?: string;
  /** Parameters when it is written. */
  write?: string;
  /** Parameters behind a first one that is a name, by that name; the others by `write`. */
  by?: Readonly<Record<string, string>>;
  /** What its information line tells; by default the topic. */
  tells?: string;
  /** Parameters of its information line; undefined: it has none with its name. */
  answer?: string;
  urcs?: readonly UrcText[];
}

export type CommandTexts = Readonly<Record<string, CommandText>>;

/** By name, such as "+QSSLOPEN", "E" or "&F". */
const COMMANDS: CommandTexts = { ...SYSTEM_TEXTS, ...NETWORK_TEXTS, ...SOCKET_TEXTS, ...SERVICE_TEXTS };

export function commandText(name: string): CommandText | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

/** Names of all commands that are known. */
export function commandNames(): string[] {
  return Object.keys(COMMANDS);
}
