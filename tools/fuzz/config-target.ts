/** The check of a configuration (firmware/config-check.ts, settings.ts) against the published schema. */
import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { parseJson } from "../host/json-parser";
import type { AnyFunction } from "../host/realm";
import { isFault } from "./at-target";
import { damage } from "./grammar";
import { limit } from "./input";
import type { Random } from "./random";
import { mustBe, type Target } from "./target";

interface Schema {
  type?: string;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  default?: unknown;
}

const SCHEMA = JSON.parse(
  readFileSync(path.resolve(__dirname, "../../firmware/config.schema.json"), "utf8"),
) as Schema & { properties: Record<string, Schema> };

const isValid = new Ajv({ strict: false }).compile(SCHEMA);

const GOOD = '{"apn":"internet","server":{"url":"https://h.example/x"},"tls":{"ca":"ca.pem"}}';

/** Texts and numbers near to what is allowed, and far from it. */
const TEXTS = [
  ..."internet|ca.pem|https://h.example/x|https://h.example:8443|https://h:0/|https://h:65536/|http://h/|https:///|0xC02F".split(
    "|",
  ),
  ..."all|1234|12345678|123456789|server|mutual|none|load|a b|a;b|a,b|+++|A/|{}|\\u0000|é|Serial2|!D5".split("|"),
  "",
  'a"b',
  "a\rAT+CFUN=0\r",
  "a\nb",
  "a\x1ab",
  "\xff",
  ...[7, 8, 9, 20, 21, 40, 41, 80, 81, 99, 100, 101, 127, 128, 200, 201].map((length) => "x".repeat(length)),
];
const NUMBERS = [
  0,
  1,
  -1,
  1.2,
  1.1,
  1.0,
  1.3,
  50,
  51,
  60,
  86400,
  86401,
  9600,
  115200,
  921601,
  1.5,
  1e21,
  2 ** 32 + 60,
  -0,
];
const OTHERS = [null, true, false, [], {}, ["load"], ["load", 1], { A: "b" }, { A: 1 }, { 'A"': "b" }, { rx: "D1" }];
/** Names that every object has, or that are near to ours. */
const KEYS = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "APN", "", "x", "0"];
/** What must never come out again in a message. */
const SECRETS = ["password", "pin", "user"] as const;

/**
 * Steps: `json` a configuration as it lies in flash. What must be so: what is taken is what the schema allows, holds no text that ends a
 * parameter, and leaves no connection unverified unasked; what is refused is refused in words, without telling a secret; a good one is taken.
 */
export const configTarget: Target = {
  name: "config",
  title: "config.json parser",
  share: 15,
  generate: (random) => limit([["json", configText(random)]]),
  start(device) {
    const [checkSettings, serverAddress] = device.parts[3]! as AnyFunction[];
    const containers = { array: () => [], object: () => ({}) };
    const good = JSON.stringify(checkSettings!(JSON.parse(GOOD)));
    const heldAtRest = device.held();

    const check = (raw: unknown): object | undefined => {
      try {
        return checkSettings!(raw) as object;
      } catch (error) {
        const { message } = error as Error;
        mustBe(!isFault(error), () => `refused by ${String(error)}`);
        mustBe(/^missing|: ./.test(message), () => `refused without a name: ${message}`);
        tellsNoSecret(raw, message);
        return undefined;
      }
    };
    return (input) => {
      const raw = parsed(String(input.map(([, value]) => value).join("")));
      const settings = check(raw);
      if (settings) {
        mustBe(isValid(raw), () => `taken, against the schema: ${JSON.stringify(isValid.errors?.[0])}`);
        for (const text of textsIn(settings)) mustBe(/^[ !#-~]*$/.test(text), () => `taken: ${JSON.stringify(text)}`);
        const { tls, server } = settings as { tls: Record<string, unknown>; server: { url: string } };
        mustBe(tls["verify"] === "none" || !!(tls["ca"] && tls["sni"]), () => "taken: unverified");
        const { host, port, path: target } = serverAddress!(server.url) as Record<string, string | number>;
        mustBe(/^[\w.-]+$/.test(String(host)) && /^\/\S*$/.test(String(target)), () => `taken: ${server.url}`);
        mustBe(Number.isInteger(port) && Number(port) > 0 && Number(port) < 65536, () => `taken: port ${port}`);
      }
      mustBe(JSON.stringify(checkSettings!(JSON.parse(GOOD))) === good, () => "a good one is taken otherwise");
      mustBe(device.held() === heldAtRest, () => "something is kept");
    };

    /** As `Storage.readJSON` reads it: what is no JSON is as good as missing. */
    function parsed(text: string): unknown {
      try {
        return parseJson(text, containers, true);
      } catch {
        return undefined;
      }
    }
  },
};

function tellsNoSecret(raw: unknown, message: string): void {
  for (const key of SECRETS) {
    const secret = (raw as Record<string, unknown> | null | undefined)?.[key];
    // A short one may stand in a message by chance.
    if (typeof secret !== "string" || secret.length < 4 || KNOWN.includes(secret)) continue;
    mustBe(!message.includes(secret), () => `${key} is told: ${message}`);
  }
}

/** Words of the messages, and what may stand in another member too. */
const KNOWN = [...TEXTS, ...KEYS, JSON.stringify(SCHEMA)].join(" ");

/** Keys and values, at every depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsIn(member)]);
}

/** A good configuration with some members that are made from the schema, and some that are wrong. */
function configText(random: Random): string {
  const config = JSON.parse(GOOD) as Record<string, unknown>;
  for (let count = random.below(4); count > 0; count--) {
    const [key, schema] = random.pick(Object.entries(SCHEMA.properties));
    if (random.chance(0.05)) config[random.pick(KEYS)] = randomValue(random);
    else if (!schema.properties || random.chance(0.1)) config[key] = memberOf(random, schema);
    else {
      const [name, its] = random.pick(Object.entries(schema.properties));
      const nested = { ...(config[key] as object), [name]: memberOf(random, its) } as Record<string, unknown>;
      if (random.chance(0.1)) nested[random.pick(KEYS)] = randomValue(random);
      config[key] = nested;
    }
  }
  const text = JSON.stringify(config);
  return random.chance(0.1) ? damage(random, text) : text;
}

function memberOf(random: Random, { type, enum: choices, default: fallback }: Schema): unknown {
  if (random.chance(0.2)) return randomValue(random);
  if (choices) return random.pick(choices);
  if (type === "string") return random.pick(TEXTS);
  if (type === "integer") return random.pick(NUMBERS);
  return random.chance(0.5) ? fallback : random.pick(OTHERS);
}

function randomValue(random: Random): unknown {
  return random.pick<unknown>([random.pick(TEXTS), random.pick(NUMBERS), random.pick(OTHERS)]);
}
