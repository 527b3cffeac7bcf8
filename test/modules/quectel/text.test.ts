import fc from "fast-check";
import { integer, isPlain, quoted } from "../../../modules/quectel/text";

/** Any text, those nearest to the border most often. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(fc.constantFrom('"', "\r", "\n", "\0", ";", ",", "A", "T", "\x1a", "\x1b", "\x7f", "\xff", " "), {
      maxLength: 8,
    })
    .map((parts) => parts.join("")),
);

it("lets no text through that could end the command, the parameter or begin a second one", () => {
  fc.assert(
    fc.property(text, (value) => {
      let result: string;
      try {
        result = quoted("field", value, 20);
      } catch (error) {
        expect((error as Error).message).toMatch(/^field: at most 20/);
        return;
      }
      expect(result).toBe(`"${value}"`);
      expect(result.length).toBeLessThanOrEqual(22);
      expect(result.slice(1, -1)).toMatch(/^[\x20-\x7e]*$/);
      expect(result.slice(1, -1)).not.toContain('"');
    }),
    { numRuns: 1000 },
  );
});

it.each([...'"\r\n\0\x1a\x1b\x7f\x80\xff'])("refuses %j anywhere", (character) => {
  for (const value of [character, `a${character}`, `${character}a`, `a${character}a`])
    expect(isPlain(value)).toBe(false);
});

it("takes every other printable character", () => {
  const all = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => index + 32)).replace('"', "");
  expect(isPlain(all)).toBe(true);
  expect(quoted("field", all, 94)).toBe(`"${all}"`);
});

it("counts the length exactly and never tells the value", () => {
  expect(quoted("pin", "12345678", 8)).toBe('"12345678"');
  expect(() => quoted("pin", "123456789", 8)).toThrow(/^pin: at most 8(?!.*12345)/);
});

describe("integer", () => {
  it.each([0, 1, 65535, "0", "1", "65535"])("takes %j as the number that it is", (value) => {
    expect(integer("port", value, 0, 65535)).toBe(Number(value));
  });

  it.each([
    -1,
    65536,
    1.5,
    NaN,
    Infinity,
    2 ** 32 + 1,
    "",
    " ",
    " 1",
    "1 ",
    "1\r",
    "0x1",
    "1e3",
    "01",
    "+1",
    "1;",
    "a",
  ])("refuses %j by name and range", (value) =>
    expect(() => integer("port", value, 0, 65535)).toThrow(`port: ${value} is not 0-65535`),
  );

  it.each([null, undefined, true, {}])("refuses %j", (value) => {
    expect(() => integer("port", value as number, 0, 65535)).toThrow(/^port: /);
  });

  it("takes no text that could do more in a command than a number", () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.double(), fc.integer()), (value) => {
        try {
          integer("field", value, -5, 1e6);
        } catch {
          return;
        }
        expect(String(value)).toMatch(/^-?\d+$/);
      }),
      { numRuns: 1000 },
    );
  });
});
