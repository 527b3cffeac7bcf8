/** What the built modules must be so that the ecosystem's tools can carry them: see core/modules.js of EspruinoTools for the Web IDE. */
import { buildModule, moduleNames } from "../../../tools/build/bundle";

/** Names in `require("…")`, as the Web IDE looks for them. */
function required(code: string): string[] {
  return [...code.matchAll(/\brequire\("([^"]*)"\)/g)].map(([, name]) => name!);
}

/** In every Espruino, or only asked for by what does without. */
const BUILT_IN = ["Storage", "NetworkJS", "net", "http"];

// QsslConfig is the firmware's own: it lies in Storage and is pasted nowhere.
const carried = moduleNames.filter((name) => name !== "QsslConfig");

describe.each(carried)("the module %s", (name) => {
  let code: string;
  beforeAll(async () => {
    ({ code } = await buildModule({ name }));
  });

  it("is printable ASCII, without what breaks a text that is pasted between backticks or put into a function", () => {
    expect(code).toMatch(/^[\x20-\x7e\n]*$/);
    expect(code).not.toMatch(/`|\$\{/);
    expect(code.split("\n").filter((line) => line.includes("//"))).toEqual([]);
  });

  it("requires by plain names only, of modules that are there", () => {
    // With single quotes it stands in a text for `Modules.addCached`, of which no tool knows.
    expect(code.match(/\brequire\((?!')/g) ?? []).toHaveLength(required(code).length);
    expect(required(code).filter((one) => ![...moduleNames, ...BUILT_IN].includes(one))).toEqual([]);
  });
});

it("finds the companions where the Web IDE looks for them", async () => {
  const { code } = await buildModule({ name: "QuectelSSL" });
  expect(required(code).sort()).toEqual(["QuectelBringUp", "QuectelTransparent"]);
});
