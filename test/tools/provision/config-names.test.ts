import { readServerUrl, readTlsNames, withTlsNames } from "../../../tools/provision/config-names";

const NAMES = { verify: "mutual", ca: "1.pem", cert: "2.pem", key: "3.pem" } as const;

describe("withTlsNames", () => {
  it("changes the names and nothing else, not even the layout", () => {
    const text = `{\n  "apn" : "a",\n\t"tls": { "ca": "old.pem",   "sni": true, "verify":"server" },\r\n  "log":"info" }\n`;
    expect(withTlsNames(text, { ca: "new.pem", verify: "mutual" })).toBe(
      text.replace("old.pem", "new.pem").replace('"verify":"server"', '"verify":"mutual"'),
    );
  });

  it.each([
    ["nothing", "{}"],
    ["no tls", '{"apn":"a"}'],
    ["an empty tls", '{"tls":{}}'],
    ["a tls with other members", '{\n  "tls": {\n    "sni": true\n  }\n}'],
    ["all names", '{"tls":{"verify":"none","ca":"a","cert":"b","key":"c"}}'],
    ["a name twice", '{"tls":{"ca":"a","ca":"b"}}'],
    ["bytes that are no ASCII", '{"apn":"\xc3\xa4","tls":{"ca":"\\u00e4"}}'],
  ])("puts names into a configuration with %s", (_, text) => {
    const changed = withTlsNames(text, NAMES);
    const before = JSON.parse(text) as { tls?: object };
    expect(JSON.parse(changed)).toEqual({ ...before, tls: { ...before.tls, ...NAMES } });
  });

  it("keeps each member on a line of its own where the others are", () => {
    expect(withTlsNames('{\n  "tls": {\n    "sni": true\n  }\n}', { ca: "1.pem" })).toBe(
      '{\n  "tls": {\n    "sni": true,\n    "ca": "1.pem"\n  }\n}',
    );
  });

  it.each(["", "nonsense", "[]", "null", '{"tls":[]}', '{"tls":"x"}', "{'a':1}"])(
    "refuses %j without quoting it",
    (text) => {
      expect(() => withTlsNames(text, NAMES)).toThrow(/^(is no JSON|is no JSON object|tls: must be an object)$/);
    },
  );
});

describe("readTlsNames and readServerUrl", () => {
  it("read what is there", () => {
    expect(readTlsNames('{"tls":{"ca":"x"}}')).toEqual({ ca: "x" });
    expect(readTlsNames("{}")).toEqual({});
    expect(readServerUrl('{"server":{"url":"https://a"}}')).toBe("https://a");
    expect(readServerUrl("{}")).toBeUndefined();
  });
});
