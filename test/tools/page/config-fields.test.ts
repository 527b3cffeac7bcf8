import schema from "../../../firmware/config.schema.json";
import {
  type Config,
  fallbackText,
  type Field,
  fieldGroups,
  fieldText,
  fieldValue,
  rangeText,
  type Schema,
  valueAt,
  withValue,
} from "../../../tools/page/page/form/config-fields";

const groups = fieldGroups(schema);
const fields = groups.flatMap((group) => group.fields);
const field = (key: string): Field => fields.find((each) => each.key === key)!;

/** All keys of a schema, `upload.intervalS`. */
function keysOf(part: Schema, path = ""): string[] {
  return Object.entries(part.properties ?? {}).flatMap(([name, member]) =>
    member.properties ? keysOf(member, `${path}${name}.`) : [`${path}${name}`],
  );
}

/** A value that the schema allows, other than the default. */
function sampleOf({ kind, choices, min }: Field): unknown {
  const samples: Record<Field["kind"], unknown> = {
    text: "some text",
    secret: "1234",
    number: (min ?? 0) + 1,
    choice: choices.at(-1),
    texts: ["load", "memory"],
    pairs: { rx: "D1", "X-Key": "a: b" },
  };
  return samples[kind];
}

describe("the fields of the configuration's form", () => {
  it("are one for every key of the schema, in its order within a group", () => {
    expect(fields.map(({ key }) => key).sort()).toEqual(keysOf(schema as Schema).sort());
    expect(groups.map(({ key }) => key)).toEqual(
      ["", "server", "tls", "sampling", "upload", "journal", "power", "uart"].filter((key) =>
        groups.some((group) => group.key === key),
      ),
    );
  });

  it.each(fields.map((each): [string, Field] => [each.key, each]))("take %s there and back", (key, each) => {
    const value = sampleOf(each);
    expect(fieldValue(each, fieldText(each, value))).toEqual(value);
    const config = withValue({ apn: "", server: { url: "" } }, key, value);
    expect(valueAt(config, key)).toEqual(value);
    expect(each.description).not.toBe("");
    expect(each.title).toMatch(/^[A-Z]/);
  });

  it("leave a key out that is empty, and the object around it when nothing else is in it", () => {
    const config: Config = { apn: "a", upload: { batch: 5 }, tls: { ca: "x", sni: true } };
    expect(withValue(config, "upload.batch", fieldValue(field("upload.batch"), " "))).toEqual({
      apn: "a",
      tls: { ca: "x", sni: true },
    });
    expect(withValue(config, "tls.ca", undefined)).toEqual({ apn: "a", upload: { batch: 5 }, tls: { sni: true } });
    expect(fieldValue(field("apn"), "")).toBe("");
  });

  it("keep the order of the keys that are there", () => {
    expect(Object.keys(withValue({ apn: "a", server: {}, log: "info" }, "apn", "b"))).toEqual(["apn", "server", "log"]);
  });

  it("leave what is no number as it is typed, for the check to name", () => {
    expect(fieldValue(field("upload.batch"), "5x")).toBe("5x");
    expect(fieldValue(field("upload.batch"), "1.5")).toBe(1.5);
    expect(fieldValue(field("upload.batch"), " 7 ")).toBe(7);
  });

  it("show what a file has in the place of a value, whatever it is", () => {
    expect(fieldText(field("apn"), 5)).toBe("5");
    expect(fieldText(field("upload.batch"), { a: 1 })).toBe('{"a":1}');
    expect(fieldText(field("sampling.sensors"), "load")).toBe("load");
    expect(valueAt({ server: "x" }, "server.url")).toBeUndefined();
    expect(withValue({ server: "x" }, "server.url", "u")).toEqual({ server: { url: "u" } });
  });

  it("tell units, defaults and ranges", () => {
    const { unit } = field("upload.intervalS");
    expect([unit, fallbackText(field("upload.intervalS")), rangeText(field("upload.intervalS"))]).toEqual([
      "s",
      "300 s",
      "1 to 86400 s",
    ]);
    expect(fallbackText(field("tls.sni"))).toBe("yes");
    expect(field("uart.pwrkeyMs").unit).toBe("ms");
    expect(field("journal.bytes").unit).toBe("bytes");
  });

  it("tell which are for one kind of server only, and which are secret", () => {
    expect(fields.filter(({ protocol }) => protocol === "https").map(({ key }) => key)).toEqual(["server.headers"]);
    expect(fields.filter(({ protocol }) => protocol === "mqtts").map(({ key }) => key)).toEqual([
      "server.user",
      "server.password",
      "server.topic",
      "server.topics",
    ]);
    expect(fields.filter(({ kind }) => kind === "secret").map(({ key }) => key)).toEqual([
      "password",
      "pin",
      "server.password",
    ]);
  });
});
