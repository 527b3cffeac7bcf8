/**
 * Explains lines of a dialogue with a Quectel modem: what a command does, what each parameter is, what codes mean. Pure, for the PC and for
 * browsers.
 */
import { cmeCode, cmsCode, type Code, stackCode } from "./codes";
import { type CommandText, commandText, type UrcText } from "./command-texts";
import type { DialogueContext, Direction, ExplainedPart, Explanation, LineKind } from "./explanation";
import { type Command, commandsOf, parametersOf, unquoted } from "./line-parts";
import { parameterText } from "./parameters";

/** Lines without a name. */
const PLAIN: Readonly<Record<string, readonly [LineKind, string]>> = {
  OK: ["result", "The command was carried out"],
  ERROR: ["failure", "The command was refused or failed"],
  "SEND OK": ["result", "The modem took the bytes; that they have arrived only the server can say"],
  "SEND FAIL": ["failure", "The modem's send buffer is full: nothing was taken, to be sent again in a moment"],
  CONNECT: ["prompt", "Data mode: bytes follow that are no commands"],
  "NO CARRIER": ["result", "The connection of transparent mode has ended"],
  "NO ANSWER": ["failure", "Nobody answered"],
  BUSY: ["failure", "The other end is busy"],
  RING: ["urc", "A call comes in"],
  RDY: ["urc", "The modem has started: its port takes commands, all connections are gone"],
  "APP RDY": ["urc", "The modem has started: its applications are ready"],
  "POWERED DOWN": ["urc", "The modem has switched off"],
  "NORMAL POWER DOWN": ["urc", "The modem has switched off"],
  "PSM POWER DOWN": ["urc", "The modem sleeps in power saving mode"],
};

const NO_PARTS = { parts: [], remedy: "", command: "" };
const ERROR_REMEDY = "AT+QIGETERROR tells why, for commands of TCP/IP and SSL.";

/** What one line says. @param line without line end. */
export function explainLine(
  line: string,
  direction: Direction,
  context: DialogueContext = { command: "" },
): Explanation {
  const text = line.trim();
  const bytes = /^<?(\d+) bytes>?$/.exec(text)?.[1];
  if (bytes !== undefined) return { ...NO_PARTS, kind: "payload", title: `${bytes} bytes of payload, not shown` };
  return direction === ">" ? explainHost(text) : explainModem(text, context);
}

/** What the next line is to be read with. */
export function nextContext(line: string, direction: Direction, context: DialogueContext): DialogueContext {
  const text = line.trim();
  if (direction === ">") return /^AT/i.test(text) ? { command: text } : context;
  return isFinal(text) ? { command: "" } : context;
}

function isFinal(text: string): boolean {
  return /^(OK|ERROR|SEND OK|SEND FAIL|NO CARRIER|\+CM[ES] ERROR: .*)$/.test(text);
}

function explainHost(text: string): Explanation {
  if (text === "+++")
    return { ...NO_PARTS, kind: "command", title: "Leaves transparent mode: silence before and behind" };
  if (/^A\/$/i.test(text)) return { ...NO_PARTS, kind: "command", title: "Repeats the last command" };
  if (!/^AT/i.test(text)) return { ...NO_PARTS, kind: "payload", title: "Bytes of a connection or file, no command" };
  const commands = commandsOf(text);
  if (commands.length === 0)
    return { ...NO_PARTS, kind: "command", title: "Asks whether the modem is there", command: "AT" };
  const told = commands.map((command) => explainCommand(command));
  return {
    kind: "command",
    title: told.map(({ title }) => title).join("; "),
    command: `AT${commands[0]!.name}`,
    parts: told.flatMap(({ parts }) => parts),
    remedy: "",
  };
}

function explainCommand(command: Command): { title: string; parts: ExplainedPart[] } {
  const { name, parameters } = command;
  const known = commandText(name);
  if (!known) return { title: `AT${name}: not among the commands that are known here`, parts: bare(parameters) };
  return { title: titleOf(command, known), parts: named(parameters, known, known.write ?? "") };
}

function titleOf({ name, form, parameters }: Command, { topic, does, runs, write, by }: CommandText): string {
  const asks = `Asks for ${withArticle(topic)}`;
  const writes = does ?? `Sets ${withArticle(topic)}`;
  if (form === "test") return `Asks which values AT${name} takes`;
  if (form === "read") return asks;
  // A trace that hides secrets shows of a command that takes some its name alone.
  if (form === "execute") return runs ?? (write === undefined ? asks : writes);
  const values = keysBehind(by, parameters[0])?.length;
  if (values === undefined) return writes;
  return parameters.length > values ? `Sets ${withArticle(topic)}` : asks;
}

function withArticle(topic: string): string {
  return /^(an?|the|why|which) /.test(topic) ? topic : `the ${topic}`;
}

function explainModem(text: string, { command }: DialogueContext): Explanation {
  const plain = Object.hasOwn(PLAIN, text) ? PLAIN[text] : undefined;
  if (plain) return explainPlain(plain, text, command);
  if (/^CONNECT( |$)/.test(text))
    return { ...NO_PARTS, kind: "prompt", title: PLAIN["CONNECT"]![1], command: firstCommand(command) };
  if (text.startsWith(">"))
    return {
      ...NO_PARTS,
      kind: "prompt",
      title: "Prompt: the modem waits for the bytes",
      command: firstCommand(command),
    };
  if (/^AT/i.test(text)) return { ...NO_PARTS, kind: "echo", title: "Echo of the command" };
  const [, kind, code] = /^\+(CM[ES]) ERROR: (.*)$/.exec(text) ?? [];
  if (kind !== undefined) return explainError(kind, code!, command);
  const [, name, rest = ""] = /^(\+[A-Z0-9_]+)(?:: ?(.*))?$/is.exec(text) ?? [];
  if (name !== undefined) return explainNamed(name.toUpperCase(), rest, command);
  return explainBare(text, command);
}

function explainPlain([kind, title]: readonly [LineKind, string], text: string, command: string): Explanation {
  const isError = text === "ERROR";
  const isRestart = kind === "urc";
  const remedy = isError && /\+Q(I|SSL)/i.test(command) ? ERROR_REMEDY : "";
  return { ...NO_PARTS, kind, title, command: isRestart ? "" : firstCommand(command), remedy };
}

function explainError(kind: string, code: string, command: string): Explanation {
  const isNumber = /^\d+$/.test(code);
  const { text, remedy }: Code = !isNumber
    ? { text: code, remedy: "" }
    : kind === "CME"
      ? cmeCode(Number(code))
      : cmsCode(Number(code));
  return {
    kind: "failure",
    title: `The command failed: ${text}`,
    command: firstCommand(command),
    parts: [{ text: code, name: "error code", meaning: text }],
    remedy,
  };
}

function explainNamed(name: string, rest: string, command: string): Explanation {
  const asked = commandsOf(command).find(
    (pending) => pending.name === name || (pending.name === "+CCID" && name === "+QCCID"),
  );
  const known = commandText(name);
  const parameters = parametersOf(rest);
  const at = `AT${name}`;
  if (!known)
    return {
      kind: "unknown",
      title: `${name}: not among the lines that are known here`,
      command: "",
      parts: bare(parameters),
      remedy: "",
    };
  const isAnswer = known.answer !== undefined && (asked !== undefined || !known.urcs);
  if (isAnswer) {
    const title = asked?.form === "test" ? `Values that ${at} takes` : `Answer: ${known.tells ?? known.topic}`;
    const parts = asked?.form === "test" ? bare(parameters) : named(parameters, known, known.answer!);
    return { kind: "information", title, command: at, parts, remedy: remedyOf(name, parts) };
  }
  const urc = known.urcs && chooseUrc(known.urcs, parameters);
  if (!urc)
    return {
      kind: "information",
      title: `Answer: ${known.tells ?? known.topic}`,
      command: at,
      parts: bare(parameters),
      remedy: "",
    };
  const parts = named(parameters, {}, urc.parameters);
  return { kind: "urc", title: urc.what, command: "", parts, remedy: remedyOf(name, parts) };
}

function chooseUrc(urcs: readonly UrcText[], parameters: string[]): UrcText | undefined {
  const first = unquoted(parameters[0] ?? "");
  return (
    urcs.find((urc) => urc.first === first) ??
    urcs.find((urc) => urc.count === parameters.length) ??
    urcs.find((urc) => urc.first === undefined && urc.count === undefined)
  );
}

/** What helps against the code in a result. */
function remedyOf(name: string, parts: readonly ExplainedPart[]): string {
  const result = parts.find((part) => part.name === "result")?.text ?? "0";
  return /^\+(QSSLOPEN|QIOPEN|QIGETERROR|QIURC|QNTP|QPING)$/.test(name) ? stackCode(Number(result)).remedy : "";
}

function explainBare(text: string, command: string): Explanation {
  const [asked] = commandsOf(command);
  const known = asked && commandText(asked.name);
  if (!known || text === "") return { ...NO_PARTS, kind: "unknown", title: "A line without a name" };
  return {
    ...NO_PARTS,
    kind: "information",
    title: `Answer: ${known.tells ?? known.topic}`,
    command: `AT${asked.name}`,
    parts: [{ text, name: "answer", meaning: "" }],
  };
}

function firstCommand(command: string): string {
  const [first] = commandsOf(command);
  return first ? `AT${first.name}` : "";
}

/** Parameters by their names. @param keys of parameters.ts, in order; what stands behind the first one may hang on it. */
function named(parameters: readonly string[], { by }: Pick<CommandText, "by">, keys: string): ExplainedPart[] {
  const list = keys.split(" ");
  const special = keysBehind(by, parameters[0]);
  const order = special === undefined ? list : [list[0]!, ...special];
  return parameters.map((text, index) => part(text, order[index] ?? "value"));
}

function keysBehind(by: CommandText["by"], first = ""): string[] | undefined {
  const name = unquoted(first);
  return by && Object.hasOwn(by, name) ? by[name]!.split(" ") : undefined;
}

function part(text: string, key: string): ExplainedPart {
  const known = parameterText(key);
  if (!known) return { text, name: key, meaning: "" };
  const bareText = unquoted(text);
  const { name, about, values } = known;
  const meaning =
    typeof values === "function" ? values(bareText) : Object.hasOwn(values, bareText) ? values[bareText]! : "";
  return { text, name, meaning: meaning || about };
}

const bare = (parameters: readonly string[]): ExplainedPart[] =>
  parameters.map((text) => ({ text, name: "value", meaning: "" }));
