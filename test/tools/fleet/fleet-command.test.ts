/** `npm run fleet` as a person starts it. */
import { runCommand, stopCommands } from "../../doubles/command";

afterEach(stopCommands);

describe("npm run fleet", () => {
  it("explains itself", async () => {
    const { exitCode, stdout, stderr } = await runCommand("fleet.ts", ["--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("Exit codes: 0 all readings were delivered");
  });

  it("refuses an unknown flag by name and exits 2", async () => {
    const { exitCode, stdout, stderr } = await runCommand("fleet.ts", ["--device", "5"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toBe("fleet: Unknown option '--device': did you mean --devices?\nSee npm run fleet -- --help\n");
  });
});
