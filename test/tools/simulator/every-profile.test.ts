/** What holds for every modem that can be simulated. */
import { PROFILE_NAMES, profileNamed } from "../../../tools/simulator";
import { makeRegistry } from "../../../tools/simulator/commands";
import { CONNECT, ERROR, OK, PROMPT, SEND_OK, TestHost, collect, info } from "./host";

describe.each(PROFILE_NAMES)("%s", (profile) => {
  const online = (): Promise<TestHost> => TestHost.online({ profile });

  it("identifies itself by its own name", async () => {
    const host = await TestHost.ready({ profile });
    const { model, revision } = profileNamed(profile);
    expect(model.split("-")[0]).toBe(profile);
    expect(await host.send("ATI")).toBe(info("Quectel", model, `Revision: ${revision}`));
    expect(host.modem.status().profile).toBe(profile);
  });

  it("boots with RDY first, and takes commands from then on", async () => {
    const host = new TestHost({ profile, timing: { bootMs: 1000 } });
    const isHeard = profileNamed(profile).urcPort === "uart1";
    const heard = (text: string): string => (isHeard ? text : "");
    host.modem.powerOn();
    expect(await host.send("AT", 399)).toBe("");
    expect(await host.wait(1)).toBe(heard("\r\nRDY\r\n"));
    expect(await host.send("AT", 10)).toBe("AT\r" + OK);
    expect(await host.wait(1000)).toContain(heard("\r\n+CPIN: READY\r\n"));
    await host.send("ATE0", 10);
    expect(await host.send("AT+CPIN?", 10)).toBe(info("+CPIN: READY"));
  });

  it("registers, activates a PDP context and shows its address", async () => {
    const host = await online();
    expect(await host.send("AT+CEREG?")).toBe(info("+CEREG: 0,1"));
    expect(await host.send("AT+QIACT?")).toBe(info('+QIACT: 1,1,1,"10.7.157.1"'));
  });

  it.each([0, 1])("carries a TLS connection of access mode %d both ways to its close", async (mode) => {
    const host = await online();
    const peer = await host.open({ mode });
    const got = collect(peer);
    expect(await host.sendPayload("HELLO")).toBe(SEND_OK);
    expect(got.text).toBe("HELLO");
    peer.send("WORLD");
    if (mode === 1) expect(await host.wait(0)).toBe('\r\n+QSSLURC: "recv",4,5\r\nWORLD');
    else {
      expect(await host.wait(0)).toBe('\r\n+QSSLURC: "recv",4\r\n');
      expect(await host.readAll()).toBe("WORLD");
    }
    peer.close();
    expect(await host.wait(0)).toBe('\r\n+QSSLURC: "closed",4\r\n');
    expect(await host.send("AT+QSSLCLOSE=4")).toBe(OK);
    await host.open({ mode });
  });

  it("carries a transparent connection, and leaves and enters it", async () => {
    const host = await online();
    const peer = await host.open({ mode: 2 });
    const got = collect(peer);
    peer.send("down");
    expect(await host.raw("up")).toBe("down");
    await host.wait(1000);
    expect(await host.raw("+++", 1000)).toBe(OK);
    expect(got.text).toBe("up");
    expect(await host.send("ATO")).toBe(CONNECT);
    peer.close();
    expect(await host.wait(0)).toBe("\r\nNO CARRIER\r\n");
  });

  it("keeps plain TCP and TLS connections side by side in twelve ids", async () => {
    const host = await online();
    for (let clientId = 0; clientId < 12; clientId++) await host.open({ clientId, isPlain: clientId % 2 === 0 });
    expect(host.modem.status().sockets.map(({ family }) => family)).toEqual(
      Array.from({ length: 12 }, (_, clientId) => (clientId % 2 === 0 ? "tcp" : "ssl")),
    );
    expect(await host.send('AT+QSSLOPEN=1,1,12,"h.example",443')).toBe(ERROR);
  });

  it("uploads a file, lists it as the module does, and keeps it through a reboot", async () => {
    const host = await TestHost.ready({ profile });
    expect(await host.send('AT+QFUPL="ca.pem",10')).toBe(CONNECT);
    expect(await host.raw("1234567890")).toBe(info("+QFUPL: 10,3938"));
    host.modem.reboot();
    await host.wait(0);
    await host.send("ATE0");
    const { listPrefix } = profileNamed(profile).files;
    expect(await host.send('AT+QFLST="*"')).toBe(info(`+QFLST: "${listPrefix}ca.pem",10`));
  });

  it("loses SSL settings, connections and PDP contexts at a reboot", async () => {
    const host = await online();
    await host.send('AT+QSSLCFG="seclevel",2,1');
    await host.open();
    host.modem.reboot();
    await host.wait(0);
    await host.send("ATE0");
    expect(await host.send('AT+QSSLCFG="seclevel",2')).toBe(info('+QSSLCFG: "seclevel",2,0'));
    expect(await host.send("AT+QSSLSTATE")).toBe(OK);
    expect(await host.send("AT+QIACT?")).toBe(OK);
  });

  it("answers the test form of every command that has one, and none with an error", async () => {
    const host = await TestHost.ready({ profile });
    const { absentCommands } = profileNamed(profile);
    const testable = makeRegistry(absentCommands).entries.filter((entry) => entry.forms.test);
    expect(testable.length).toBeGreaterThan(40);
    for (const { name } of testable) expect(`${name} ${await host.send(`AT${name}=?`)}`).toContain(OK);
  });

  it("counts exactly the bytes announced, at the highest length of a send and of a read", async () => {
    const host = await online();
    const peer = await host.open();
    const got = collect(peer);
    expect(await host.send("AT+QSSLSEND=4,1460")).toBe(PROMPT);
    expect(await host.raw("s".repeat(1459))).toBe("");
    expect(await host.raw("sAT\r")).toBe(SEND_OK + OK);
    expect(got.text).toBe("s".repeat(1460));
    peer.send("r".repeat(1501));
    await host.wait(0);
    expect(await host.send("AT+QSSLRECV=4,1500")).toContain("\r\n+QSSLRECV: 1500\r\n");
    expect(await host.readAll()).toBe("r");
  });
});

describe("command table", () => {
  it("names for each command its forms, how far it goes, and the manual", () => {
    for (const { name, forms, coverage, section } of makeRegistry().entries) {
      expect(name).toMatch(/^(\+[A-Z]+|&?[A-Z]|S\d+)$/);
      expect(Object.keys(forms).length).toBeGreaterThan(0);
      expect(["full", "partial", "accepted"]).toContain(coverage);
      expect(section).toMatch(/^(SSL|TCP\/IP|FILE|HTTP\(S\)|MQTT) application note$|^AT commands manual$/);
    }
  });

  it("finds a profile by its name in any case and names those there are", () => {
    expect(profileNamed("bg96").name).toBe("BG96");
    expect(() => profileNamed("BG77")).toThrow(
      'no modem profile "BG77": use one of EG915U, BG96, BG96/rak5010, BG95, EC21',
    );
  });

  it("refuses to leave out a command that it has not", () => {
    expect(() => makeRegistry(["+NOPE"])).toThrow("no command +NOPE to leave out");
  });
});
