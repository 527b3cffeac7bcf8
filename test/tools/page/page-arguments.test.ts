import { parsePageArguments } from "../../../tools/page/page-arguments";
import { UsageError } from "../../../tools/terminal/usage-error";
import { inPageWords } from "../../../tools/page/page/page-words";

describe("the command line of npm run page", () => {
  it("serves on this machine alone unless told otherwise", () => {
    expect(parsePageArguments([])).toEqual({ isHelp: false, host: "127.0.0.1", port: 8080, out: undefined });
    expect(parsePageArguments(["--out", "dist/page"]).out).toBe("dist/page");
  });

  it.each<[string[], RegExp]>([
    [["--port", "70000"], /--port "70000": give a whole number from 0 to 65535/],
    [["--port", "-1"], /--port/],
    [["--host", ""], /--host "": give an address/],
    [["--out", ""], /--out "": give a folder/],
    [["--out", "x", "--port", "1"], /--port 1: not together with --out/],
    [["--colour"], /'--colour'/],
    [["page"], /page/],
  ])("%j is refused with the value and what to do", (args, text) => {
    expect(() => parsePageArguments(args)).toThrow(UsageError);
    expect(() => parsePageArguments(args)).toThrow(text);
  });
});

describe("texts of the command line on the page", () => {
  it.each([
    ["look with npm run monitor, and flash again", "look with the step Watch, and flash again"],
    ["correct what is named, then npm run flash -- --config F", "correct what is named, then the step Flash"],
    ["npm run provision puts them there", "the step Certificates puts them there"],
    ["check the baud rate (--baud), and", "check the speed of the serial port, and"],
    ["tls.verify is mutual: give --cert and --key too", "tls.verify is mutual: give client certificate and key too"],
  ])("%j names no flag", (text, here) => {
    expect(inPageWords(text)).toBe(here);
  });
});
