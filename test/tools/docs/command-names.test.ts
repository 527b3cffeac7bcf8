import { commandsNamed, commandsSent } from "../../../tools/docs/command-names";

describe("commands in a text that is sent", () => {
  it.each<[string, string[]]>([
    ["AT+QSSLOPEN=1,0,0", ["+QSSLOPEN"]],
    ["+CSQ", ["+CSQ"]],
    ["+CEREG?;+CGREG?", ["+CEREG", "+CGREG"]],
    ["\rAT+CMEE?\r", ["+CMEE"]],
    ["ATE0", ["E"]],
    ["ATE0V1&W;+QICSGP=3", ["E", "V", "&W", "+QICSGP"]],
    ["ATS12=50", ["S12"]],
    ['+CCLK="', ["+CCLK"]],
    ['+QSSLURC: "recv",0', []],
    ["+CME ERROR: 3", []],
    ["+++", []],
    ["E0", []],
  ])("%j: %j", (text, names) => {
    expect(commandsSent(text)).toEqual(names);
  });
});

describe("commands that a title speaks of", () => {
  it.each<[string, string[]]>([
    ["AT+QSSLSEND=<clientid>,<length>", ["+QSSLSEND"]],
    ["answers with digits after ATV0", ["V"]],
    ["keeps AT&W and ATE0 apart", ["&W", "E"]],
    ["stops at +QSSLOPEN: 0,565", []],
    ["ATTACKS are refused", []],
  ])("%j: %j", (title, names) => {
    expect(commandsNamed(title)).toEqual(names);
  });
});
