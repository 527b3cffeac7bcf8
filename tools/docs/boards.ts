/** The tables of boards in docs/wiring.md, read off `board/*.ts`. */
import ts from "typescript";
import { formatted } from "./formatted";
import { code, table } from "./markdown";
import { withPart } from "./page-part";
import { readSources, type Source, walk } from "./sources";
import { BOARDS_PAGE } from "./page-names";

export { BOARDS_PAGE };

/** Files in `board/` that are no board. */
const NO_BOARDS = /^board\/(board\.ts|parts\/)/;

/** Sensors by the function that makes them; the chips are called as their functions. */
const SENSORS: Record<string, string> = {
  chipTemperature: "chip temperature",
  linuxLoad: "load",
  linuxMemory: "free memory",
  linuxTemperature: "temperature",
};

/** Functions in `sensors` that make none. */
const NO_SENSORS = ["sensors", "openI2c", "bus"];

/**
 * `page` with the tables of boards as they should be between their marks.
 * @throws Error when marks are missing, or a board file has not the form that this reads.
 */
export async function withBoards(page: string): Promise<string> {
  const sources = readSources("board").filter(({ file }) => !NO_BOARDS.test(file));
  const withAll = withPart(BOARDS_PAGE, page, "boards", await boardTable(sources));
  return withPart(BOARDS_PAGE, withAll, "pins", await pinTable(sources));
}

function boardTable(sources: Source[]): Promise<string> {
  const head = ["board", "modem", "UART", "switched by", "console", "sensors", "battery", "LED"];
  return formatted(table(head, sources.map(boardRow)));
}

/** How an external modem's UART is wired. */
function pinTable(sources: Source[]): Promise<string> {
  const calls = sources.map(boardInitializer).filter((each) => ts.isCallExpression(each));
  return formatted(table(["board", "UART", "`tx` → RXD", "`rx` ← TXD", "other UARTs", "console"], calls.map(pinRow)));
}

function pinRow(call: ts.CallExpression): string[] {
  const [name, consolePort, ports, pins] = call.arguments.map((argument) => argument.getText());
  const [first, ...others] = names(ports!);
  const pin = (role: string): string => new RegExp(`${role}: "(\\w+)"`).exec(pins!)![1]!;
  return [code(plainName(name!)), first!, pin("tx"), pin("rx"), others.join(", "), plainName(consolePort!)];
}

function boardRow(source: Source): string[] {
  const initializer = boardInitializer(source);
  const modem = /@modem (.+)/.exec(source.tree.text)?.[1];
  if (!modem) throw new Error(`${source.file}: the comment has no @modem`);
  if (ts.isCallExpression(initializer)) return externalRow(initializer, modem);
  if (ts.isObjectLiteralExpression(initializer)) return ownRow(source.file, initializer, modem);
  throw new Error(`${source.file}: board must be externalModem(…) or an object`);
}

/** What `board` is. */
function boardInitializer({ file, tree }: Source): ts.Expression {
  let found: ts.Expression | undefined;
  walk(tree, (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === "board") found = node.initializer;
  });
  if (!found) throw new Error(`${file} has no board`);
  return found;
}

/** `externalModem(name, console, UARTs, pins, LED)`. */
function externalRow(call: ts.CallExpression, modem: string): string[] {
  const [name, consolePort, ports, pins, led] = call.arguments.map((argument) => argument.getText());
  const [first, ...others] = names(ports!);
  const uart = [`${first} (${wires(pins!)})`, ...others].join(" or ");
  return [
    code(plainName(name!)),
    modem,
    uart,
    "pins in `config.json`",
    plainName(consolePort!),
    SENSORS.chipTemperature!,
    "modem",
    led === "undefined" ? "-" : led!,
  ];
}

function ownRow(file: string, object: ts.ObjectLiteralExpression, modem: string): string[] {
  const text = (name: string): string => {
    const member = object.properties.find((each) => each.name?.getText() === name);
    return member?.getText() ?? "";
  };
  const [, port, , options] = /(Serial\d)\.setup\((.+?), (\{.*?\})\)/.exec(text("openUart"))!;
  const isTerminal = /path/.test(options!);
  return [
    code(plainName(/"\w+"/.exec(text("name"))![0])),
    modem,
    isTerminal ? "terminal, `uart.path`" : `${port}, ${wires(options!)}`,
    switches(text("power")) || "-",
    plainName(text("consolePort").split(" ")[1]!),
    sensors(file, text("sensors")),
    /supply/.test(text("sensors")) ? "modem" : "-",
    /([A-Z]\d+)\.write|(WioLTE)\.LED/.exec(text("setLed"))?.slice(1).find(Boolean) ?? "-",
  ];
}

/** "{ rx: D7, tx: D9 }" -> "rx D7, tx D9". */
function wires(options: string): string {
  return [...options.matchAll(/(\w+): "?(\w+)"?/g)].map(([, name, pin]) => `${name} ${pin}`).join(", ");
}

function switches(power: string): string {
  const pulse = (label: string, name: string): string[] => {
    const [, pin, level, ms] = new RegExp(`${name}: \\[(\\w+), (\\w+), (\\d+)\\]`).exec(power) ?? [];
    return pin ? [`${label} ${pin}=${level === "true" ? 1 : 0} for ${ms} ms`] : [];
  };
  const status = /isOn: \(\) => (\w+)\.read/.exec(power);
  const supply = /supply: (\w+)/.exec(power);
  return [
    ...(supply ? [`supply ${supply[1]}=1`] : []),
    ...pulse("PWRKEY", "pwrkey"),
    ...pulse("RESET_N", "reset"),
    ...(status ? [`STATUS ${status[1]}`] : []),
  ].join(", ");
}

/** @throws Error for a sensor without words here: a chip is called as its function, what has no digit in its name is in {@link SENSORS}. */
function sensors(file: string, text: string): string {
  const made = [...text.matchAll(/(?<!\.)\b([a-z]\w+)\(/g)].map(([, name]) => name!);
  const found = made.filter((name) => !NO_SENSORS.includes(name));
  const unknown = found.find((name) => !(SENSORS[name] ?? /\d/.test(name)));
  if (unknown !== undefined) throw new Error(`${file}: ${unknown} has no words in SENSORS of tools/docs/boards.ts`);
  return found.map((name) => SENSORS[name] ?? name.toUpperCase()).join(", ");
}

function names(list: string): string[] {
  return [...list.matchAll(/"(\w+)"/g)].map(([, name]) => name!);
}

/** Without quotes and the `!` of TypeScript. */
function plainName(text: string): string {
  return text.replace(/["!,]/g, "");
}
