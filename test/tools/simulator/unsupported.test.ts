/** What the simulator does not know is refused as the module does: no success is invented. */
import { PROFILE_NAMES, profileNamed } from "../../../tools/simulator";
import { makeRegistry } from "../../../tools/simulator/commands";
import { ERROR, TestHost, cme, refusal } from "./host";

/** Commands that real modules have, and forms and names that none of the manuals has. */
const UNSUPPORTED = [
  ...["AT+QIACTEX=1", "AT+QIDEACTEX=1", 'AT+QIDNSGIP="h.example"', 'AT+QISENDEX=0,"3132"', "AT+QPING=1"],
  ...["AT+QSSLSTART", "AT+QSSLOPEN", "AT+QSSLOPEN?", "AT+QSSLSEND?", "AT+QSSLRECV?", "AT+QSSLCLOSE", "AT+QSSLCFG"],
  ...['AT+QSECWRITE="RAM:ca.pem",10', 'AT+QSECDEL="ca.pem"', 'AT+QFCRC="a"', 'AT+QFCPY="a","b"', 'AT+QFMOV="a","b"'],
  ...["AT+QHTTPGETEX=80", "AT+QHTTPDEL", 'AT+QMTOPEN=6,"h.example",1883', 'AT+QMTCFG="onenet",0'],
  ...['AT+CGDCONT=2,"X25"', 'AT+CGDCONT=17,"IP","a"', "AT+CGACT=1", "AT+CGACT=2,1", "AT+CGPADDR=17", "AT+CGATT=2"],
  ...[
    "AT+CMGF=2",
    "AT+CMGS=1",
    "AT+CNMI=2,1",
    "AT+CPMS?",
    'AT+CLCK="SC",2',
    'AT+CPWD="SC","1","2"',
    "AT+CNUM",
    "AT+CEER",
  ],
  ...["AT+CPSMS=3", "AT+CEDRXS=1,6", "AT+QSCLK=3", "AT+QPSMCFG?", "AT+QPSMS?", 'AT+QINDCFG="csq",2', "AT+QAPRDYIND=1"],
  ...["AT+QGPS=1", "AT+QADC=2", "AT+CBC?", "AT+QTEMP=1", "AT+QCELLINFO?", "AT+QNWCFG=?", 'AT+QENG="other"'],
  ...[
    "AT+CMUX=0",
    "ATD*99#",
    "ATD123;",
    "ATH2",
    "ATA",
    "AT&V",
    "ATS7?",
    "ATS12",
    "ATE2",
    "ATI1",
    "ATZ1",
    "AT&F1",
    "ATO1",
  ],
  ...["AT+CSQ?", "AT+CSQ=1", "AT+CPIN", "AT+CCLK", "AT+QLTS?", "AT+QIACT", "AT+QIGETERROR?", "AT+COPS=5"],
  ...["AT+QICSGP?", "AT+QIRD", "AT+QISEND", "AT+QIOPEN?", "AT+QISTATE=2", "AT+COPS", "AT+CFUN", "AT+IPR"],
  ...['AT+QSSLCFG="alpn",0,"h2"', 'AT+QSSLCFG="psk",0,"a","b"', 'AT+QSSLCFG="dtls",0,1', 'AT+QSSLCFG="keepalive",0,1'],
  ...['AT+QSSLCFG="renegotiation",0,1', 'AT+QSSLCFG="ignorecertitem",0,1', 'AT+QSSLCFG="session",0,1', 'AT+QSSLCFG=""'],
  ...['AT+QCFG="usbnet"', 'AT+QCFG="nat",1', 'AT+QCFG=""', 'AT+QICFG="udp/sendmode"', 'AT+QICFG="passiveclosed",1'],
  ...['AT+QICFG="dataformat",1,1', 'AT+QICFG="viewmode",1', 'AT+QURCCFG="other"', 'AT+QURCCFG="urcport","com1"'],
  ...["AT+NOPE", "AT+NOPE=?", "AT+NOPE?", "AT$QCRSRP?", "AT^SYSINFO", "AT%VER", "AT*", "AT+", "AT=1", "ATQX9"],
];

/** A parameter of AT+QSSLCFG that this module does have. */
function isSupported(profile: string, line: string): boolean {
  const name = /^AT\+QSSLCFG="(\w+)"/.exec(line)?.[1];
  return profileNamed(profile).ssl.parameters.some((parameter) => parameter.name === name);
}

describe.each(PROFILE_NAMES)("%s", (profile) => {
  it("refuses everything that it does not support, and says nothing else", async () => {
    const host = await TestHost.online({ profile });
    const kinds = ["unknownCommand", "unknownForm", "unknownSetting"] as const;
    const refusals = [ERROR, ...kinds.map((kind) => refusal(profile, kind))];
    for (const line of UNSUPPORTED.filter((each) => !isSupported(profile, each)))
      expect(refusals.map((text) => line + text)).toContain(line + (await host.send(line)));
  });

  it.each([0, 1, 2])("refuses a command that it has not as the module does with AT+CMEE=%d", async (mode) => {
    const host = await TestHost.ready({ profile });
    await host.send(`AT+CMEE=${mode}`);
    const expected = mode === 0 ? ERROR : refusal(profile, "unknownCommand");
    for (const line of ["AT+NOPE", "AT+NOPE=?", "AT+NOPE?", 'AT+NOPE="a",1', "AT^SYSINFO", "AT=1", "AT+"])
      expect(line + (await host.send(line))).toBe(line + expected);
  });

  it("has not the commands of other modules", async () => {
    const host = await TestHost.ready({ profile });
    for (const name of profileNamed(profile).absentCommands)
      for (const form of ["", "?", "=?", "=1"])
        expect(await host.send(`AT${name}${form}`)).toBe(refusal(profile, "unknownCommand"));
  });

  it("refuses the forms that a command has not", async () => {
    const host = await TestHost.ready({ profile });
    const marks = { execute: "", read: "?", test: "=?", write: "=0" } as const;
    for (const { name, forms } of makeRegistry(profileNamed(profile).absentCommands).entries) {
      if (!name.startsWith("+")) continue;
      const expected = name.startsWith("+C") ? refusal(profile, "unknownForm") : ERROR;
      for (const [form, mark] of Object.entries(marks)) {
        if (form in forms) continue;
        expect(`${name}${mark} ${await host.send(`AT${name}${mark}`)}`).toBe(name + mark + " " + expected);
      }
    }
  });

  it("tells of a file command's fault by its own code", async () => {
    const host = await TestHost.ready({ profile });
    for (const line of ['AT+QFLDS="SD"', 'AT+QFUPL="SD:a",1']) expect(await host.send(line)).toBe(cme(406));
    const { deleteMissCode } = profileNamed(profile).files;
    expect(await host.send('AT+QFDEL="none"')).toBe(cme(deleteMissCode));
    for (const line of ['AT+QFUPL="a",1,0', "AT+QFOPEN=a", 'AT+QFOPEN="a",3'])
      expect(await host.send(line)).toBe(cme(400));
  });
});

describe("the modules' own ways to refuse", () => {
  it.each([
    ["EG915U", "AT+NOPE", cme(58)],
    ["EG915U", 'AT+QCFG="pcscf"', cme(3)],
    ["EG915U", "AT+CSQ?", ERROR],
    ["BG96", "AT+NOPE", ERROR],
    ["BG96", "AT+CSQ?", cme(3)],
    ["BG96", 'AT+QCFG="pcscf"', ERROR],
    ["EC25", "AT+NOPE", ERROR],
  ])("of the %s: %s", async (profile, line, answer) => {
    const host = await TestHost.ready({ profile });
    expect(await host.send(line)).toBe(answer);
  });

  it("open no connection by DTLS, which is not simulated", async () => {
    const host = await TestHost.online({ profile: "EC25" });
    host.network.listen("h.example", 443, () => {});
    expect(await host.send('AT+QSSLCFG="dtls",0,1')).toBe("\r\nOK\r\n");
    expect(await host.send('AT+QSSLOPEN=1,0,0,"h.example",443')).toBe("\r\nOK\r\n\r\n+QSSLOPEN: 0,566\r\n");
    expect(host.modem.status().lastOpenFailure).toContain("DTLS is not simulated");
  });
});
