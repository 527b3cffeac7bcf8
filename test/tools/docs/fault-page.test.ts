import { readFileSync } from "node:fs";
import path from "node:path";
import { FAULTS } from "../../../tools/faults/catalogue";
import { FAULT_PAGE, makeFaultPage } from "../../../tools/docs/fault-page";

const PROJECT = path.resolve(__dirname, "../../..");

describe(FAULT_PAGE, () => {
  it("is what npm run docs makes of the catalogue as it is now", async () => {
    const isFresh = readFileSync(path.join(PROJECT, FAULT_PAGE), "utf8") === (await makeFaultPage());
    if (!isFresh) throw new Error(`${FAULT_PAGE} is stale: run npm run docs`);
  });

  it("has a row for each fault, with its promise", async () => {
    const page = await makeFaultPage();
    for (const { name, recoveryS } of FAULTS)
      expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\|.*\\| ${recoveryS} +\\|$`, "m"));
  });
});
