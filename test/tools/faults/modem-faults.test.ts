import { FaultHost, OK, OPEN, PROMPT } from "./fault-host";

const BOOT = /\r\nRDY\r\n[\s\S]*\+CPIN: READY/;
const SEND = "AT+QSSLSEND=4,4";

describe("faults of the modem", () => {
  it("modem-reboot: it boots in the middle of a payload and forgets what it was told", async () => {
    const host = await FaultHost.online();
    await host.open();
    host.schedule({ when: { payload: "*", byte: 3 }, fault: "modem-reboot" });
    expect(await host.send(SEND)).toBe(PROMPT);
    expect(await host.raw("data", 1000)).toMatch(BOOT);
    expect(await host.send("ATE0;+QSSLSTATE;+QIACT?")).toBe(`ATE0;+QSSLSTATE;+QIACT?\r${OK}`);
  });

  it("modem-reboot: unheard, only its echo tells of it", async () => {
    const host = await FaultHost.online();
    await host.strike("modem-reboot", { boot: "unheard" });
    expect(await host.wait(5000)).not.toMatch(/RDY|CPIN/);
    expect(await host.send("AT")).toBe(`AT\r${OK}`);
  });

  it("modem-reboot: what is on the line at that moment does not arrive", async () => {
    const host = await FaultHost.online();
    host.schedule({ when: { toHost: "+CSQ" }, fault: "modem-reboot" });
    expect(await host.send("AT+CSQ", 1000)).toMatch(/^\r\n\+CSQ\r\nRDY/);
  });

  it("modem-power-loss: silence, then a boot with the clock of the factory", async () => {
    const host = await FaultHost.online();
    await host.strike("modem-power-loss", { seconds: 20 });
    expect(await host.send("AT", 19_900)).toBe("");
    expect(host.modem.status().power).toBe("off");
    expect(await host.wait(100)).toMatch(BOOT);
    expect(host.modem.status().rtc).toMatch(/^1980/);
  });

  it("modem-freeze: it says nothing, not even of a dropped bearer, until its watchdog restarts it", async () => {
    const host = await FaultHost.online();
    await host.open();
    await host.strike("modem-freeze", { seconds: 100 });
    host.modem.dropPdp(1);
    expect(await host.send("AT", 99_000)).toBe("");
    expect(await host.wait(1000)).toMatch(BOOT);
  });

  it("modem-freeze: for ever unless its power is switched; a restart before its time is the end of it", async () => {
    const host = await FaultHost.online();
    await host.strike("modem-freeze", { seconds: 0 });
    expect(await host.send("AT", 86400e3)).toBe("");
    host.modem.powerOff();
    host.modem.powerOn();
    expect(await host.wait(0)).toMatch(BOOT);
    await host.strike("modem-freeze", { seconds: 100 });
    host.modem.reboot();
    await host.wait(0);
    await host.send("ATE0", 50_000);
    expect(await host.wait(100_000)).toBe("");
    expect(await host.send("AT")).toBe(OK);
  });

  it("modem-silent: no command is answered, but URCs come", async () => {
    const host = await FaultHost.online();
    await host.strike("modem-silent", { seconds: 10 });
    expect(await host.send("AT", 5000)).toBe("");
    host.modem.urc("RING");
    expect(await host.wait(5000)).toBe("\r\nRING\r\n");
    expect(await host.send("AT")).toBe(OK);
  });

  it("answer-late: one command is taken up late, the next one waits for it", async () => {
    const host = await FaultHost.online();
    await host.strike("answer-late", { ms: 3000 });
    expect(await host.send("AT+CSQ", 2999)).toBe("");
    expect(await host.send("AT", 0)).toBe("");
    expect(await host.wait(1)).toBe(`\r\n+CSQ: 24,99\r\n${OK}${OK}`);
    expect(await host.send("AT")).toBe(OK);
  });

  it("answer-lost: commands are carried out, but nothing is said", async () => {
    const host = await FaultHost.online();
    await host.strike("answer-lost", { count: 2 });
    expect(await host.send("AT+CSQ")).toBe("");
    expect(await host.send("ATE1")).toBe("");
    expect(await host.send("AT")).toBe(`AT\r${OK}`);
  });

  it("answer-error: commands are not carried out, and answer with that error", async () => {
    const host = await FaultHost.online();
    await host.strike("answer-error", { result: "+CME ERROR: 14", count: 2 });
    expect(await host.send("ATE1")).toBe("\r\n+CME ERROR: 14\r\n");
    expect(await host.send("AT")).toBe("\r\n+CME ERROR: 14\r\n");
    expect(await host.send("AT")).toBe(OK);
  });

  it("prompt-lost: no prompt comes, and what comes is taken for the payload", async () => {
    const host = await FaultHost.online();
    await host.open();
    await host.strike("prompt-lost");
    expect(await host.send(SEND)).toBe("");
    expect(await host.raw("AT\rA")).toBe("\r\nSEND OK\r\n");
    expect(await host.send(SEND)).toBe(PROMPT);
  });

  it("prompt-error: a send answers ERROR in place of the prompt", async () => {
    const host = await FaultHost.online();
    await host.open();
    await host.strike("prompt-error");
    expect(await host.send(SEND)).toBe("\r\nERROR\r\n");
    expect(await host.send(SEND)).toBe(PROMPT);
  });

  it("send-fail: nothing of the payload is taken", async () => {
    const host = await FaultHost.online();
    const peer = await host.open();
    let got = "";
    peer.onData = (bytes) => (got += bytes.toString());
    await host.strike("send-fail");
    await host.send(SEND);
    expect(await host.raw("data")).toBe("\r\nSEND FAIL\r\n");
    expect(got).toBe("");
    await host.send(SEND);
    expect(await host.raw("data")).toBe("\r\nSEND OK\r\n");
    expect(got).toBe("data");
  });

  it("stack-exhausted: opens are refused with 552 until a power cycle, which a restart is not", async () => {
    const host = await FaultHost.online();
    await host.strike("stack-exhausted");
    expect(await host.send(OPEN)).toBe("\r\nERROR\r\n");
    expect(await host.send("AT+QIGETERROR")).toContain("552");
    const setUp = ["ATE0", 'AT+QICSGP=1,1,"internet"', "AT+QIACT=1"];
    host.modem.reboot();
    for (const line of ["", ...setUp]) await host.send(line);
    expect(await host.send(OPEN)).toBe("\r\nERROR\r\n");
    host.modem.powerOff();
    host.modem.powerOn();
    for (const line of ["", ...setUp]) await host.send(line);
    expect(await host.send(OPEN)).toContain(OK);
  });

  it("settings-lost: an SSL context is at its defaults again", async () => {
    const host = await FaultHost.online();
    await host.send('AT+QSSLCFG="seclevel",1,2');
    await host.strike("settings-lost");
    expect(await host.send('AT+QSSLCFG="seclevel",1')).toContain('"seclevel",1,0');
  });

  it("flash-full: nothing more goes in, and what is there stays", async () => {
    const host = await FaultHost.online({ files: new Map([["ca.pem", Buffer.from("CA")]]) });
    await host.strike("flash-full", { seconds: 10 });
    for (const line of ['AT+QFUPL="a",4', 'AT+QFUPL="a"', 'AT+QFOPEN="a"'])
      expect(await host.send(line)).toBe("\r\n+CME ERROR: 420\r\n");
    expect(await host.send('AT+QFLST="ca.pem"')).toContain("ca.pem");
    await host.wait(10_000);
    expect(await host.send('AT+QFUPL="a",4')).toBe("\r\nCONNECT\r\n");
  });

  it("files-lost: the file system is empty", async () => {
    const host = await FaultHost.online({ files: new Map([["ca.pem", Buffer.from("CA")]]) });
    await host.strike("files-lost");
    expect(host.modem.status().files).toEqual([]);
  });

  it("clock-jump: the clock is wrong, and goes on from there", async () => {
    const host = await FaultHost.online();
    const before = Date.parse(host.modem.status().rtc);
    await host.strike("clock-jump", { by: -3600 });
    await host.wait(5000);
    expect(Date.parse(host.modem.status().rtc) - before).toBe(-3595e3);
  });

  it("clock-lost: it is 1980, and the network's time is unknown", async () => {
    const host = await FaultHost.online();
    expect(await host.send("AT+QLTS=1")).toContain('"2026/');
    await host.strike("clock-lost");
    expect(await host.send("AT+CCLK?")).toContain('"80/01/06');
    expect(await host.send("AT+QLTS=1")).toContain('+QLTS: ""');
  });

  it("sim-removed: no card, no registration, no bearer, also after a restart; then all comes back", async () => {
    const host = await FaultHost.registered();
    await host.strike("sim-removed", { seconds: 30 });
    expect(await host.wait(0)).toMatch(/\+CPIN: NOT READY\r\n[\s\S]*\+CEREG: 0/);
    expect(await host.send("AT+CPIN?", 100)).toContain("+CME ERROR: 10");
    host.modem.reboot();
    expect(await host.wait(10_000)).toContain("+CPIN: NOT INSERTED");
    expect(host.modem.status().registration).toBe(0);
    expect(await host.wait(20_000)).toContain("+CPIN: READY");
    await host.wait(5000);
    expect(host.modem.status().registration).toBe(1);
  });
});
