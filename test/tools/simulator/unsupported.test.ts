/** What the simulator does not know answers ERROR: no success is invented. */
import { PROFILE_NAMES, profileNamed } from "../../../tools/simulator";
import { makeRegistry } from "../../../tools/simulator/commands";
import { ERROR, TestHost, cme } from "./host";

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

describe.each(PROFILE_NAMES)("%s", (profile) => {
  it("answers ERROR to everything that it does not support, and nothing else", async () => {
    const host = await TestHost.online({ profile });
    for (const line of UNSUPPORTED) expect(`${line} ${await host.send(line)}`).toBe(line + " " + ERROR);
  });

  it("has not the commands of other modules", async () => {
    const host = await TestHost.ready({ profile });
    for (const name of profileNamed(profile).absentCommands)
      for (const form of ["", "?", "=?", "=1"]) expect(await host.send(`AT${name}${form}`)).toBe(ERROR);
  });

  it("answers ERROR to the forms that a command has not", async () => {
    const host = await TestHost.ready({ profile });
    const marks = { execute: "", read: "?", test: "=?", write: "=0" } as const;
    for (const { name, forms } of makeRegistry(profileNamed(profile).absentCommands).entries) {
      if (!name.startsWith("+")) continue;
      for (const [form, mark] of Object.entries(marks)) {
        if (form in forms) continue;
        expect(`${name}${mark} ${await host.send(`AT${name}${mark}`)}`).toBe(name + mark + " " + ERROR);
      }
    }
  });

  it("tells of a file command's fault by its own code", async () => {
    const host = await TestHost.ready({ profile });
    for (const line of ['AT+QFLDS="RAM"', 'AT+QFUPL="RAM:a",1']) expect(await host.send(line)).toBe(cme(406));
    for (const line of ['AT+QFUPL="a",1,0', "AT+QFOPEN=a", 'AT+QFOPEN="a",3'])
      expect(await host.send(line)).toBe(cme(400));
  });
});
