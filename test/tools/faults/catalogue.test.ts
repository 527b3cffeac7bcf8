import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { FAMILIES, FAULTS, faultNamed } from "../../../tools/faults/catalogue";
import { faultList } from "../../../tools/faults/fault-list";

const titles = readdirSync(__dirname)
  .filter((file) => file.endsWith("-faults.test.ts"))
  .map((file) => readFileSync(path.join(__dirname, file), "utf8"))
  .join("\n");

describe("catalogue of faults", () => {
  it.each(FAULTS.map((fault) => [fault.name, fault] as const))("%s is whole, and tested by its name", (name, fault) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(fault.meaning).toMatch(/^[A-Z].*\.$/s);
    expect(fault.recoveryS).toBeGreaterThan(0);
    expect([`("${name}: `, `"${name}",`].some((title) => titles.includes(title))).toBe(true);
    for (const parameter of Object.values(fault.parameters)) {
      expect(parameter.meaning).not.toBe("");
      if (parameter.kind !== "integer") continue;
      const [least, most] = parameter.likely;
      expect([parameter.minimum, least, most, parameter.maximum]).toEqual(
        [parameter.minimum, least, most, parameter.maximum].sort((a, b) => a - b),
      );
      expect(parameter.initial).toBeGreaterThanOrEqual(parameter.minimum);
      expect(parameter.initial).toBeLessThanOrEqual(parameter.maximum);
    }
  });

  it("has each name once, and finds no other", () => {
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
    expect(() => faultNamed("lose-byte")).toThrow('no fault "lose-byte": npm run simulate -- --list-faults');
  });

  it("is listed with every name and family", () => {
    const list = faultList();
    for (const { title, faults } of FAMILIES) {
      expect(list).toContain(`\n${title}\n`);
      for (const { name, meaning } of faults) {
        expect(list).toContain(`\n  ${name.padEnd(28)}`);
        expect(list).toContain(meaning);
      }
    }
  });
});
