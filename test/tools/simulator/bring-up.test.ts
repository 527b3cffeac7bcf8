import { INSTANT_TIMING } from "../../../tools/simulator";
import { ERROR, OK, TestHost, cme, info } from "./host";

describe("SIM", () => {
  it("asks for the PIN, counts wrong ones, and takes the right one", async () => {
    const host = await TestHost.ready({ sim: { pin: "4711" } });
    expect(await host.send("AT+CPIN?")).toBe(info("+CPIN: SIM PIN"));
    expect(await host.send("AT+CIMI")).toBe(cme(11));
    expect(await host.send('AT+CPIN="0000"')).toBe(cme(16));
    expect(await host.send("AT+CREG?")).toBe(info("+CREG: 0,0"));
    expect(await host.send('AT+CPIN="4711"')).toBe(
      OK + "\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n\r\n+QIND: PB DONE\r\n",
    );
    expect(await host.send("AT+CREG?")).toBe(info("+CREG: 0,1"));
    expect(await host.send('AT+CPIN="4711"')).toBe(cme(3));
  });

  it("wants the PUK after three wrong PINs, also after a power cycle", async () => {
    const host = await TestHost.ready({ sim: { pin: "4711", puk: "87654321" } });
    for (let attempt = 0; attempt < 3; attempt++) expect(await host.send('AT+CPIN="0000"')).toBe(cme(16));
    expect(await host.send("AT+CPIN?")).toBe(info("+CPIN: SIM PUK"));
    host.modem.powerOff();
    host.modem.powerOn();
    await host.wait(0);
    await host.send("ATE0");
    expect(await host.send('AT+CPIN="4711"')).toBe(cme(12));
    expect(await host.send('AT+CPIN="11111111","1111"')).toBe(cme(16));
    expect(await host.send('AT+CPIN="87654321","1111"')).toContain("+CPIN: READY");
  });

  it("is busy for a while, then announces itself and registers", async () => {
    const host = await TestHost.ready({ sim: { busyMs: 3000 } });
    expect(await host.send("AT+CPIN?")).toBe(cme(14));
    expect(await host.send("AT+QINISTAT")).toBe(info("+QINISTAT: 0"));
    expect(await host.wait(2999)).toBe("");
    expect(await host.wait(1)).toContain("\r\n+CPIN: READY\r\n");
    expect(await host.send("AT+QINISTAT")).toBe(info("+QINISTAT: 7"));
  });

  it("announces itself once however early the PIN comes or the card is free", async () => {
    for (const sim of [{ pin: "4711" }, { busyMs: 200 }]) {
      const host = new TestHost({ sim, timing: { ...INSTANT_TIMING, bootMs: 1000 } });
      host.modem.powerOn();
      await host.wait(400);
      const answer = "pin" in sim ? await host.send('AT+CPIN="4711"', 2000) : await host.wait(2000);
      for (const line of ["+CPIN: READY", "+QUSIM: 1", "+QIND: PB DONE"]) expect(answer.split(line)).toHaveLength(2);
    }
  });

  it("never registers without a card", async () => {
    const host = await TestHost.ready({ sim: { state: "absent" } });
    expect(await host.send("AT+CEREG?", 60e3)).toBe(info("+CEREG: 0,0"));
    expect(await host.send("AT+QIACT=1")).toBe(ERROR);
  });
});

describe("registration", () => {
  it("plays the script and reports each change in URC form", async () => {
    const registration = [
      { stat: 2, afterMs: 100 },
      { stat: 3, afterMs: 1000 },
      { stat: 2, afterMs: 1000 },
      { stat: 5, afterMs: 1000 },
    ] as const;
    const host = await TestHost.ready({ registration });
    await host.send("AT+CREG=1;+CEREG=2");
    expect(await host.wait(100)).toBe("\r\n+CREG: 2\r\n\r\n+CEREG: 2\r\n");
    expect(await host.wait(1000)).toBe("\r\n+CREG: 3\r\n\r\n+CEREG: 3\r\n");
    expect(await host.send("AT+CEREG?")).toBe(info("+CEREG: 2,3"));
    await host.wait(1000);
    expect(await host.wait(1000)).toBe('\r\n+CREG: 5\r\n\r\n+CEREG: 5,"5A1D","6A8B701",7\r\n');
    expect(await host.send("AT+CEREG?;+CREG?;+CGREG?")).toBe(
      '\r\n+CEREG: 2,5,"5A1D","6A8B701",7\r\n\r\n+CREG: 1,5\r\n\r\n+CGREG: 0,5\r\n\r\nOK\r\n',
    );
  });

  it("has neither signal nor operator nor bearer until it is registered", async () => {
    const host = await TestHost.ready({ registration: [{ stat: 2, afterMs: 0 }] });
    expect(await host.send("AT+CSQ")).toBe(info("+CSQ: 99,99"));
    expect(await host.send("AT+COPS?")).toBe(info("+COPS: 0"));
    expect(await host.send("AT+QCSQ")).toBe(info('+QCSQ: "NOSERVICE"'));
    await host.send('AT+QICSGP=1,1,"a"');
    expect(await host.send("AT+QIACT=1")).toBe(ERROR);
    host.modem.setRegistration(1);
    expect(await host.send("AT+COPS?")).toBe(info('+COPS: 0,0,"Simulator",7'));
    expect(await host.send("AT+QNWINFO")).toBe(info('+QNWINFO: "FDD LTE","00101","LTE BAND 3",1300'));
    expect(await host.send("AT+QIACT=1")).toBe(OK);
  });

  it("drops bearer and registration with the radio, and registers anew", async () => {
    const host = await TestHost.online();
    await host.open();
    expect(await host.send("AT+CFUN=4")).toBe('\r\n+QIURC: "pdpdeact",1\r\n' + OK);
    expect(await host.send("AT+CREG?")).toBe(info("+CREG: 0,0"));
    expect(await host.send("AT+QSSLSTATE=4")).toContain(",4,1,4,0,");
    await host.send("AT+CFUN=1");
    expect(await host.send("AT+CREG?")).toBe(info("+CREG: 0,1"));
  });
});

describe("PDP context", () => {
  it("refuses to activate twice, without definition, and out of range", async () => {
    const host = await TestHost.online();
    expect(await host.send("AT+QIACT=1")).toBe(ERROR);
    expect(await host.send("AT+QIACT=2")).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 573,APN not configured"));
    for (const id of [0, 8]) expect(await host.send(`AT+QIACT=${id}`)).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 552,invalid parameters"));
    expect(await host.send('AT+QICSGP=1,1,"other"')).toBe(ERROR);
    expect(await host.send('AT+QICSGP=2,4,"a"')).toBe(ERROR);
    expect(await host.send('AT+QICSGP=2,1,"a","u","p",3')).toBe(ERROR);
  });

  it("shows its definition and loses it at a reboot", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QICSGP=3,1,"net","me","secret",1');
    expect(await host.send("AT+QICSGP=3")).toBe(info('+QICSGP: 1,"net","me","secret",1'));
    host.modem.reboot();
    await host.wait(0);
    host.take();
    expect(await host.send("ATE0;+QICSGP=3")).toContain('+QICSGP: 1,"","","",0');
  });

  it("frees its ids at QIDEACT, but keeps them taken when the network drops it", async () => {
    const host = await TestHost.online();
    await host.open();
    host.modem.dropPdp(1);
    expect(await host.wait(0)).toBe('\r\n+QIURC: "pdpdeact",1\r\n');
    expect(await host.send("AT+QSSLSEND=4,1")).toBe(ERROR);
    expect(host.modem.status().sockets).toHaveLength(1);
    expect(await host.send("AT+QIDEACT=1")).toBe(OK);
    expect(host.modem.status().sockets).toHaveLength(0);
    expect(await host.send('AT+QSSLOPEN=1,1,4,"h.example",443')).toBe(ERROR);
  });

  it("takes its time when told so, and what is sent meanwhile waits", async () => {
    const host = await TestHost.ready({ timing: { ...INSTANT_TIMING, pdpMs: 5000 } });
    await host.send('AT+QICSGP=1,1,"a"');
    host.modem.uart.write(Buffer.from("AT+QIACT=1\rAT+CSQ\r"));
    expect(await host.wait(4999)).toBe("");
    expect(await host.wait(1)).toBe(OK + info("+CSQ: 24,99"));
  });
});

describe("clock", () => {
  const networkTimeMs = (): number => Date.UTC(2026, 2, 9, 12, 0, 0);

  it("starts in 1980, runs, and survives a reboot but not a power cut", async () => {
    const host = await TestHost.ready({ nitz: false });
    expect(await host.send("AT+CCLK?")).toBe(info('+CCLK: "80/01/06,00:00:00+00"'));
    await host.send('AT+CCLK="26/03/09,12:00:00+08"');
    await host.wait(61e3);
    host.modem.reboot();
    await host.wait(0);
    await host.send("ATE0");
    expect(await host.send("AT+CCLK?")).toBe(info('+CCLK: "26/03/09,12:01:01+08"'));
    host.modem.powerOff();
    host.modem.powerOn();
    await host.wait(0);
    await host.send("ATE0");
    expect(await host.send("AT+CCLK?")).toBe(info('+CCLK: "80/01/06,00:00:00+00"'));
  });

  it.each(["26/13/01,00:00:00+00", "26/02/30,00:00:00+00", "26/03/09,24:00:00+00", "2026/03/09,12:00:00+00"])(
    "refuses the date %s",
    async (text) => {
      const host = await TestHost.ready();
      expect(await host.send(`AT+CCLK="${text}"`)).toBe(ERROR);
    },
  );

  it("shows the network's time in three ways and leaves the RTC alone unless CTZU says otherwise", async () => {
    const registration = [{ stat: 1, afterMs: 1000 }] as const;
    const host = await TestHost.ready({ networkTimeMs, zoneQuarters: 4, registration });
    expect(await host.send("AT+QLTS")).toBe(info('+QLTS: ""'));
    await host.wait(11e3);
    expect(await host.send("AT+QLTS")).toBe(info('+QLTS: "2026/03/09,12:00:00+04,0"'));
    expect(await host.send("AT+QLTS=1")).toBe(info('+QLTS: "2026/03/09,12:00:10+04,0"'));
    expect(await host.send("AT+QLTS=2")).toBe(info('+QLTS: "2026/03/09,13:00:10+04,0"'));
    expect(await host.send("AT+CCLK?")).toContain('"80/01/06,');
    await host.send("AT+CTZU=1");
    host.modem.reboot();
    await host.wait(1000);
    await host.send("ATE0");
    expect(await host.send("AT+CCLK?")).toBe(info('+CCLK: "26/03/09,12:00:00+04"'));
    expect(await host.send("AT+CTZU=2")).toBe(ERROR);
  });

  it("has no network time where the network sends none", async () => {
    const host = await TestHost.ready({ nitz: false });
    expect(await host.send("AT+QLTS=1", 60e3)).toBe(info('+QLTS: ""'));
  });

  it("reports the zone", async () => {
    const registration = [{ stat: 1, afterMs: 1000 }] as const;
    const host = await TestHost.ready({ networkTimeMs, zoneQuarters: -16, registration });
    await host.send("AT+CTZR=2");
    expect(await host.wait(1000)).toBe('\r\n+CTZE: "-16",0,"2026/03/09,08:00:00"\r\n');
  });

  it("sets the clock by NTP after a while, one request at a time", async () => {
    const host = await TestHost.online({ networkTimeMs, nitz: false, timing: { ...INSTANT_TIMING, ntpMs: 700 } });
    expect(await host.send('AT+QNTP=1,"pool.ntp.org"')).toBe(OK);
    expect(await host.send('AT+QNTP=1,"pool.ntp.org"')).toBe(ERROR);
    expect(await host.wait(700)).toBe('\r\n+QNTP: 0,"2026/03/09,12:00:00+00"\r\n');
    expect(await host.send("AT+CCLK?")).toBe(info('+CCLK: "26/03/09,12:00:00+00"'));
  });

  it.each([565, 569])("passes on the NTP error %d and leaves the clock alone", async (error) => {
    const host = await TestHost.online({ ntp: { error }, nitz: false });
    expect(await host.send('AT+QNTP=1,"pool.ntp.org"')).toBe(`${OK}\r\n+QNTP: ${error}\r\n`);
    expect(await host.send("AT+CCLK?")).toContain('"80/01/06,');
    expect(await host.send('AT+QNTP=2,"pool.ntp.org"')).toBe(ERROR);
  });
});
