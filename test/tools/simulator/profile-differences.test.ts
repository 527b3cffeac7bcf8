/** Each difference between the modems, with both answers side by side. */
import { PROFILE_NAMES } from "../../../tools/simulator";
import { ERROR, OK, TestHost, cme, info } from "./host";

/** What is set up before the question: nothing but the boot, a PDP context, or a connection too. */
type Before = "ready" | "online" | "open";

interface Difference {
  what: string;
  before?: Before;
  command: string;
  EG915U: string;
  BG96: string;
}

const DIFFERENCES: readonly Difference[] = [
  { what: "model", command: "AT+CGMM", EG915U: info("EG915U"), BG96: info("BG96") },
  { what: "revision", command: "AT+CGMR", EG915U: info("EG915UEUABR03A01M08"), BG96: info("BG96MAR02A07M1G") },
  {
    what: "range of the PDP contexts",
    command: "AT+QIACT=?",
    EG915U: info("+QIACT: (1-7)"),
    BG96: info("+QIACT: (1-16)"),
  },
  {
    what: "name servers of PDP context 8",
    command: "AT+QIDNSCFG=8",
    EG915U: ERROR,
    BG96: info('+QIDNSCFG: 8,"10.7.0.1","10.7.0.2"'),
  },
  {
    what: "range of the ids of an open",
    command: "AT+QSSLOPEN=?",
    EG915U: info("+QSSLOPEN: (1-7),(0-5),(0-11),<serveraddr>,<server_port>[,(0-2)]"),
    BG96: info("+QSSLOPEN: (1-16),(0-5),(0-11),<serveraddr>,<server_port>[,(0-2)]"),
  },
  { what: "authentication 3 of a PDP context", command: 'AT+QICSGP=2,1,"a","u","p",3', EG915U: ERROR, BG96: OK },
  { what: "a cipher suite in quotes", command: 'AT+QSSLCFG="ciphersuite",0,"0XC02F"', EG915U: OK, BG96: ERROR },
  { what: "a cipher suite of ECDSA", command: 'AT+QSSLCFG="ciphersuite",0,0XC00A', EG915U: OK, BG96: ERROR },
  { what: "RC4 with MD5", command: 'AT+QSSLCFG="ciphersuite",0,0X0004', EG915U: ERROR, BG96: OK },
  { what: "sni", command: 'AT+QSSLCFG="sni",0,1', EG915U: OK, BG96: ERROR },
  { what: "cacertex", command: 'AT+QSSLCFG="cacertex",0,"a"', EG915U: OK, BG96: ERROR },
  { what: "closetimemode", command: 'AT+QSSLCFG="closetimemode",0,1', EG915U: OK, BG96: ERROR },
  { what: "session_cache", command: 'AT+QSSLCFG="session_cache",0,1', EG915U: OK, BG96: ERROR },
  { what: "the password of a key", command: 'AT+QSSLCFG="clientkey",0,"a","p"', EG915U: OK, BG96: ERROR },
  {
    what: "a setting of a context in use",
    before: "open",
    command: 'AT+QSSLCFG="seclevel",1,0',
    EG915U: OK,
    BG96: ERROR,
  },
  { what: "the prompt with formatcfg", command: 'AT+QICFG="formatcfg",1', EG915U: OK, BG96: ERROR },
  { what: "the timeout of the prompt", command: 'AT+QICFG="qisend/timeout",5', EG915U: OK, BG96: ERROR },
  { what: "RTC set to local time", command: "AT+CTZU=3", EG915U: OK, BG96: ERROR },
  { what: "modes of AT+CTZU", command: "AT+CTZU=?", EG915U: info("+CTZU: (0,1,3)"), BG96: info("+CTZU: (0,1)") },
  { what: "a file that is not there", command: 'AT+QFLST="none"', EG915U: OK, BG96: cme(405) },
  { what: "all that is ready", command: "AT+QINISTAT", EG915U: info("+QINISTAT: 7"), BG96: info("+QINISTAT: 3") },
  {
    what: "operator and radio",
    command: "AT+COPS?",
    EG915U: info('+COPS: 0,0,"Simulator",7'),
    BG96: info('+COPS: 0,0,"Simulator",8'),
  },
  {
    what: "radio in the registration",
    command: "AT+CEREG=2;+CEREG?",
    EG915U: info('+CEREG: 2,1,"5A1D","6A8B701",7'),
    BG96: info('+CEREG: 2,1,"5A1D","6A8B701",8'),
  },
  {
    what: "signal",
    command: "AT+QCSQ",
    EG915U: info('+QCSQ: "LTE",-65,-94,148,-9'),
    BG96: info('+QCSQ: "CAT-M1",-65,-94,148,-9'),
  },
  {
    what: "network",
    command: "AT+QNWINFO",
    EG915U: info('+QNWINFO: "FDD LTE","00101","LTE BAND 3",1300'),
    BG96: info('+QNWINFO: "CAT-M1","00101","LTE BAND 20",6400'),
  },
  { what: "order of the radio search", command: 'AT+QCFG="nwscanseq",0203', EG915U: ERROR, BG96: OK },
  { what: "NB-IoT or Cat M1", command: 'AT+QCFG="iotopmode",0,1', EG915U: ERROR, BG96: OK },
  {
    what: "bands",
    command: 'AT+QCFG="band"',
    EG915U: info('+QCFG: "band",0xf,0x8080085,0x0'),
    BG96: info('+QCFG: "band",0xf,0x400a0e189f,0xa0e189f'),
  },
  { what: "autobaud", command: "AT+IPR=0", EG915U: OK, BG96: ERROR },
  { what: "1200 baud", command: "AT+IPR=1200", EG915U: OK, BG96: ERROR },
  { what: "guard time of +++", command: "ATS12=60", EG915U: OK, BG96: ERROR },
  {
    what: "card number under another name",
    command: "AT+CCID",
    EG915U: info("+QCCID: 89490200001234567890"),
    BG96: ERROR,
  },
];

async function prepared(profile: string, before: Before = "ready"): Promise<TestHost> {
  const host = await (before === "ready" ? TestHost.ready({ profile }) : TestHost.online({ profile }));
  if (before === "open") await host.open();
  return host;
}

describe.each(["EG915U", "BG96"] as const)("%s", (profile) => {
  it.each(DIFFERENCES.map((row) => [row.what, row.command, row] as const))(
    "answers its own to %s (%s)",
    async (...row) => {
      const [, command, difference] = row;
      const host = await prepared(profile, difference.before);
      expect(await host.send(command)).toBe(difference[profile]);
    },
  );
});

it("is the list of all profiles that is compared", () => {
  expect(PROFILE_NAMES).toEqual(["EG915U", "BG96"]);
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

describe("PDP contexts", () => {
  it.each([
    ["EG915U", 7],
    ["BG96", 3],
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
  it("of the BG96 are the eight of its manual, in its order, with its cipher suites", async () => {
    const host = await TestHost.ready({ profile: "BG96" });
    const ciphers = "0035 002F 0005 0004 000A 003D C011 C012 C013 C014 C027 C028 C02F FFFF".split(" ");
    expect(await host.send("AT+QSSLCFG=?")).toBe(
      info(
        '+QSSLCFG: "sslversion",(0-5),(0-4)',
        `+QSSLCFG: "ciphersuite",(0-5),(${ciphers.map((code) => `0X${code}`).join(",")})`,
        '+QSSLCFG: "cacert",(0-5),<cacertpath>',
        '+QSSLCFG: "clientcert",(0-5),<clientcertpath>',
        '+QSSLCFG: "clientkey",(0-5),<clientkeypath>',
        '+QSSLCFG: "seclevel",(0-5),(0-2)',
        '+QSSLCFG: "ignorelocaltime",(0-5),(0-1)',
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
