/** Attachment, PDP contexts in the words of 3GPP, operators and the cell: what drivers ask at their start. */
import { OK, TestHost, cme, info, ERROR } from "./host";

describe("AT+CGDCONT", () => {
  it("has the same definition as AT+QICSGP, and keeps its user and password", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QICSGP=2,1,"one","me","secret",1');
    expect(await host.send('AT+CGDCONT=2,"IPV4V6","two"')).toBe(OK);
    expect(await host.send("AT+QICSGP=2")).toBe(info('+QICSGP: 3,"two","me","secret",1'));
    expect(await host.send("AT+CGDCONT?")).toContain('+CGDCONT: 2,"IPV4V6","two","0.0.0.0",0,0,0,0\r\n');
    expect(await host.send("AT+QIACT=2")).toBe(OK);
    expect(await host.send("AT+CGDCONT?")).toContain('+CGDCONT: 2,"IPV4V6","two","10.7.157.2",0,0,0,0\r\n');
  });

  it("with the context alone takes the definition back, but not of an active one", async () => {
    const host = await TestHost.ready();
    await host.send('AT+CGDCONT=2,"ip","a"');
    expect(await host.send("AT+CGDCONT=2")).toBe(OK);
    expect(await host.send("AT+CGDCONT?")).not.toContain("+CGDCONT: 2");
    await host.send('AT+CGDCONT=2,"IP","a";+QIACT=2');
    for (const line of ["AT+CGDCONT=2", 'AT+CGDCONT=2,"IP","b"']) expect(await host.send(line)).toBe(cme(3));
  });
});

describe("AT+CGACT and AT+CGPADDR", () => {
  it("show the context that the modem registered with, and those of AT+QIACT", async () => {
    const host = await TestHost.ready();
    await host.send('AT+CGDCONT=2,"IP","a"');
    expect(await host.send("AT+CGACT?")).toBe(info("+CGACT: 1,1", "+CGACT: 2,0"));
    expect(await host.send("AT+CGPADDR")).toBe(info('+CGPADDR: 1,"10.7.157.1"', '+CGPADDR: 2,"0.0.0.0"'));
    await host.send("AT+QIACT=2");
    expect(await host.send("AT+CGPADDR=2")).toBe(info('+CGPADDR: 2,"10.7.157.2"'));
  });

  it("activate and deactivate a bearer, and connections need AT+QIACT all the same", async () => {
    const host = await TestHost.ready();
    expect(await host.send("AT+CGACT=1,3")).toBe(cme(3));
    await host.send('AT+CGDCONT=3,"IP","a"');
    expect(await host.send("AT+CGACT=1,3")).toBe(OK);
    expect(await host.send("AT+CGACT?")).toContain("+CGACT: 3,1");
    expect(await host.send("AT+QIACT?")).toBe(OK);
    expect(await host.send("AT+QIACT=3")).toBe(OK);
    expect(await host.send("AT+CGACT=0,3")).toBe(`\r\n+QIURC: "pdpdeact",3\r\n${OK}`);
    expect(await host.send("AT+CGACT?")).toContain("+CGACT: 3,0");
  });

  it("refuse to end the last connection of LTE, and anything without a network", async () => {
    const host = await TestHost.ready();
    expect(await host.send("AT+CGACT=0,1")).toBe(cme(171));
    await host.send('AT+CGDCONT=3,"IP","a";+CFUN=4');
    expect(await host.send("AT+CGACT=1,3")).toBe(cme(30));
    expect(await host.send("AT+CGPADDR=3")).toBe(info('+CGPADDR: 3,"0.0.0.0"'));
  });
});

describe("AT+CGATT", () => {
  it("leaves the network with all bearers, and comes back", async () => {
    const host = await TestHost.online();
    await host.send("AT+CEREG=1");
    expect(await host.send("AT+CGATT=0")).toBe(`\r\n+CEREG: 0\r\n\r\n+QIURC: "pdpdeact",1\r\n${OK}`);
    expect(await host.send("AT+CGATT?")).toBe(info("+CGATT: 0"));
    expect(await host.send("AT+CGATT=1", 100)).toContain("+CEREG: 1");
    expect(await host.send("AT+CGATT?")).toBe(info("+CGATT: 1"));
  });

  it("waits until the modem is registered, and gives up after 140 s", async () => {
    const host = await TestHost.ready({ registration: [{ stat: 1, afterMs: 3000 }] });
    expect(await host.send("AT+CGATT=1", 2900)).toBe("");
    expect(await host.wait(200)).toBe(OK);
    const lost = await TestHost.ready({ registration: [{ stat: 2, afterMs: 0 }] });
    expect(await lost.send("AT+CGATT=1", 139_999)).toBe("");
    expect(await lost.wait(1)).toBe(cme(30));
  });
});

describe("AT+COPS", () => {
  it("finds the network that there is, after a while", async () => {
    const host = await TestHost.ready({ timing: { commandMs: 0, bootMs: 0, registrationMs: 0, scanMs: 20_000 } });
    expect(await host.send("AT+COPS=?", 19_999)).toBe("");
    expect(await host.wait(1)).toBe(info('+COPS: (2,"Simulator","Simulator","00101",7),,(0-4),(0-2)'));
  });

  it("chooses a network by name or number, and refuses one that is not there", async () => {
    const host = await TestHost.ready();
    expect(await host.send('AT+COPS=1,2,"26201"')).toBe(cme(30));
    expect(await host.send('AT+COPS=1,2,"00101"')).toBe(OK);
    expect(await host.send("AT+COPS?")).toBe(info('+COPS: 1,0,"Simulator",7'));
    expect(await host.send('AT+COPS=4,0,"Elsewhere"')).toBe(OK);
    expect(await host.send("AT+COPS?")).toBe(info('+COPS: 4,0,"Simulator",7'));
  });

  it("leaves the network with 2 and comes back with 0", async () => {
    const host = await TestHost.ready();
    expect(await host.send("AT+COPS=2")).toBe(OK);
    expect(await host.send("AT+COPS?")).toBe(info("+COPS: 2"));
    expect(await host.send("AT+COPS=0")).toBe(OK);
    expect(await host.send("AT+COPS?")).toBe(info('+COPS: 0,0,"Simulator",7'));
  });
});

describe("what drivers ask about modem, card and cell", () => {
  it("AT+QENG shows the serving cell, and whether there is a connection", async () => {
    const host = await TestHost.online();
    const tail = '"LTE","FDD",001,01,6A8B701,87,1300,3,3,3,5A1D,-94,-9,-65,9,27';
    expect(await host.send('AT+QENG="servingcell"')).toBe(info(`+QENG: "servingcell","NOCONN",${tail}`));
    await host.open();
    expect(await host.send('AT+QENG="servingcell"')).toBe(info(`+QENG: "servingcell","CONNECT",${tail}`));
    expect(await host.send('AT+QENG="neighbourcell"')).toBe(OK);
    await host.send("AT+CFUN=4");
    expect(await host.send('AT+QENG="servingcell"')).toContain('+QENG: "servingcell","SEARCH"');
    const m1 = await TestHost.ready({ profile: "BG96" });
    expect(await m1.send('AT+QENG="servingcell"')).toContain('"NOCONN","CAT-M","FDD",001,01,');
  });

  it("AT+QSIMSTAT tells whether there is a card, AT+QINDCFG shows one setting", async () => {
    const host = await TestHost.ready();
    expect(await host.send("AT+QSIMSTAT=1;+QSIMSTAT?")).toBe(info("+QSIMSTAT: 1,1"));
    host.modem.removeSim();
    expect(await host.send("AT+QSIMSTAT?")).toBe(info("+QSIMSTAT: 1,0"));
    expect(await host.send('AT+QINDCFG="csq"')).toBe(info('+QINDCFG: "csq",0'));
    expect(await host.send('AT+QINDCFG="csq",1,1;+QINDCFG="csq"')).toBe(info('+QINDCFG: "csq",1'));
    expect(await host.send('AT+QINDCFG="nope"')).toBe(ERROR);
  });

  it("AT+QGMR, AT+QSPN, AT+CPAS, AT+QPINC, AT+QADC, AT+QTEMP and ATH answer", async () => {
    const host = await TestHost.ready();
    expect(await host.send("AT+QADC=0")).toBe(info("+QADC: 1,655"));
    expect(await (await TestHost.ready({ profile: "BG96" })).send("AT+QTEMP")).toBe(info("+QTEMP: 30,27,25"));
    expect(await host.send("AT+QGMR")).toBe(info("EG915UEUABR03A01M08_01.001.01.001"));
    expect(await host.send("AT+QSPN")).toBe(info('+QSPN: "Simulator","Simulator","",0,"00101"'));
    expect(await host.send("AT+CPAS")).toBe(info("+CPAS: 0"));
    expect(await host.send("AT+QPINC?")).toBe(info('+QPINC: "SC",3,10'));
    expect(await host.send("ATH")).toBe(OK);
  });
});

describe("settings that are only kept", () => {
  it.each([
    ["QSCLK", "0", "1"],
    ["CPSMS", "0", '1,,,"00000100","00001111"'],
    ["CEDRXS", "0", '1,4,"0101"'],
    ["CSCS", '"GSM"', '"UCS2"'],
    ["CMGF", "0", "1"],
    ["CGEREP", "0,0", "2,1"],
  ])("AT+%s shows %s, then %s as it was written, until the reboot", async (name, initial, value) => {
    const host = await TestHost.ready();
    expect(await host.send(`AT+${name}?`)).toBe(info(`+${name}: ${initial}`));
    expect(await host.send(`AT+${name}=${value}`)).toBe(OK);
    expect(await host.send(`AT+${name}?`)).toBe(info(`+${name}: ${value}`));
    expect(await host.send(`AT+${name}=9`)).toBe(ERROR);
    host.modem.reboot();
    await host.wait(0);
    expect(await host.send(`AT+${name}?`)).toContain(`+${name}: ${initial}\r\n`);
  });
});
