/** What drivers by others expect of a module, each as the dialogue that such a driver speaks: they run in the field. */
import { CONNECT, ERROR, OK, PROMPT, SEND_OK, TestHost, collect, info } from "./host";

describe("Hosts that end their lines with CR and LF (Arduino, MicroPython and C drivers)", () => {
  const sends = [
    ["AT+QSSLSEND", false],
    ["AT+QISEND", true],
  ] as const;

  it.each(sends)("%s: the line feed of the command is none of the payload", async (command, isPlain) => {
    const host = await TestHost.online();
    const got = collect(await host.open({ isPlain }));
    expect(await host.raw(`${command}=4,5\r\n`)).toBe(PROMPT);
    expect(await host.raw("first")).toBe(SEND_OK);
    expect(got.text).toBe("first");
  });

  it("a line feed that comes by itself behind the carriage return, but before the prompt, is none either", async () => {
    const host = await TestHost.online();
    const got = collect(await host.open());
    host.modem.uart.write(Buffer.from("AT+QSSLSEND=4,5\r"));
    host.modem.uart.write(Buffer.from("\n"));
    expect(await host.wait(0)).toBe(PROMPT);
    expect(await host.raw("first")).toBe(SEND_OK);
    expect(got.text).toBe("first");
  });

  it("a payload that begins with a line feed keeps it", async () => {
    const host = await TestHost.online();
    const got = collect(await host.open());
    expect(await host.raw("AT+QSSLSEND=4,5\r\n")).toBe(PROMPT);
    expect(await host.raw("\n\r\nab")).toBe(SEND_OK);
    expect(await host.send("AT+QSSLSEND=4,3")).toBe(PROMPT);
    expect(await host.raw("\ncd")).toBe(SEND_OK);
    expect(got.text).toBe("\n\r\nab\ncd");
  });

  it("a file is what was uploaded", async () => {
    const host = await TestHost.ready();
    expect(await host.raw('AT+QFUPL="ca.pem",4,10\r\n')).toBe(CONNECT);
    expect(await host.raw("ABC\n")).toBe(info("+QFUPL: 4,248"));
    expect(await host.raw('AT+QFDWL="ca.pem"\r\n')).toBe(`${CONNECT}ABC\n${info("+QFDWL: 4,248")}`);
  });
});

describe("Hosts that keep their certificates in a folder (Sixfab's MicroPython SDK for the BG95)", () => {
  it("finds by `ufs:/folder/*` what was uploaded as `/folder/name`, and takes the answer's end for the file's", async () => {
    const host = await TestHost.ready({ profile: "BG96" });
    expect(await host.send('AT+QFUPL="/security/ca.pem",4,5000')).toBe(CONNECT);
    expect(await host.raw("ABC\n\r\x1a\r")).toBe(info("+QFUPL: 4,248"));
    expect(await host.send('AT+QFLST="ufs:/security/*"')).toBe(info('+QFLST: "/security/ca.pem",4'));
    expect(await host.send('AT+QFDEL="ufs:/security/ca.pem"')).toBe(OK);
  });
});

describe("Hosts that ask how much of a TLS connection's data is unread (TinyGSM's client for BG95)", () => {
  it("a BG95 tells what came, what was read and what waits", async () => {
    const host = await TestHost.online({ profile: "BG95" });
    const peer = await host.open();
    expect(await host.send("AT+QSSLRECV=4,0")).toBe(info("+QSSLRECV: 0,0,0"));
    peer.send("hello");
    expect(await host.send("AT+QSSLRECV=4,2")).toContain("+QSSLRECV: 2\r\nhe\r\n");
    expect(await host.send("AT+QSSLRECV=4,0")).toBe(info("+QSSLRECV: 5,2,3"));
  });

  it("a BG96 has no answer to that, nor has any that is not open", async () => {
    const bg96 = await TestHost.online({ profile: "BG96" });
    await bg96.open();
    expect(await bg96.send("AT+QSSLRECV=4,0")).toBe(ERROR);
    const bg95 = await TestHost.online({ profile: "BG95" });
    expect(await bg95.send("AT+QSSLRECV=4,0")).toBe(ERROR);
  });
});

describe("Hosts that write names of AT+QSSLCFG in capitals (zimbora's library for the BG95)", () => {
  it("a BG95 takes them and shows them as it writes them itself; a BG96 refuses them", async () => {
    const bg95 = await TestHost.ready({ profile: "BG95" });
    expect(await bg95.send('AT+QSSLCFG="SNI",1,1')).toBe(OK);
    expect(await bg95.send('AT+QSSLCFG="SNI",1')).toBe(info('+QSSLCFG: "sni",1,1'));
    const bg96 = await TestHost.ready({ profile: "BG96" });
    expect(await bg96.send('AT+QSSLCFG="SSLVERSION",1,3')).toBe(ERROR);
  });
});
