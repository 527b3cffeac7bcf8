/** Each difference between the modems, with both answers side by side. */
import { FIRMWARE_NAMES, PROFILE_NAMES, profileNamed } from "../../../tools/simulator";
import { factsOf } from "../../../tools/simulator/profiles";
import { ERROR, OK, TestHost, cme, info } from "./host";

/** What is set up before the question: nothing but the boot, a PDP context, or a connection too. */
type Before = "ready" | "online" | "open";

interface Difference {
  what: string;
  before?: Before;
  command: string;
  EG915U: string;
  BG96: string;
  BG95: string;
  /** EC21 and EC25. */
  EC2x: string;
}

const bands = (masks: string): string => info(`+QCFG: "band",${masks}`);
const radio = (accessTechnology: number): string => info(`+COPS: 0,0,"Simulator",${accessTechnology}`);

const DIFFERENCES: readonly Difference[] = [
  {
    what: "range of the PDP contexts",
    command: "AT+QIACT=?",
    EG915U: info("+QIACT: (1-7)"),
    BG96: info("+QIACT: (1-16)"),
    BG95: info("+QIACT: (1-16)"),
    EC2x: info("+QIACT: (1-16)"),
  },
  {
    what: "name servers of PDP context 8",
    command: "AT+QIDNSCFG=8",
    EG915U: ERROR,
    BG96: info('+QIDNSCFG: 8,"10.7.0.1","10.7.0.2"'),
    BG95: info('+QIDNSCFG: 8,"10.7.0.1","10.7.0.2"'),
    EC2x: info('+QIDNSCFG: 8,"10.7.0.1","10.7.0.2"'),
  },
  {
    what: "range of the ids of an open",
    command: "AT+QSSLOPEN=?",
    EG915U: info("+QSSLOPEN: (1-7),(0-5),(0-11),<serveraddr>,<server_port>[,(0-2)]"),
    BG96: info("+QSSLOPEN: (1-16),(0-5),(0-11),<serveraddr>,<server_port>[,(0-2)]"),
    BG95: info("+QSSLOPEN: (1-16),(0-5),(0-11),<serveraddr>,<server_port>[,(0-2)]"),
    EC2x: info("+QSSLOPEN: (1-16),(0-5),(0-11),<serveraddr>,<server_port>[,(0-2)]"),
  },
  {
    what: "authentication 3 of a PDP context",
    command: 'AT+QICSGP=2,1,"a","u","p",3',
    ...{ EG915U: ERROR, BG96: OK, BG95: OK, EC2x: OK },
  },
  {
    what: "a cipher suite in quotes",
    command: 'AT+QSSLCFG="ciphersuite",0,"0XC02F"',
    ...{ EG915U: OK, BG96: ERROR, BG95: OK, EC2x: OK },
  },
  {
    what: "a cipher suite of ECDSA",
    command: 'AT+QSSLCFG="ciphersuite",0,0XC00A',
    ...{ EG915U: OK, BG96: ERROR, BG95: OK, EC2x: OK },
  },
  {
    what: "one of ECDSA with GCM",
    command: 'AT+QSSLCFG="ciphersuite",0,0XC02B',
    ...{ EG915U: ERROR, BG96: ERROR, BG95: OK, EC2x: ERROR },
  },
  {
    what: "one of 256 bits with GCM",
    command: 'AT+QSSLCFG="ciphersuite",0,0XC030',
    ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: OK },
  },
  {
    what: "RC4 with MD5",
    command: 'AT+QSSLCFG="ciphersuite",0,0X0004',
    ...{ EG915U: ERROR, BG96: OK, BG95: OK, EC2x: OK },
  },
  { what: "sni", command: 'AT+QSSLCFG="sni",0,1', ...{ EG915U: OK, BG96: ERROR, BG95: OK, EC2x: OK } },
  {
    what: "checkhost",
    command: 'AT+QSSLCFG="checkhost",0,1',
    ...{ EG915U: ERROR, BG96: ERROR, BG95: OK, EC2x: ERROR },
  },
  { what: "cacertex", command: 'AT+QSSLCFG="cacertex",0,"a"', ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: OK } },
  {
    what: "closetimemode",
    command: 'AT+QSSLCFG="closetimemode",0,1',
    ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: OK },
  },
  {
    what: "session_cache",
    command: 'AT+QSSLCFG="session_cache",0,1',
    ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: OK },
  },
  { what: "session", command: 'AT+QSSLCFG="session",0,1', ...{ EG915U: ERROR, BG96: ERROR, BG95: OK, EC2x: ERROR } },
  { what: "dtls", command: 'AT+QSSLCFG="dtls",0,1', ...{ EG915U: ERROR, BG96: ERROR, BG95: OK, EC2x: OK } },
  { what: "alpn", command: 'AT+QSSLCFG="alpn",0,"h2"', ...{ EG915U: ERROR, BG96: ERROR, BG95: ERROR, EC2x: OK } },
  { what: "psk", command: 'AT+QSSLCFG="psk",0,"a","b"', ...{ EG915U: ERROR, BG96: ERROR, BG95: ERROR, EC2x: OK } },
  {
    what: "the password of a key",
    command: 'AT+QSSLCFG="clientkey",0,"a","p"',
    ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: OK },
  },
  {
    what: "a setting of a context in use",
    before: "open",
    command: 'AT+QSSLCFG="seclevel",1,0',
    ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: OK },
  },
  {
    what: "the prompt with formatcfg",
    command: 'AT+QICFG="formatcfg",1',
    ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: ERROR },
  },
  {
    what: "the timeout of the prompt",
    command: 'AT+QICFG="qisend/timeout"',
    EG915U: info('+QICFG: "qisend/timeout",5'),
    BG96: ERROR,
    BG95: ERROR,
    EC2x: info('+QICFG: "qisend/timeout",0'),
  },
  { what: "RTC set to local time", command: "AT+CTZU=3", ...{ EG915U: OK, BG96: ERROR, BG95: OK, EC2x: OK } },
  {
    what: "modes of AT+CTZU",
    command: "AT+CTZU=?",
    EG915U: info("+CTZU: (0,1,3)"),
    BG96: info("+CTZU: (0,1)"),
    BG95: info("+CTZU: (0,1,3)"),
    EC2x: info("+CTZU: (0,1,3)"),
  },
  {
    what: "a file that is not there",
    command: 'AT+QFLST="none"',
    ...{ EG915U: OK, BG96: cme(405), BG95: cme(405), EC2x: OK },
  },
  {
    what: "a file to delete that is not there",
    command: 'AT+QFDEL="none"',
    ...{ EG915U: cme(405), BG96: cme(405), BG95: cme(405), EC2x: cme(418) },
  },
  {
    what: "room in RAM",
    command: 'AT+QFLDS="RAM"',
    ...{ EG915U: cme(406), BG96: cme(406), BG95: cme(406), EC2x: info("+QFLDS: 524288,524288") },
  },
  {
    what: "all that is ready",
    command: "AT+QINISTAT",
    EG915U: info("+QINISTAT: 7"),
    BG96: info("+QINISTAT: 3"),
    BG95: info("+QINISTAT: 3"),
    EC2x: info("+QINISTAT: 7"),
  },
  {
    what: "operator and radio",
    command: "AT+COPS?",
    ...{ EG915U: radio(7), BG96: radio(8), BG95: radio(8), EC2x: radio(7) },
  },
  {
    what: "signal",
    command: "AT+QCSQ",
    EG915U: info('+QCSQ: "LTE",-65,-94,148,-9'),
    BG96: info('+QCSQ: "CAT-M1",-65,-94,148,-9'),
    BG95: info('+QCSQ: "eMTC",-65,-94,148,-9'),
    EC2x: info('+QCSQ: "LTE",-65,-94,148,-9'),
  },
  {
    what: "network",
    command: "AT+QNWINFO",
    EG915U: info('+QNWINFO: "FDD LTE","00101","LTE BAND 3",1300'),
    BG96: info('+QNWINFO: "CAT-M1","00101","LTE BAND 20",6400'),
    BG95: info('+QNWINFO: "eMTC","00101","LTE BAND 20",6400'),
    EC2x: info('+QNWINFO: "FDD LTE","00101","LTE BAND 3",1650'),
  },
  {
    what: "order of the radio search, Cat M1 first",
    command: 'AT+QCFG="nwscanseq",0203',
    ...{ EG915U: cme(3), BG96: OK, BG95: OK, EC2x: OK },
  },
  {
    what: "order of the radio search, LTE of the EC2x first",
    command: 'AT+QCFG="nwscanseq",0403010205',
    ...{ EG915U: cme(3), BG96: ERROR, BG95: ERROR, EC2x: OK },
  },
  {
    what: "NB-IoT or Cat M1",
    command: 'AT+QCFG="iotopmode",0,1',
    ...{ EG915U: cme(3), BG96: OK, BG95: OK, EC2x: ERROR },
  },
  {
    what: "bands",
    command: 'AT+QCFG="band"',
    EG915U: bands("0xf,0x8080085,0x0"),
    BG96: bands("0xf,0x400a0e189f,0xa0e189f"),
    BG95: bands("0xf,0x100002000000000f0e189f,0x100042000000000000081a"),
    EC2x: bands("0xbff,0x1e00b0e18df,0x0"),
  },
  { what: "autobaud", command: "AT+IPR=0", ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: ERROR } },
  { what: "4800 baud", command: "AT+IPR=4800", ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: OK } },
  { what: "3000000 baud", command: "AT+IPR=3000000", ...{ EG915U: ERROR, BG96: ERROR, BG95: ERROR, EC2x: OK } },
  { what: "guard time of +++", command: "ATS12=60", ...{ EG915U: OK, BG96: ERROR, BG95: ERROR, EC2x: OK } },
  {
    what: "card number under another name",
    command: "AT+CCID",
    EG915U: info("+QCCID: 89490200001234567890"),
    BG96: ERROR,
    BG95: ERROR,
    EC2x: ERROR,
  },
  {
    what: "ports of URCs",
    command: "AT+QURCCFG=?",
    EG915U: info('+QURCCFG: "urcport",("usbat","usbmodem","uart1","uart2","uart3","all")'),
    BG96: info('+QURCCFG: "urcport",("usbat","usbmodem","uart1","uart2","uart3","all")'),
    BG95: info('+QURCCFG: "urcport",("usbat","usbmodem","uart1","uart2","uart3","all")'),
    EC2x: info('+QURCCFG: "urcport",("usbat","usbmodem","uart1","uart2","all")'),
  },
];

/** What each module says it is. */
const IDENTITIES: Readonly<Record<string, [model: string, revision: string]>> = {
  EG915U: ["EG915U", "EG915UEUABR03A01M08"],
  BG96: ["BG96", "BG96MAR02A07M1G"],
  BG95: ["BG95-M3", "BG95M3LAR02A03"],
  EC21: ["EC21", "EC21EFAR06A08M4G"],
  EC25: ["EC25", "EC25EFAR02A09M4G"],
};

async function prepared(profile: string, before: Before = "ready"): Promise<TestHost> {
  const host = await (before === "ready" ? TestHost.ready({ profile }) : TestHost.online({ profile }));
  if (before === "open") await host.open();
  return host;
}

describe.each(PROFILE_NAMES)("%s", (profile) => {
  const column = profile.startsWith("EC2") ? "EC2x" : (profile as "EG915U" | "BG96" | "BG95");

  it.each(DIFFERENCES.map((row) => [row.what, row.command, row] as const))(
    "answers its own to %s (%s)",
    async (...row) => {
      const [, command, difference] = row;
      const host = await prepared(profile, difference.before);
      expect(await host.send(command)).toBe(difference[column]);
    },
  );

  it("says what it is", async () => {
    const host = await TestHost.ready({ profile });
    const [model, revision] = IDENTITIES[profile]!;
    expect(await host.send("AT+CGMM")).toBe(info(model));
    expect(await host.send("AT+CGMR")).toBe(info(revision));
    expect(await host.send("ATI")).toBe(info("Quectel", model, `Revision: ${revision}`));
  });
});

describe("firmwares", () => {
  it("are found by the module's name and their own, in any case", () => {
    expect(FIRMWARE_NAMES).toEqual([
      ...["EG915U", "BG96", "BG96/rak5010", "BG95"],
      ...["EC21", "EC21/01.002", "EC21/30.203", "EC25", "EC25/01.002", "EC25/30.203"],
    ]);
    expect(profileNamed("bg96/RAK5010").name).toBe("BG96/rak5010");
    expect(() => profileNamed("BG96/none")).toThrow('no modem profile "BG96/none": use one of EG915U, BG96');
  });

  it.each([
    ["BG96", 'AT+QSSLCFG="sni",0,1', ERROR],
    ["BG96/rak5010", 'AT+QSSLCFG="sni",0,1', OK],
    ["BG96/rak5010", 'AT+QSSLCFG="checkhost",0,1', OK],
    ["BG96/rak5010", "AT+CTZU=?", info("+CTZU: (0,1,3)")],
    ["BG96", 'AT+QICFG="recvind"', ERROR],
    ["BG96/rak5010", 'AT+QICFG="recvind"', info('+QICFG: "recvind",0')],
    ["EC25", 'AT+QSSLCFG="ciphersuite",0,0X0004', OK],
    ["EC25/30.203", 'AT+QSSLCFG="ciphersuite",0,0X0004', ERROR],
    ["EC25", 'AT+QSSLCFG="ignorecertitem",0,7', ERROR],
    ["EC21/30.203", 'AT+QSSLCFG="ignorecertitem",0,7', OK],
    ["EC25", 'AT+QSSLCFG="sslversion",0,5', ERROR],
    ["EC25/01.002", 'AT+QSSLCFG="sslversion",0,5', OK],
  ])("of the %s: %s", async (profile, command, answer) => {
    const host = await TestHost.ready({ profile });
    expect(await host.send(command)).toBe(answer);
  });
});

describe("how the values are known", () => {
  it("is told of every value of every firmware, by a manual, a recording, a driver, or what it was taken from", () => {
    for (const name of FIRMWARE_NAMES)
      for (const [trait, { evidence, source }] of Object.entries(factsOf(name))) {
        expect(["manual", "seen", "driver", "assumed"]).toContain(evidence);
        expect(`${name} ${trait}: ${source}`).toMatch(/: .{5,}/);
      }
  });

  it("is no assumption where the module's own list was recorded", () => {
    for (const trait of ["sslParameters", "cipherSuites"] as const)
      expect(
        ["BG95", "EC25", "EC25/30.203", "BG96/rak5010"].map((name) => factsOf(name)[trait].evidence),
      ).not.toContain("assumed");
  });
});

describe("boot", () => {
  it("of the BG96 says APP RDY and ends with +QUSIM, without +QIND lines", async () => {
    const host = new TestHost({ profile: "BG96", timing: { bootMs: 1000 } });
    host.modem.powerOn();
    expect(await host.wait(400)).toBe("\r\nRDY\r\n");
    expect(await host.wait(299)).toBe("");
    expect(await host.wait(1)).toBe("\r\nAPP RDY\r\n");
    expect(await host.wait(300)).toBe("\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n");
  });

  it("of the BG96 counts to 3 in AT+QINISTAT", async () => {
    const host = await TestHost.ready({ profile: "BG96", sim: { busyMs: 1000 } });
    expect(await host.send("AT+QINISTAT")).toBe(info("+QINISTAT: 0"));
    await host.wait(1000);
    expect(await host.send("AT+QINISTAT")).toBe(info("+QINISTAT: 3"));
  });
});

describe("URCs of the EC25", () => {
  it("do not come over the UART until its port is chosen, which outlives a reboot", async () => {
    const host = new TestHost({ profile: "EC25", timing: { bootMs: 1000 } });
    host.modem.powerOn();
    expect(await host.wait(2000)).toBe("");
    await host.send("ATE0", 10);
    expect(await host.send('AT+QURCCFG="urcport"', 10)).toBe(info('+QURCCFG: "urcport","usbat"'));
    expect(await host.send('AT+QURCCFG="urcport","all"', 10)).toBe(OK);
    host.modem.reboot();
    expect(await host.wait(2000)).toBe(
      ["RDY", "+CFUN: 1", "+CPIN: READY", "+QUSIM: 1", "+QIND: PB DONE", "+QIND: SMS DONE"]
        .map((line) => `\r\n${line}\r\n`)
        .join(""),
    );
  });
});

describe("files in RAM", () => {
  it("of the EC25 stand beside those in flash, and are gone after a reboot", async () => {
    const host = await TestHost.ready({ profile: "EC25" });
    await host.send('AT+QFUPL="RAM:ca.pem",3');
    expect(await host.raw("ABC")).toBe(info("+QFUPL: 3,242"));
    await host.send('AT+QFUPL="ca.pem",1');
    expect(await host.raw("A")).toBe(info("+QFUPL: 1,4100"));
    expect(await host.send('AT+QFLST="RAM:*"')).toBe(info('+QFLST: "RAM:ca.pem",3'));
    expect(await host.send('AT+QFLST="*"')).toBe(info('+QFLST: "UFS:ca.pem",1'));
    expect(await host.send('AT+QFLDS="RAM"')).toBe(info("+QFLDS: 524285,524288"));
    expect(await host.send('AT+QSSLCFG="cacert",0,"RAM:ca.pem"')).toBe(OK);
    host.modem.reboot();
    await host.wait(0);
    await host.send("ATE0");
    expect(await host.send('AT+QFLST="RAM:*"')).toBe(OK);
    expect(await host.send('AT+QFLST="*"')).toBe(info('+QFLST: "UFS:ca.pem",1'));
  });
});

describe("PDP contexts", () => {
  it.each([
    ["EG915U", 7],
    ["BG96", 3],
    ["EC25", 3],
  ])("of the %s: %d can be active at once", async (profile, maximum) => {
    const host = await TestHost.ready({ profile });
    for (let id = 1; id <= 7; id++) {
      await host.send(`AT+QICSGP=${id},1,"a"`);
      expect(await host.send(`AT+QIACT=${id}`)).toBe(id <= maximum ? OK : ERROR);
    }
    if (maximum < 7) expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 572,operation not allowed"));
  });

  it("16 of the BG96 carries a connection", async () => {
    const host = await TestHost.online({ profile: "BG96" });
    host.network.listen("h.example", 443, () => {});
    await host.send('AT+QICSGP=16,1,"a"');
    await host.send("AT+QIACT=16");
    expect(await host.send('AT+QSSLOPEN=16,0,0,"h.example",443')).toBe(OK + "\r\n+QSSLOPEN: 0,0\r\n");
  });
});

describe("parameters of AT+QSSLCFG", () => {
  it("of the EC25 are shown in the order in which the module lists them", async () => {
    const host = await TestHost.ready({ profile: "EC25/30.203" });
    const answer = await host.send("AT+QSSLCFG=?");
    expect([...answer.matchAll(/\+QSSLCFG: "(\w+)"/g)].map(([, name]) => name).join(" ")).toBe(
      "sslversion dtls dtlsversion ciphersuite cacert cacertex clientcert clientkey seclevel ignorelocaltime negotiatetime sni psk closetimemode session_cache alpn renegotiation ignoremulticertchainverify ignoreinvalidcertsign ignorecertitem",
    );
    expect(answer).toContain('+QSSLCFG: "psk",(0-5),<identity>,<key>\r\n');
    expect(answer).toContain('+QSSLCFG: "ignorecertitem",(0-5),(0-1048575)\r\n');
  });

  it("that are texts are kept and shown", async () => {
    const host = await TestHost.ready({ profile: "EC25" });
    expect(await host.send('AT+QSSLCFG="psk",1')).toBe(info('+QSSLCFG: "psk",1,""'));
    await host.send('AT+QSSLCFG="psk",1,"me","00ff"');
    expect(await host.send('AT+QSSLCFG="psk",1')).toBe(info('+QSSLCFG: "psk",1,"me","00ff"'));
    for (const line of ['AT+QSSLCFG="psk",1,"me"', 'AT+QSSLCFG="psk",1,"a","b","c"', 'AT+QSSLCFG="alpn",1,h2'])
      expect(await host.send(line)).toBe(ERROR);
  });

  it("of the BG96 are the eight of its manual, in its order, with its cipher suites", async () => {
    const host = await TestHost.ready({ profile: "BG96" });
    const ciphers = "0035 002F 0005 0004 000A 003D C011 C012 C013 C014 C027 C028 C02F FFFF".split(" ");
    expect(await host.send("AT+QSSLCFG=?")).toBe(
      info(
        '+QSSLCFG: "sslversion",(0-5),(0-4)',
        `+QSSLCFG: "ciphersuite",(0-5),(${ciphers.map((code) => `0X${code}`).join(",")})`,
        '+QSSLCFG: "cacert",(0-5),<cacertpath>',
        '+QSSLCFG: "clientcert",(0-5),<client_cert_path>',
        '+QSSLCFG: "clientkey",(0-5),<client_key_path>',
        '+QSSLCFG: "seclevel",(0-5),(0-2)',
        '+QSSLCFG: "ignorelocaltime",(0-5),(0,1)',
        '+QSSLCFG: "negotiatetime",(0-5),(10-300)',
      ),
    );
  });

  it("of a context in use are refused by the BG96 with 563, until the id is closed; other contexts are free", async () => {
    const host = await TestHost.online({ profile: "BG96" });
    (await host.open()).close();
    await host.wait(0);
    expect(await host.send('AT+QSSLCFG="seclevel",1,0')).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 563,socket identity has been used"));
    expect(await host.send('AT+QSSLCFG="seclevel",1')).toBe(info('+QSSLCFG: "seclevel",1,0'));
    expect(await host.send('AT+QSSLCFG="seclevel",2,0')).toBe(OK);
    await host.send("AT+QSSLCLOSE=4");
    expect(await host.send('AT+QSSLCFG="seclevel",1,0')).toBe(OK);
  });

  it("of a context in use are taken by the EG915U and count for connections opened later", async () => {
    const host = await TestHost.online();
    const first = await host.open();
    expect(await host.send('AT+QSSLCFG="sslversion",1,3;+QSSLCFG="closetimemode",1,1')).toBe(OK);
    expect(first.request.tls!.sslVersion).toBe(4);
    expect((await host.open({ clientId: 5 })).request.tls!.sslVersion).toBe(3);
  });
});

describe("an id whose open failed", () => {
  it.each([
    ["EG915U", 563],
    ["BG96", 566],
    ["EC21", 563],
  ])("can be used again at once or not: %s answers %d", async (profile, code) => {
    const host = await TestHost.online({ profile });
    host.network.listen("h.example", 443, () => {});
    expect(await host.send('AT+QSSLOPEN=1,0,0,"h.example",80')).toBe(OK + "\r\n+QSSLOPEN: 0,566\r\n");
    expect(await host.send('AT+QSSLOPEN=1,0,0,"h.example",80')).toBe(`${OK}\r\n+QSSLOPEN: 0,${code}\r\n`);
  });
});

describe("the prompt", () => {
  it("of the BG96 waits for the payload for ever", async () => {
    const host = await TestHost.online({ profile: "BG96" });
    await host.open();
    await host.send("AT+QSSLSEND=4,2");
    expect(await host.wait(3600e3)).toBe("");
    expect(await host.raw("hi")).toBe("\r\nSEND OK\r\n");
  });
});
