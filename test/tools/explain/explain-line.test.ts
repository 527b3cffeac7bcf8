import { sslError } from "../../../modules/quectel/error-text";
import { MANUAL_COMMANDS } from "../../../tools/docs/manual-commands";
import { cmeErrors, fileErrors, stackErrors } from "../../../tools/docs/error-rows";
import { readSources } from "../../../tools/docs/sources";
import { urcTexts } from "../../../tools/docs/urc-texts";
import { cmeCode, httpCode, stackCode } from "../../../tools/explain/codes";
import { commandNames, commandText } from "../../../tools/explain/command-texts";
import { explainLine, nextContext } from "../../../tools/explain/explain-line";
import type { DialogueContext } from "../../../tools/explain/explanation";
import { parameterText } from "../../../tools/explain/parameters";
import { makeRegistry } from "../../../tools/simulator/commands";
import { HttpCode } from "../../../tools/simulator/http-codes";
import { PROFILE_NAMES, profileNamed } from "../../../tools/simulator/profiles";

/** Text, name and meaning of each part. */
function partsOf(line: string, direction: ">" | "<", command = ""): string[] {
  const { parts } = explainLine(line, direction, { command });
  return parts.map(({ text, name, meaning }) => `${text} = ${name}: ${meaning}`);
}

describe("explanation of a command", () => {
  it("names what opening does and each of its parameters", () => {
    const line = 'AT+QSSLOPEN=1,0,3,"example.com",8883,1';
    expect(explainLine(line, ">")).toMatchObject({
      kind: "command",
      command: "AT+QSSLOPEN",
      title: "Opens a TLS connection; the result follows as +QSSLOPEN",
    });
    expect(partsOf(line, ">")).toEqual([
      "1 = PDP context: the data connection of the operator's network, by number",
      "0 = SSL context: a set of TLS settings, 0 to 5",
      "3 = client id: one of the twelve connections, 0 to 11",
      '"example.com" = host: name or address of the server',
      "8883 = port: ",
      "1 = access mode: direct push: what comes is pushed out at once",
    ]);
  });

  it("tells what a TLS setting is set to, and when it is only asked for", () => {
    expect(partsOf('AT+QSSLCFG="ciphersuite",0,0xc02f', ">").at(-1)).toBe(
      "0xc02f = cipher suite: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    );
    expect(explainLine('AT+QSSLCFG="seclevel",0,1', ">").title).toBe("Sets a TLS setting of an SSL context");
    expect(explainLine('AT+QSSLCFG="seclevel",0', ">").title).toBe("Asks for a TLS setting of an SSL context");
  });

  it.each([
    ["AT", "Asks whether the modem is there"],
    ["ATE0", "Switches the echo of commands"],
    ["ATI", "Asks for maker, model and revision of the modem"],
    ["AT+CSQ", "Asks for the signal strength"],
    ["at+cereg?;+cgreg?", /LTE network; Asks for .*packet service/],
    ["AT+QSSLOPEN=?", "Asks which values AT+QSSLOPEN takes"],
    ["AT+CPIN", "Gives the SIM its PIN"],
    ["ATE0V1Q0", /echo.*form of the results.*result codes/],
    ["AT+NEWTHING=1", /not among the commands/],
    ["+++", /transparent mode/],
  ])("says of %s what it does", (line, title) => {
    expect(explainLine(line, ">").title).toMatch(title);
  });

  it("does not take a comma or a semicolon in quotes for the end of a parameter", () => {
    expect(partsOf('AT+QSSLOPEN=1,0,3,"a,b;c",443', ">")).toHaveLength(5);
  });

  it("takes any text without an error", () => {
    const texts = [
      "",
      '"',
      "AT;;;",
      "AT=",
      "AT+",
      'AT+QSSLCFG="__proto__",1',
      "AT+__PROTO__",
      "+: ",
      "+X",
      "constructor",
      "\0ÿ",
    ];
    for (const text of texts)
      for (const direction of [">", "<"] as const)
        expect(explainLine(text, direction, { command: text })).toMatchObject({ title: expect.stringMatching(/./) });
  });
});

describe("explanation of what a modem says", () => {
  it("tells a failed TLS connection with what to do about it", () => {
    const { kind, title, parts, remedy } = explainLine("+QSSLOPEN: 0,566", "<");
    expect([kind, title]).toEqual(["urc", "Result of opening a TLS connection"]);
    expect(parts[1]).toEqual({ text: "566", name: "result", meaning: "socket connect failed" });
    expect(remedy).toMatch(/TLS handshake failed.*CA certificate.*clock/);
    expect(explainLine("+QSSLOPEN: 0,0", "<")).toMatchObject({ remedy: "", parts: [{}, { meaning: "success" }] });
  });

  it("tells an answer from a URC of the same name by the command under way", () => {
    expect(partsOf("+CEREG: 2,1", "<", "AT+CEREG?;+CGREG?")[1]).toBe("1 = registration: registered, home network");
    expect(partsOf("+CEREG: 5", "<")).toEqual(["5 = registration: registered, roaming"]);
    expect(explainLine("+CEREG: 5", "<").kind).toBe("urc");
  });

  it.each([
    ["OK", "AT+CSQ", "result", /carried out/],
    ["ERROR", "AT+QIACT=1", "failure", /refused or failed/],
    ["SEND OK", "AT+QSSLSEND=0,5", "result", /took the bytes/],
    ["SEND FAIL", "AT+QSSLSEND=0,5", "failure", /buffer is full/],
    ["> ", "AT+QSSLSEND=0,5", "prompt", /waits for the bytes/],
    ["CONNECT 5", "AT+QFREAD=1,5", "prompt", /Data mode/],
    ["RDY", "", "urc", /has started/],
    ["+CME ERROR: 10", "AT+CPIN?", "failure", /SIM not inserted/],
    ["+CME ERROR: SIM PIN required", "AT+CPIN?", "failure", /SIM PIN required/],
    ["+CMS ERROR: 322", "AT+CMGS", "failure", /memory full/],
    ['+QIURC: "pdpdeact",1', "", "urc", /dropped a PDP context/],
    ['+QSSLURC: "closed",4', "", "urc", /peer closed/],
    ["EG915U", "ATI", "information", /maker, model|identity/],
    ["<1164 bytes>", "", "payload", /1164 bytes/],
    ["+WHATEVER: 1", "", "unknown", /not among/],
  ])("knows %s behind %s", (line, command, kind, title) => {
    const told = explainLine(line, "<", { command });
    expect(told.kind).toBe(kind);
    expect(told.title).toMatch(title);
  });

  it("says how strong the signal is, in dBm and in words", () => {
    expect(partsOf("+CSQ: 24,99", "<", "AT+CSQ")).toEqual([
      "24 = signal: -65 dBm, very good",
      "99 = bit error rate: unknown",
    ]);
    expect(partsOf("+CSQ: 5,99", "<", "AT+CSQ")[0]).toContain("-103 dBm, very weak");
    expect(partsOf("+CSQ: 99,99", "<", "AT+CSQ")[0]).toContain("unknown");
  });

  it("keeps the command until its final result", () => {
    const dialogue = [
      [">", "AT+CEREG?"],
      ["<", "+CEREG: 0,1"],
      ["<", "OK"],
      ["<", "+CEREG: 1"],
    ] as const;
    let context: DialogueContext = { command: "" };
    const kinds = dialogue.map(([direction, line]) => {
      const { kind } = explainLine(line, direction, context);
      context = nextContext(line, direction, context);
      return kind;
    });
    expect(kinds).toEqual(["command", "information", "result", "urc"]);
  });
});

describe("tables of the explanation", () => {
  it("has every command of the simulator and every form of it in words", () => {
    const missing = makeRegistry().entries.filter(({ name }) => !commandText(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
    for (const { name, forms } of makeRegistry().entries)
      if (forms.write) expect([name, commandText(name)!.write]).toEqual([name, expect.any(String)]);
  });

  it("has only parameters that are described", () => {
    const lists = commandNames().flatMap((name) => {
      const { write = "", answer = "", by = {}, urcs = [] } = commandText(name)!;
      return [write, answer, ...Object.values(by), ...urcs.map(({ parameters }) => parameters)];
    });
    const keys = lists.flatMap((list) => list.split(" ")).filter((key) => key !== "");
    expect(keys.filter((key) => !parameterText(key))).toEqual([]);
  });

  it("knows every URC that the simulator sends, and every line that its modules say while they start", () => {
    const forms = urcTexts(readSources("tools/simulator")).map(({ form }) => form.replace(/^\[|\]$/g, ""));
    const boot = PROFILE_NAMES.flatMap((name) => profileNamed(name).boot.map(({ line }) => line)).filter(
      (line) => line !== "sim",
    );
    expect(forms.length).toBeGreaterThan(30);
    const unknown = [...forms, ...boot].filter((line) => explainLine(line.replace(/<|>/g, ""), "<").kind !== "urc");
    expect(unknown).toEqual([]);
  });

  it("has the texts of all codes that simulator and driver know, with the driver's remedy or a better one", () => {
    for (const { code, text } of cmeErrors()) expect([code, cmeCode(code).text]).toEqual([code, text]);
    for (const { code } of fileErrors()) expect(cmeCode(code).text).not.toMatch(/no manual/);
    for (const { code, text, driver } of stackErrors()) {
      expect([code, stackCode(code).text]).toEqual([code, code === 0 ? "success" : text]);
      if (driver) expect([code, stackCode(code).remedy]).toEqual([code, expect.stringMatching(/./)]);
    }
    const numbers = Object.values(HttpCode).filter((code) => typeof code === "number");
    for (const code of numbers) expect(httpCode(code).text).not.toMatch(/no manual/);
    expect(sslError("x", 566).message).toMatch(/TCP or TLS failed/);
    expect(stackCode(579).text).toMatch(/no manual/);
  });

  it("has most of the manual's commands that drivers use", () => {
    const names = Object.values(MANUAL_COMMANDS).flat();
    const known = names.filter((name) => commandText(name));
    expect(known.length / names.length).toBeGreaterThan(0.7);
  });
});
