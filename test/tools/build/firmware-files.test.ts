import { buildModule, moduleNames } from "../../../tools/build/bundle";
import { buildFirmwareFiles, buildStoredModule, requiredModules } from "../../../tools/build/firmware-files";
import { expandTokens } from "../../../tools/build/pretokenise";

const withoutSpaces = (code: string): string => code.replace(/\s+/g, "");

describe.each(moduleNames)("the module %s as a file of Storage", (name) => {
  it("is a tenth shorter or nearly so, and the same program", async () => {
    const [{ code }, stored] = await Promise.all([buildModule({ name }), buildStoredModule({ name })]);
    expect(stored.length).toBeLessThan(code.length * 0.94);
    expect(withoutSpaces(expandTokens(stored))).toBe(withoutSpaces(code));
  });
});

it("the firmware's own modules lie beside the boot code in that form", async () => {
  const files = await buildFirmwareFiles({ board: "LINUX" });
  expect(Object.keys(files)).toEqual([...requiredModules, ".bootcde"]);
  for (const name of requiredModules) expect(files[name]).toBe(await buildStoredModule({ name }));
});
