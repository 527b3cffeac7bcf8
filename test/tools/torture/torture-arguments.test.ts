import { parseTortureOptions, TORTURE_HELP } from "../../../tools/torture/torture-arguments";

describe("arguments of npm run torture", () => {
  it("have defaults", () => {
    expect(parseTortureOptions([])).toMatchObject({
      isHelp: false,
      seeds: 20,
      firstSeed: 1,
      days: 30,
      perHour: 0.15,
      boards: ["LINUX", "PIXLJS"],
      faults: undefined,
    });
  });

  it("are read", () => {
    const args = "--seeds 1000 --first-seed 7 --days 3 --fault-rate 2.5 --board PIXLJS --jobs 3".split(" ");
    expect(parseTortureOptions(args)).toMatchObject({
      seeds: 1000,
      firstSeed: 7,
      days: 3,
      perHour: 2.5,
      boards: ["PIXLJS"],
      jobs: 3,
    });
    expect(parseTortureOptions(["--help"]).isHelp).toBe(true);
  });

  it.each([
    [["--seeds", "0"], "--seeds 0: give a whole number from 1 to 1000000"],
    [["--seeds", "many"], "--seeds many: give a whole number"],
    [["--first-seed", "-1"], "--first-seed"],
    [["--days", "1.5"], "--days 1.5: give a whole number from 1 to 3650"],
    [["--fault-rate", "0"], "--fault-rate 0: give a number from 0.01 to 60"],
    [["--fault-rate", "1e1"], "--fault-rate 1e1: give a number"],
    [["--board", "PICO"], '--board "PICO": use one of LINUX, PIXLJS'],
    [["--jobs", "0"], "--jobs 0: give a whole number from 1 to 256"],
    [["--faults", "f", "--seeds", "2"], "--faults and --seeds: give only one of them"],
    [["--faults", "f", "--fault-rate", "2"], "--faults and --fault-rate: give only one of them"],
    [["--bogus"], "--bogus"],
    [["stray"], "stray"],
  ])("%j are refused by name", (args, message) => {
    expect(() => parseTortureOptions(args)).toThrow(message);
  });

  it("are all in the help text", () => {
    for (const flag of ["seeds", "first-seed", "days", "fault-rate", "board", "faults", "jobs", "help"])
      expect(TORTURE_HELP).toContain(`  --${flag} `);
  });
});
