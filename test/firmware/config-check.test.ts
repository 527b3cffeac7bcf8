import Ajv from "ajv";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { checkConfig, type Raw } from "../../firmware/config-check";
import { configRules } from "../../firmware/config-rules";
import schema from "../../firmware/config.schema.json";
import { checkSettings } from "../../firmware/tls-settings";
import { configRulesText, RULES_FILE } from "../../tools/build/config-rules";

const isValid = new Ajv().compile(schema);

/** What the board says against `config`, "" when it takes it. */
function complaint(check: (config: unknown) => unknown, config: unknown): string {
  try {
    check(config);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

/** The form alone, without the meaning that settings.ts adds. */
const checkForm = (config: unknown): unknown => checkConfig(configRules(), config as Raw, "");

const plain = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(..."aZ09 !#$.:/-_~"), maxLength: maxLength + 1, size: "max" });
const wrong = fc.constantFrom<unknown[]>(
  null,
  true,
  0,
  -1,
  1.5,
  "x",
  "",
  [],
  {},
  ["x"],
  [1],
  { a: 1 },
  { a: "x" },
  1e9,
  2 ** 31,
);
const text = (maxLength: number): fc.Arbitrary<unknown> => fc.oneof(plain(maxLength), plain(8), wrong);
const whole = (...edges: number[]): fc.Arbitrary<unknown> =>
  fc.oneof(fc.constantFrom(...edges.flatMap((edge) => [edge - 1, edge, edge + 1, edge + 0.5])), fc.integer(), wrong);
const choice = (...values: unknown[]): fc.Arbitrary<unknown> => fc.oneof(fc.constantFrom(...values), wrong);
const object = (members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.record(members, { requiredKeys: [] }) },
    { weight: 1, arbitrary: wrong },
    { weight: 1, arbitrary: fc.record({ ...members, unknown: wrong }, { requiredKeys: ["unknown"] }) },
  );

const members = {
  device: text(40),
  apn: text(99),
  user: text(127),
  password: text(127),
  pin: text(8),
  ntp: text(100),
  server: object({
    url: fc.oneof(fc.constantFrom("https://h", "https://collector.example/readings", "http://h"), text(200)),
    headers: fc.oneof(fc.dictionary(plain(20), text(200), { maxKeys: 3 }), wrong),
  }),
  tls: object({
    version: choice(1, 1.1, 1.2, 1.3),
    cipherSuites: choice("all", "0xC02F", "0x", "xxxxxxx"),
    verify: choice("server", "mutual", "none", "Server"),
    ca: text(80),
    cert: text(80),
    key: text(80),
    sni: choice(true, false, "true"),
  }),
  sampling: object({ intervalS: whole(1, 86400), sensors: fc.oneof(fc.array(text(20), { maxLength: 3 }), wrong) }),
  upload: object({ intervalS: whole(1, 86400), batch: whole(1, 50) }),
  uart: object({
    path: text(100),
    baud: whole(9600, 921600),
    port: text(7),
    pins: fc.oneof(fc.dictionary(plain(8), text(8), { maxKeys: 3 }), wrong),
    pwrkeyMs: whole(100, 9999),
  }),
  log: choice("info", "error", "debug", "warn"),
};

/** Most members are good, so that one bad one is often all that is wrong. */
const good = {
  apn: "internet",
  server: { url: "https://collector.example/readings" },
  tls: { ca: "ca.pem" },
};
const config = fc.oneof(
  fc.record(members, { requiredKeys: [] }),
  fc
    .constantFrom(...(Object.keys(members) as (keyof typeof members)[]))
    .chain((key) => members[key].map((value) => ({ ...good, [key]: value }))),
);

it("judges the form exactly as the schema does", () => {
  let valid = 0;
  const runs = 3000;
  fc.assert(
    fc.property(config, (value) => {
      const isGood = isValid(value);
      valid += Number(isGood);
      const problem = complaint(checkForm, value);
      if (isGood !== (problem === "")) throw new Error(`schema: ${isGood}, board: ${problem || "takes it"}`);
    }),
    { numRuns: runs },
  );
  expect(valid).toBeGreaterThan(runs / 20);
  expect(valid).toBeLessThan((runs * 19) / 20);
});

/** What settings.ts checks beyond the schema. */
const EXTRAS = [/^device: /, /^pin: /, /^tls\.(sni|ca|cert|key): needed/, /^server\.url: /, /^tls\.cipherSuites: /];

it("refuses more than the schema only by the checks of settings.ts", () => {
  fc.assert(
    fc.property(config, (value) => {
      const problem = complaint(checkSettings, value);
      if (!isValid(value)) expect(problem).not.toBe("");
      else if (problem) expect(EXTRAS.some((extra) => extra.test(problem))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

it.each(["constructor", "toString"])("refuses the unknown key %s", (key) => {
  for (const value of [
    { ...good, [key]: 1 },
    { ...good, tls: { ca: "ca.pem", [key]: 1 } },
  ]) {
    expect(isValid(value)).toBe(false);
    expect(complaint(checkForm, value)).toMatch(/unknown key/);
  }
});

it.each<[string, unknown]>([
  ["apn", { ...good, apn: 'a"' }],
  ["apn", { ...good, apn: "a\r\nAT" }],
  ["server.headers", { ...good, server: { url: "https://h/", headers: { "A\r\nB": "c" } } }],
  ["server.headers.A", { ...good, server: { url: "https://h/", headers: { A: "b\r\nC: d" } } }],
  ["sampling.sensors.0", { ...good, sampling: { sensors: ["\n"] } }],
])("refuses what could break out of its line: %s", (key, value) => {
  expect(complaint(checkForm, value)).toMatch(new RegExp(`^${key}: `));
});

it("fills in every default of the schema, and leaves the given object alone", () => {
  const given = structuredClone(good);
  const settings = checkSettings(given);
  const filled = structuredClone(good) as Record<string, unknown>;
  new Ajv({ useDefaults: true }).compile(withObjectDefaults(schema))(filled);
  expect(settings).toMatchObject(filled);
  expect(settings.server.address).toEqual({ host: "collector.example", port: 443, path: "/readings" });
  expect(given).toEqual(good);
});

/** The schema with `{}` as the default of each object, which ajv needs to fill in what lies inside. */
function withObjectDefaults(value: object): object {
  return JSON.parse(JSON.stringify(value), (key, part: { properties?: object }) =>
    key && part && typeof part === "object" && part.properties ? { default: {}, ...part } : part,
  ) as object;
}

it("is made of rules that are in step with the schema", () => {
  expect(readFileSync(RULES_FILE, "utf8")).toBe(configRulesText());
});
