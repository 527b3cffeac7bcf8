/** No text of a configuration may end its parameter, its line or its header: every text that the schema knows is tried, a new one too. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { checkSettings } from "../../firmware/tls-settings";

interface Schema {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
}

const SCHEMA = JSON.parse(readFileSync(path.resolve(__dirname, "../../firmware/config.schema.json"), "utf8")) as Schema;

const GOOD = { apn: "internet", server: { url: "https://h.example/x" }, tls: { ca: "ca.pem" } };

/** What ends a parameter, a command, a line, a payload, or is no ASCII. */
const ENDINGS = ['"', "\r", "\n", "\r\n", "\0", "\x1a", "\x1b", "\x7f", "\x80", "\xff", "é", "€"];

/** A place for a text: its name for the reader, the key that an error names, and how a text is put there. */
type Place = [name: string, key: string, put: (text: string) => unknown];

/** All texts of a schema, nested ones, members of lists and maps, and the names in maps included. */
function places(schema: Schema, keys: readonly string[] = []): Place[] {
  const key = keys.join(".");
  const put = (value: unknown): unknown => withMember(GOOD, keys, value);
  if (schema.properties)
    return Object.entries(schema.properties).flatMap(([name, member]) => places(member, [...keys, name]));
  if (schema.type === "string" && !schema.enum) return [[key, key, put]];
  if (schema.items) return [[`${key}[0]`, key, (text) => put([text])]];
  if (typeof schema.additionalProperties === "object")
    return [
      [`${key}.X`, key, (text) => put({ X: text })],
      [`a name in ${key}`, key, (text) => put({ [text]: "x" })],
    ];
  return [];
}

function withMember(object: object, [key, ...rest]: readonly string[], value: unknown): object {
  const before = (object as Record<string, object>)[key!] ?? {};
  return { ...object, [key!]: rest.length ? withMember(before, rest, value) : value };
}

const all = places(SCHEMA);

it("knows the texts of the schema", () => {
  const names = all.map(([name]) => name);
  expect(names).toEqual(
    expect.arrayContaining(["apn", "user", "password", "pin", "ntp", "device", "server.url", "server.headers.X"]),
  );
  expect(names).toEqual(
    expect.arrayContaining([
      "a name in server.headers",
      "tls.ca",
      "tls.cert",
      "tls.key",
      "sampling.sensors[0]",
      "uart.path",
    ]),
  );
});

it.each(all)("%s holds nothing that ends it: it is refused by its name", (_, key, put) => {
  for (const ending of ENDINGS)
    for (const text of [ending, `a${ending}`, `${ending}a`, `https://h.example/${ending}AT+CFUN=0${ending}`])
      expect(() => checkSettings(put(text))).toThrow(new RegExp(`^${key.replace(".", "\\.")}[.:]`));
});
