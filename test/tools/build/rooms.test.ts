import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { lintSources, type Finding } from "./lint-sources";

const project = path.resolve(__dirname, "../../..");

const imports: readonly [folder: string, specifier: string, allowed: boolean][] = [
  ["modules/at", "./line-reader", true],
  ["modules/at", "../quectel/profile", false],
  ["modules/at", "../../firmware/log", false],
  ["modules/at", "node:fs", false],
  ["modules/quectel", "../at/at-client", true],
  ["modules/quectel", "../sensors/sensor", false],
  ["modules/quectel", "../../board/board", false],
  ["modules/tls", "./certificate", true],
  ["modules/tls", "../quectel/modem", false],
  ["modules/sensors", "./sensor", true],
  ["modules/sensors", "../at/at-client", false],
  ["board", "../modules/sensors/sensor", true],
  ["board", "../firmware/settings", false],
  ["board", "fs", false],
  ["firmware", "../modules/quectel/modem", true],
  ["firmware", "board", true],
  ["firmware", "../board/board", true],
  ["firmware", "../tools/clock", false],
  ["firmware", "../test/doubles/uart", false],
  ["tools/flash", "../clock", true],
  ["tools/flash", "node:fs", true],
  ["tools/flash", "../../modules/quectel/error-text", true],
  ["tools/flash", "../../firmware/tls-settings", true],
  ["tools/flash", "../../firmware/uplink", false],
  ["tools/flash", "../../modules/quectel/modem", false],
  ["tools/flash", "../../test/doubles/uart", false],
];

describe("imports between the rooms", () => {
  const importing = imports.map(([folder, specifier]) => ({
    folder,
    code: `import { x } from "${specifier}";\nx();\n`,
  }));
  const typeImport = {
    folder: "tools/flash",
    code: 'import type { X } from "../../modules/quectel/modem";\nexport let x: X;\n',
  };
  let findings: Finding[][];

  beforeAll(() => {
    findings = lintSources([...importing, typeImport]);
  }, 60000);

  const isRefused = (index: number): boolean =>
    findings[index]!.some(({ rule }) => rule.endsWith("no-restricted-imports"));

  it.each(imports.map((row, index) => [...row, index] as const))(
    "%s imports %s: %s",
    (_folder, _specifier, allowed, index) => {
      expect(isRefused(index)).toBe(!allowed);
    },
  );

  it("tools may take the types of the device", () => {
    expect(isRefused(importing.length)).toBe(false);
  });
});

describe("the AT dialogue", () => {
  it("knows no vendor and no modem by name", () => {
    const folder = path.join(project, "modules/at");
    const named = readdirSync(folder).filter((file) =>
      /quectel|qssl|bg9[56]|eg915|ec2[15]/i.test(readFileSync(path.join(folder, file), "utf8")),
    );
    expect(named).toEqual([]);
  });
});
