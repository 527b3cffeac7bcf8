/** The type declarations of the public modules, used as a program of somebody else would: with the compiler, and nothing of ours beside. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { buildModule, moduleNames } from "../../../tools/build/bundle";
import { moduleDeclarations, publicModules } from "../../../tools/build/declarations";

/** Espruino's globals as other type packages declare them: less than ours, and looser. */
const GLOBALS = `
interface Serial { setup(baudrate: number, options: any): void; on(eventName: string, f: (str: string) => void): void; write(data: any): void }
declare var Serial1: Serial;
declare var USB: { setConsole(isForced: boolean): void };
declare var B6: object;
declare var B7: object;
declare namespace process { function memory(): { free: number } }
declare function setTimeout(callback: () => void, ms: number): number;
declare function setInterval(callback: () => void, ms: number): number;
declare function require(name: string): any;
declare module "Storage" { export function read(name: string): string | undefined }
declare module "http" { export function get(url: string, callback: (answer: any) => void): any }
declare function print(...values: any[]): void;
declare function getTime(): number;
`;

const PROGRAM = `
import * as driver from "QuectelSSL";
import type { Connection, ConnectOptions, ModemInterface } from "QuectelSSL";
import { explain } from "TlsExplain";
import { create, type MqttClient, type MqttOptions } from "mqtts";

const options: ConnectOptions = { apn: "internet", tls: { verify: "mutual", ca: "ca.pem", cert: "c.pem", key: "k.pem", sni: true } };
const early: ModemInterface = driver.connect(Serial1, options, (error, modem) => {
  if (error) return print(error.message);
  const connection: Connection = modem.open({ host: "server.example", port: 443, accessMode: 1, tls: { version: 3 } });
  connection.on("open", () => print(connection.write("hello"), connection.id));
  connection.on("drain", () => connection.pause(false));
  connection.on("data", (data) => print(data.length));
  connection.on("error", (reason) => {
    if (reason.code === 566)
      explain(modem, { host: "server.example", port: 443, verify: "server", time: getTime() }, (text) => print(text.trim()));
  });
  connection.on("close", () => modem.start((again) => print(again ? again.message : "online")));
  connection.setAccessMode(0);
  modem.open({ host: "plain.example", port: 80, tls: false }).end();
  modem.upload("a.bin", "x", (failure, name) => print(failure, name.length));
  modem.debug(true);
});
const slots: number = early.status().slots.length;
const mqtt: MqttOptions = { connect: () => early.open({ host: "b", port: 8883 }), clientId: "c", will: { topic: "t", message: "m" } };
const client: MqttClient = create(mqtt);
client.on("connected", (isPresent) => print(isPresent.valueOf(), client.subscribe("a/#", { qos: 1 }, (error, qos) => print(error, qos))));
client.on("publish", ({ topic, message, qos, retain, dup }) => print(topic.trim(), message.trim(), qos, retain, dup));
client.on("error", (error) => print(error.code, client.publish("a", "b", { retain: true }, (failure) => print(failure))));
client.on("disconnected", () => client.connect());
client.on("drain", () => print(client.unsubscribe("a/#")));
client.disconnect();
print(slots, early.status().rssiDbm.toFixed(), early.status().isNameChecked);
`;

/** In JavaScript, and by the \`require\` that Espruino programs are written with. */
const SCRIPT = `
require("QuectelSSL").connect(Serial1, { apn: "internet", tls: { ca: "ca.pem" } }, function (error, modem) {
  if (error) throw error;
  modem.open({ host: "server.example", port: 443 }).on("data", function (data) { print(data.charCodeAt(0)); });
});
`;

/** A use that is wrong, and what the compiler says. */
const WRONG: [title: string, code: string, message: RegExp][] = [
  [
    "an unknown option",
    'connect(Serial1, { apm: "internet" }, done);',
    /'apm' does not exist in type 'ConnectOptions'/,
  ],
  ["a word that verify has not", 'connect(Serial1, { tls: { verify: "all" } }, done);', /"all".*"none"/],
  ["a number for the apn", "connect(Serial1, { apn: 5 }, done);", /'number' is not assignable to type 'string'/],
  ["no callback", 'connect(Serial1, { apn: "internet" });', /Expected 3 arguments/],
  ["no port", "connect(3, {}, done);", /'number' is not assignable to parameter/],
  ["a connection without port", 'modem.open({ host: "h" });', /Property 'port' is missing/],
  ["an access mode of 3", 'modem.open({ host: "h", port: 1, accessMode: 3 });', /'3' is not assignable to type/],
  ["tls: true", 'modem.open({ host: "h", port: 1, tls: true });', /'true' is not assignable/],
  ["an event that there is not", 'slot.on("end", () => {});', /"end"/],
  ["a listener of the wrong form", 'slot.on("data", (data: number) => print(data));', /No overload matches/],
  ["a number written", "slot.write(5);", /'number' is not assignable to parameter of type 'string'/],
  ["a part that the build renames", "slot.pending;", /'pending' does not exist on type 'Connection'/],
  ["an id that is set", "slot.id = 3;", /read-only/],
  ["an MQTT client without id", "create({ connect: () => slot });", /'clientId' is missing/],
  ["QoS 2", 'create({ connect: () => slot, clientId: "c" }).publish("a", "b", { qos: 2 });', /'2' is not assignable/],
  [
    "an explanation without time",
    "explain(modem, { host: 'h', port: 1, verify: 'none' }, print);",
    /'time' is missing/,
  ],
];

const wrongFile = (code: string): string => `
import { connect, type Connection, type ModemInterface } from "QuectelSSL";
import { explain } from "TlsExplain";
import { create } from "mqtts";
declare const modem: ModemInterface;
declare const slot: Connection;
declare const done: (error: Error | null, modem: ModemInterface) => void;
${code}
export { connect, create, explain, modem, slot, done };
`;

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  allowJs: true,
  checkJs: true,
  target: ts.ScriptTarget.ES2021,
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  ignoreDeprecations: "6.0",
  types: [],
  lib: ["lib.es2021.d.ts"],
};

/** Where the files seem to lie. */
const FOLDER = "/program";

/** What the compiler says of each file, by name. */
function compile(files: Record<string, string>): Map<string, string[]> {
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  const textOf = (file: string): string | undefined =>
    path.dirname(file) === FOLDER ? files[path.basename(file)] : undefined;
  host.fileExists = (file) => textOf(file) !== undefined || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = textOf(file);
    return text === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, text, ts.ScriptTarget.ES2021);
  };
  const paths = Object.keys(files).map((file) => `${FOLDER}/${file}`);
  const said = new Map<string, string[]>(Object.keys(files).map((file) => [file, []]));
  for (const diagnostic of ts.getPreEmitDiagnostics(ts.createProgram(paths, OPTIONS, host)))
    said
      .get(path.basename(diagnostic.file?.fileName ?? ""))!
      .push(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
  return said;
}

const examples = path.resolve(__dirname, "../../../docs/examples");

describe("the type declarations", () => {
  const declarations = moduleDeclarations();
  const files = Object.fromEntries(publicModules.map((name) => [`${name}.d.ts`, declarations[name]]));
  const exampleFiles = Object.fromEntries(
    readdirSync(examples).map((file) => [file, `${readFileSync(path.join(examples, file), "utf8")}\nexport {};`]),
  );
  const said = compile({
    "globals.d.ts": GLOBALS,
    ...files,
    "program.ts": PROGRAM,
    "script.js": SCRIPT,
    ...exampleFiles,
    "bad-script.js": SCRIPT.replace("apn:", "apm:"),
    ...Object.fromEntries(WRONG.map(([, code], index) => [`wrong-${index}.ts`, wrongFile(code)])),
  });

  it("stand alone", () => {
    for (const text of Object.values(files)) expect(text).not.toMatch(/\bimport\b|\breference\b|@link/);
    for (const name of Object.keys(files)) expect(said.get(name)).toEqual([]);
  });

  it("compile with a program that uses everything", () => {
    expect(said.get("program.ts")).toEqual([]);
  });

  it("serve a JavaScript program by its require", () => {
    expect(said.get("script.js")).toEqual([]);
    expect(said.get("bad-script.js")!.join("\n")).toMatch(/'apm' does not exist/);
  });

  it("are kept by the worked examples", () => {
    expect(Object.keys(exampleFiles)).toHaveLength(5);
    // JavaScript need not name the types of its parameters.
    const faults = (file: string): string[] => said.get(file)!.filter((text) => !text.includes("implicitly has"));
    for (const file of Object.keys(exampleFiles)) expect([file, faults(file)]).toEqual([file, []]);
  });

  it.each(WRONG.map(([title, , message], index) => [title, index, message] as const))(
    "refuse %s",
    (_title, index, message) => {
      expect(said.get(`wrong-${index}.ts`)!.join("\n")).toMatch(message);
    },
  );

  it("name nothing that the build has renamed", async () => {
    const built = (await Promise.all(moduleNames.map((name) => buildModule({ name })))).map(({ code }) => code).join();
    const isThere = (name: string): boolean => new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(built);
    const names = Object.values(files).flatMap((text) => memberNames(text));
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !isThere(name))).toEqual([]);
  });
});

/** Members of all interfaces, and functions. */
function memberNames(text: string): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) || ts.isMethodSignature(node) || ts.isFunctionDeclaration(node))
      names.push((node.name as ts.Identifier).text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("names.d.ts", text, ts.ScriptTarget.ES2021, true));
  return names;
}
