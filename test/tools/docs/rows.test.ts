import { commandTables, type CommandRow } from "../../../tools/docs/command-rows";
import { DriverUses } from "../../../tools/docs/driver-uses";
import { cmeErrors, fileErrors, stackErrors } from "../../../tools/docs/error-rows";
import type { Evidence } from "../../../tools/docs/evidence";
import { ModuleProbe } from "../../../tools/docs/module-probe";
import { parseSource } from "../../../tools/docs/sources";
import { testCases } from "../../../tools/docs/test-cases";
import { urcRows } from "../../../tools/docs/urc-rows";
import { PROFILE_NAMES, profileNamed } from "../../../tools/simulator";
import { makeRegistry } from "../../../tools/simulator/commands";

const driver = `function open() { send("+QSSLOPEN=" + x); send("+QSSLCFG=" + y); }
  function settings() { return ['"seclevel",' + level]; }
  function start() { setLineHandler("+QSSLOPEN", onOpened); setLineHandler("+OTHER", onOther); }`;
const tests = `describe('AT+QSSLCFG="seclevel",<sslindex>[,<seclevel>]', () => { it("works", () => {}); });
  it("hears", () => { expect(modem).toBe("\\r\\nRDY\\r\\n"); say('+SEEN: 4,"a,b"'); });`;
const simulator = 'function see() { modem.urc(`+SEEN: ${id},"${name}"[,${x}]`); }';

let evidence: Evidence;
let rows: Map<string, CommandRow>;

beforeAll(async () => {
  evidence = {
    simulator: [parseSource("simulator.ts", simulator)],
    uses: new DriverUses([parseSource("driver.ts", driver)]),
    cases: testCases(parseSource("test/modules/a.test.ts", tests)),
    probes: await Promise.all(PROFILE_NAMES.map((profile) => ModuleProbe.start(profile))),
  };
  rows = new Map((await commandTables(evidence)).flatMap((table) => table.rows).map((row) => [row.command, row]));
});

describe("rows of commands", () => {
  it("are all commands of the simulator, once", () => {
    const expected = makeRegistry().entries.map(({ name }) => `AT${name}`);
    expect([...rows.keys()].sort()).toEqual(expected.sort());
  });

  it("show forms, the modules' own answers to the test form, and who sends it", () => {
    const { forms, ranges, driver: places } = rows.get("AT+QSSLOPEN")!;
    expect(forms).toEqual(["test", "write"]);
    for (const { modules, text } of ranges) {
      for (const module of modules) expect(text).toContain(`(1-${profileNamed(module).pdp.contexts}),(0-5),(0-11),`);
    }
    expect(ranges.flatMap(({ modules }) => modules).sort()).toEqual([...PROFILE_NAMES].sort());
    expect(places).toEqual([{ file: "driver.ts", name: "open" }]);
  });

  it("name the modules that have the command", () => {
    const absent = (name: string): string[] =>
      PROFILE_NAMES.filter((module) => profileNamed(module).absentCommands.includes(name));
    for (const { name } of makeRegistry().entries) {
      const expected = PROFILE_NAMES.filter((module) => !absent(name).includes(module));
      expect([name, rows.get(`AT${name}`)!.modules]).toEqual([name, expected]);
    }
  });

  it("have a row for each parameter, with its range, the value after power on, use and proof", () => {
    const level = rows.get("AT+QSSLCFG")!.parameters.find(({ name }) => name === "seclevel")!;
    expect(level).toMatchObject({
      ranges: [{ modules: PROFILE_NAMES, text: "(0-5),(0-2)" }],
      defaults: [{ modules: PROFILE_NAMES, text: "0" }],
      modules: PROFILE_NAMES,
      driver: [{ file: "driver.ts", name: "settings" }],
      proofs: [{ file: "test/modules/a.test.ts", title: 'AT+QSSLCFG="seclevel",<sslindex>[,<seclevel>]' }],
    });
  });

  it("say so when a parameter is not in every module", () => {
    const expected = PROFILE_NAMES.filter((module) =>
      profileNamed(module).ssl.parameters.some(({ name }) => name === "sni"),
    );
    expect(rows.get("AT+QSSLCFG")!.parameters.find(({ name }) => name === "sni")!.modules).toEqual(expected);
  });
});

describe("rows of URCs", () => {
  it("are those of the boot, of the simulator's code and of the driver's table", () => {
    const urcs = new Map(urcRows(evidence).map((row) => [row.form, row]));
    expect(urcs.get("RDY")).toMatchObject({ bootOf: PROFILE_NAMES, simulator: [], driver: [] });
    expect(urcs.get("+OTHER")).toMatchObject({ bootOf: [], simulator: [], driver: [{ name: "onOther" }] });
    expect(urcs.get('+SEEN: <id>,"<name>"[,<x>]')).toMatchObject({
      simulator: [{ file: "simulator.ts", name: "see" }],
    });
  });

  it("are proved by a test that meets them with any values, optional ones left out", () => {
    const urcs = urcRows(evidence);
    const proofsOf = (start: string): string[] =>
      urcs.find(({ form }) => form.startsWith(start))!.proofs.map(({ title }) => title);
    expect(proofsOf("+SEEN")).toEqual(["hears"]);
    expect(proofsOf("RDY")).toEqual(["hears"]);
    expect(proofsOf("+OTHER")).toEqual([]);
  });
});

describe("codes", () => {
  it("have the manuals' texts, and the driver's meaning where it has one", () => {
    const texts = new Map(stackErrors().map(({ code, text, driver: meaning }) => [code, [text, meaning]]));
    expect(texts.get(565)).toEqual(["DNS parse failed", expect.stringContaining("DNS")]);
    expect(texts.get(560)).toEqual(["socket accept failed", ""]);
    expect([...texts.keys()].filter((code) => code > 0 && (code < 550 || code > 600))).toEqual([]);
  });

  it("of +CME ERROR are texts for the general commands and names for the files", () => {
    expect(cmeErrors()).toContainEqual({ code: 10, text: "SIM not inserted" });
    expect(fileErrors()).toContainEqual({ code: 405, text: "Not found" });
  });
});
