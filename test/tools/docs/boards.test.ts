import { readFileSync } from "node:fs";
import path from "node:path";
import { boardNames } from "../../../tools/build/bundle";
import { BOARDS_PAGE, withBoards } from "../../../tools/docs/boards";

const page = readFileSync(path.resolve(__dirname, "../../..", BOARDS_PAGE), "utf8");

it("is what npm run docs makes of the boards as they are now", async () => {
  if ((await withBoards(page)) !== page) throw new Error(`${BOARDS_PAGE} is stale: run npm run docs`);
});

it("has a row for every board, with its pins as they are in its file", async () => {
  const [made] = (await withBoards(page)).split("<!-- /boards -->");
  const rows = made!.split("\n").filter((line) => /^\| `[A-Z]/.test(line));
  expect(rows.map((row) => row.split("`")[1]).sort()).toEqual(expect.arrayContaining(boardNames()));
  const cells = rows
    .find((row) => row.includes("`RAK8212`"))!
    .split("|")
    .map((cell) => cell.trim());
  expect(cells.slice(2, -1)).toEqual([
    "BG96",
    "Serial1, rx D7, tx D9",
    "supply D6=1, PWRKEY D15=1 for 700 ms, RESET_N D14=1 for 300 ms",
    "Bluetooth",
    "BME280, OPT3001, LIS3DH, LIS2MDL",
    "modem",
    "D12",
  ]);
});

it("refuses a page without its marks", async () => {
  await expect(withBoards("# A page")).rejects.toThrow(/no marks/);
});

it("tells how an external modem's UART is wired, and on which boards", async () => {
  const made = (await withBoards(page)).split("<!-- pins: ")[1]!;
  expect(made).toMatch(/^\| `PICO` +\| Serial1 \| B6 +\| B7 +\| Serial2 +\| USB +\|/m);
  expect(made).not.toMatch(/^\| `RAK8212`/m);
});
