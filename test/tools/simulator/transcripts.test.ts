/** The byte-exact dialogues of the reference, §9. */
import { INSTANT_TIMING } from "../../../tools/simulator";
import { transcripts } from "../../transcripts/bg96";
import { ERROR, OK, TestHost, cme } from "./host";

const FOUND = '\r\n+QSSLURC: "recv",4\r\n';
const EIGHTEEN = "\r\nOK\r\n\x1a\x00\xff> +++abcd".slice(0, 18);

describe("reference transcripts", () => {
  it("answers AT with and without echo", async () => {
    const host = await TestHost.ready();
    expect(await host.send("AT")).toBe("\r\nOK\r\n");
    await host.send("ATE1");
    expect(await host.send("AT")).toBe("AT\r\r\nOK\r\n");
  });

  it("boots with the EG915U lines in their order, spread over the boot time", async () => {
    const host = new TestHost({ timing: { bootMs: 1000 } });
    host.modem.powerOn();
    expect(await host.wait(399)).toBe("");
    expect(await host.wait(1)).toBe("\r\nRDY\r\n");
    expect(await host.wait(599)).toBe("\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n");
    expect(await host.wait(1)).toBe("\r\n+QIND: PB DONE\r\n");
  });

  it("answers CPIN? and refuses an unknown command", async () => {
    const host = await TestHost.ready();
    expect(await host.send("AT+CPIN?")).toBe("\r\n+CPIN: READY\r\n\r\nOK\r\n");
    expect(await host.send("AT+NOPE")).toBe("\r\n+CME ERROR: 58\r\n");
    const other = await TestHost.ready({ profile: "BG96" });
    expect(await other.send("AT+NOPE")).toBe("\r\nERROR\r\n");
  });

  it("answers CPIN? without a SIM as CMEE says", async () => {
    const host = await TestHost.ready({ sim: { state: "absent" } });
    expect(await host.send("AT+CPIN?")).toBe("\r\n+CME ERROR: 10\r\n");
    await host.send("AT+CMEE=2");
    expect(await host.send("AT+CPIN?")).toBe("\r\n+CME ERROR: SIM not inserted\r\n");
    await host.send("AT+CMEE=0");
    expect(await host.send("AT+CPIN?")).toBe(ERROR);
  });

  it("activates and shows a PDP context", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QICSGP=1,1,"internet"');
    expect(await host.send("AT+QIACT=1")).toBe("\r\nOK\r\n");
    expect(await host.send("AT+QIACT?")).toBe('\r\n+QIACT: 1,1,1,"10.7.157.1"\r\n\r\nOK\r\n');
  });

  it("sets and shows SSL parameters", async () => {
    const host = await TestHost.ready();
    expect(await host.send('AT+QSSLCFG="seclevel",1,1')).toBe("\r\nOK\r\n");
    expect(await host.send('AT+QSSLCFG="ciphersuite",1')).toBe('\r\n+QSSLCFG: "ciphersuite",1,0XFFFF\r\n\r\nOK\r\n');
  });

  it("opens, and answers 563 while the id is in use, with the code kept for QIGETERROR", async () => {
    const host = await TestHost.online();
    await host.open();
    expect(await host.send('AT+QSSLOPEN=1,1,4,"h.example",443,0')).toBe("\r\nOK\r\n\r\n+QSSLOPEN: 4,563\r\n");
    expect(await host.send("AT+QIGETERROR")).toBe("\r\n+QIGETERROR: 563,socket identity has been used\r\n\r\nOK\r\n");
  });

  it.each([
    ["a length", "AT+QSSLSEND=4,5", "HELLO"],
    ["Ctrl+Z", "AT+QSSLSEND=4", "HELLO\x1a"],
  ])("sends with %s", async (_, line, payload) => {
    const host = await TestHost.online();
    let got = "";
    (await host.open()).onData = (bytes) => (got += bytes.toString());
    expect(await host.send(line)).toBe("\r\n> ");
    expect(await host.raw(payload)).toBe("\r\nSEND OK\r\n");
    expect(got).toBe("HELLO");
  });

  it.each([
    ["named", FOUND],
    ["seed", "\r\n+QSSLURC: 4,18\r\n"],
  ] as const)("tells of data in the %s form, and reads it by count", async (urcForm, urc) => {
    const host = await TestHost.online({ urcForm });
    const peer = await host.open();
    peer.send(Buffer.from(EIGHTEEN, "latin1"));
    expect(await host.wait(0)).toBe(urc);
    expect(await host.send("AT+QSSLRECV=4,1500")).toBe(`\r\n+QSSLRECV: 18\r\n${EIGHTEEN}\r\n\r\nOK\r\n`);
    expect(await host.send("AT+QSSLRECV=4,1500")).toBe("\r\n+QSSLRECV: 0\r\n\r\nOK\r\n");
  });

  it.each([
    ["named", '\r\n+QSSLURC: "recv",4,18\r\n'],
    ["seed", "\r\n+QSSLURC: 4,18\r\n"],
  ] as const)("pushes data in the %s form", async (urcForm, header) => {
    const host = await TestHost.online({ urcForm });
    (await host.open({ mode: 1 })).send(Buffer.from(EIGHTEEN, "latin1"));
    expect(await host.wait(0)).toBe(header + EIGHTEEN);
  });

  it("tells of the peer's close and shows the state until QSSLCLOSE", async () => {
    const host = await TestHost.online();
    (await host.open()).close();
    expect(await host.wait(0)).toBe('\r\n+QSSLURC: "closed",4\r\n');
    expect(await host.send("AT+QSSLSTATE")).toBe(
      '\r\n+QSSLSTATE: 4,"SSLClient","1.2.3.4",443,65344,4,1,4,0,"uart1",1\r\n\r\nOK\r\n',
    );
    expect(await host.send("AT+QSSLCLOSE=4")).toBe("\r\nOK\r\n");
    expect(await host.send("AT+QSSLSTATE")).toBe("\r\nOK\r\n");
  });

  it("runs transparent mode: CONNECT, raw bytes both ways, +++ and ATO", async () => {
    const host = await TestHost.online();
    const peer = await host.open({ mode: 2, clientId: 0 });
    let got = "";
    peer.onData = (bytes) => (got += bytes.toString("latin1"));
    peer.send("down\r\nOK\r\n");
    expect(await host.raw("up\x1a+++", 0)).toBe("down\r\nOK\r\n");
    expect(await host.wait(1100)).toBe("");
    await host.raw("+++", 999);
    expect(await host.wait(1)).toBe("\r\nOK\r\n");
    expect(got).toBe("up\x1a+++");
    expect(await host.send("ATO")).toBe("\r\nCONNECT\r\n");
    peer.close();
    expect(await host.wait(0)).toBe("\r\nNO CARRIER\r\n");
  });

  it("uploads, refuses a second upload, lists", async () => {
    const host = await TestHost.ready();
    expect(await host.send('AT+QFUPL="ca.pem",10')).toBe("\r\nCONNECT\r\n");
    expect(await host.raw("1234567890")).toBe("\r\n+QFUPL: 10,3938\r\n\r\nOK\r\n");
    expect(await host.send('AT+QFUPL="ca.pem",10')).toBe(cme(407));
    expect(await host.send('AT+QFLST="*"')).toBe('\r\n+QFLST: "ca.pem",10\r\n\r\nOK\r\n');
  });

  it("powers down", async () => {
    const host = await TestHost.ready({ timing: { ...INSTANT_TIMING, powerDownMs: 500 } });
    expect(await host.send("AT+QPOWD")).toBe(OK);
    expect(await host.wait(499)).toBe("");
    expect(await host.wait(1)).toBe("\r\nPOWERED DOWN\r\n");
    expect(await host.send("AT", 1000)).toBe("");
  });
});

describe.each(transcripts.map((transcript) => [transcript.name, transcript] as const))("%s", (_, { exchanges }) => {
  it("is what the simulator says", async () => {
    const host = new TestHost({ profile: "BG96" });
    host.network.listen("h.example", 443, (peer) => {
      peer.onData = (bytes) => (bytes.toString() === "BYE" ? peer.close() : peer.send(bytes));
    });
    host.modem.powerOn();
    await host.wait(0);
    for (const { command, payload, answer } of exchanges) {
      expect(await host.send(`AT${command}`)).toBe(answer[0]);
      if (payload !== undefined) expect(await host.raw(payload)).toBe(answer[1]);
    }
  });
});
