import { parseCommandLine } from "../../../tools/simulator/command-line";
import { ERROR, OK, TestHost, cme, info } from "./host";

describe("command line", () => {
  const shape = (body: string) =>
    parseCommandLine(body).map(({ name, form, args }) => {
      const list = Array.from({ length: args.count }, (_, index) => (args.has(index) ? args.raw(index).text : null));
      return [name, form, ...list];
    });

  it("keeps commas and semicolons inside quotes", () => {
    expect(shape('+a=1,"x,y;z",,0X35;+b')).toEqual([
      ["+A", "write", "1", "x,y;z", null, "0X35"],
      ["+B", "execute"],
    ]);
  });

  it("tells the four forms apart", () => {
    expect(shape("+A=?;+A?;+A;+A=")).toEqual([
      ["+A", "test"],
      ["+A", "read"],
      ["+A", "execute"],
      ["+A", "write", null],
    ]);
  });

  it("takes basic commands without separators", () => {
    expect(shape("E0V1&W;S12=50+C?")).toEqual([
      ["E", "execute", "0"],
      ["V", "execute", "1"],
      ["&W", "execute"],
      ["S12", "write", "50"],
      ["+C", "read"],
    ]);
  });

  it.each(['+A="open', '+A="x"y', "+A?x", "=1", '+A=x"y"'])("finds the fault in %s", (body) => {
    expect(parseCommandLine(body).at(-1)!.name).toBe("");
  });
});

describe("AT port", () => {
  it("echoes each character as it comes, with the carriage return and without the line feed", async () => {
    const host = new TestHost();
    host.modem.powerOn();
    await host.wait(0);
    host.take();
    expect(await host.raw("A")).toBe("A");
    expect(await host.raw("T\x08T")).toBe("T\x08T");
    expect(await host.raw("\r\n")).toBe("\r" + OK);
  });

  it("gives one final result for a chain and stops it at the first error", async () => {
    const host = await TestHost.ready();
    expect(await host.send("AT+CMEE=2;+CMEE?;+CSQ")).toBe("\r\n+CMEE: 2\r\n\r\n+CSQ: 24,99\r\n\r\nOK\r\n");
    expect(await host.send("AT+CMEE=1;+CSQ=1;+CMEE=0")).toBe(ERROR);
    expect(await host.send("AT+CMEE?")).toBe(info("+CMEE: 1"));
  });

  it("repeats the last line at A/", async () => {
    const host = await TestHost.ready();
    await host.send("AT+CSQ");
    expect(await host.send("A/")).toBe(info("+CSQ: 24,99"));
  });

  it("takes lower case and ignores noise, Ctrl+Z and ESC before a line", async () => {
    const host = await TestHost.ready();
    expect(await host.raw("\xe0\x1a\x1b\nat+csq\r")).toBe(info("+CSQ: 24,99"));
    expect(await host.raw("nonsense\r")).toBe("");
  });

  it("answers with digits after ATV0", async () => {
    const host = await TestHost.ready();
    expect(await host.send("ATV0")).toBe("0\r");
    expect(await host.send("AT+CSQ")).toBe("+CSQ: 24,99\r\n0\r");
    expect(await host.send("AT+CSQ=1")).toBe("4\r");
  });

  it("queues what comes while a command runs, or loses it when told so", async () => {
    for (const [busyInput, second] of [
      ["queue", info("+CSQ: 24,99")],
      ["ignore", ""],
    ] as const) {
      const host = await TestHost.ready({ busyInput, timing: { commandMs: 50, bootMs: 0, registrationMs: 0 } });
      await host.wait(1000);
      host.modem.uart.write(Buffer.from("AT\r"));
      host.modem.uart.write(Buffer.from("AT+CSQ\r"));
      expect(await host.wait(60)).toBe(OK);
      expect(await host.wait(60)).toBe(second);
    }
  });

  it("has echo and CMEE at their defaults after a reboot unless AT&W kept the echo", async () => {
    const host = await TestHost.ready();
    await host.send("AT+CMEE=2;+CEREG=2;&W");
    await host.send("AT+CFUN=1,1");
    expect(await host.send("AT+CMEE?")).toBe(info("+CMEE: 1"));
    expect(await host.send("AT+CEREG?")).toBe(info('+CEREG: 2,1,"5A1D","6A8B701",7'));
    await host.send("ATE1&W");
    host.modem.reboot();
    await host.wait(0);
    host.take();
    expect(await host.send("AT")).toBe("AT\r" + OK);
  });

  it("keeps a URC back while an echoed line is half typed, but not for ever", async () => {
    const host = await TestHost.ready();
    await host.send("ATE1");
    await host.raw("AT+C");
    host.modem.urc("+NEWS: 1");
    expect(await host.raw("SQ\r")).toBe("SQ\r\r\n+NEWS: 1\r\n\r\n+CSQ: 24,99\r\n\r\nOK\r\n");
    await host.raw("A");
    host.modem.urc("+NEWS: 2");
    expect(await host.wait(299)).toBe("");
    expect(await host.wait(1)).toBe("\r\n+NEWS: 2\r\n");
  });

  it("lets a test speak up before the answer, behind each line and before the final result", async () => {
    const host = await TestHost.ready({
      onStage: (stage, line) => line === "AT+CSQ" && host.modem.urc(`+NEWS: "${stage}"`),
    });
    expect(await host.send("AT+CSQ")).toBe(
      '\r\n+NEWS: "command"\r\n\r\n+CSQ: 24,99\r\n\r\n+NEWS: "line"\r\n\r\n+NEWS: "final"\r\n\r\nOK\r\n',
    );
  });

  it("never lets a URC in between a line and its payload", async () => {
    const host = await TestHost.online({ onStage: (stage) => stage === "line" && host.modem.urc("+NEWS: 1") });
    (await host.open()).send("abc");
    await host.wait(0);
    expect(await host.send("AT+QSSLRECV=4,1500")).toBe("\r\n+QSSLRECV: 3\r\nabc\r\n\r\n+NEWS: 1\r\n\r\nOK\r\n");
  });

  it("sends no URC to this port while another one is chosen", async () => {
    const host = await TestHost.ready();
    await host.send('AT+QURCCFG="urcport","usbat"');
    host.modem.urc("+NEWS: 1");
    expect(await host.wait(0)).toBe("");
    expect(await host.send('AT+QURCCFG="urcport"')).toBe(info('+QURCCFG: "urcport","usbat"'));
  });

  it.each([
    "AT+CMEE=3",
    "AT+CMEE=1,1",
    'AT+CMEE="1"',
    "ATE2",
    "AT+IPR=123",
    "AT+IFC=1,1",
    "ATS12=9",
    "ATS3=10",
    "AT+CFUN=2",
    "AT+CFUN=4,1",
    'AT+QURCCFG="urcport","lpt1"',
    'AT+QCFG="nwscanmode",7',
    'AT+QICFG="viewmode",1',
    'AT+QICFG="transpktsize",1461',
    "AT+QISDE=2",
    "AT+CGSN=2",
    "AT+QSSLCFG?",
  ])("refuses %s", async (line) => {
    const host = await TestHost.ready();
    expect(await host.send(line)).toBe(ERROR);
  });

  it("identifies itself", async () => {
    const host = await TestHost.ready();
    expect(await host.send("ATI")).toBe(info("Quectel", "EG915U", "Revision: EG915UEUABR03A01M08"));
    expect(await host.send("AT+CGMM")).toBe(info("EG915U"));
    expect(await host.send("AT+GSN")).toBe(info("861197060000015"));
    expect(await host.send("AT+CGSN=1")).toBe(info('+CGSN: "861197060000015"'));
    expect(await host.send("AT+CCID")).toBe(info("+QCCID: 89490200001234567890"));
  });
});

describe("line speed", () => {
  it("lets bytes leave no faster than the baud rate", async () => {
    const host = new TestHost({ uart: { baud: 9600 }, timing: { bootMs: 0, registrationMs: 0 } });
    const arrivals: number[] = [];
    host.modem.uart.onData((bytes) => arrivals.push(...Array<number>(bytes.length).fill(host.clock.now())));
    host.modem.powerOn();
    const startMs = host.clock.now();
    await host.clock.advance(1000);
    expect(arrivals.length).toBeGreaterThan(80);
    expect((arrivals.length - 1) / (arrivals.at(-1)! - startMs)).toBeLessThanOrEqual(1);
  });

  it("delivers the pieces that the splitter makes", async () => {
    const host = new TestHost({ splitter: (bytes) => [...bytes].map((byte) => Buffer.from([byte])) });
    const sizes: number[] = [];
    host.modem.uart.onData((bytes) => sizes.push(bytes.length));
    host.modem.powerOn();
    await host.wait(0);
    expect(new Set(sizes)).toEqual(new Set([1]));
    const lines = ["RDY", "+CFUN: 1", "+CPIN: READY", "+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE"];
    expect(sizes.length).toBe(lines.map((line) => `\r\n${line}\r\n`).join("").length);
  });

  it("shows both directions to the trace", async () => {
    const seen: string[] = [];
    const host = await TestHost.ready({ trace: (direction, bytes) => seen.push(direction + bytes.toString()) });
    seen.length = 0;
    await host.send("AT");
    expect(seen).toEqual(["rxAT\r", "tx" + OK]);
  });

  it("has no card number without a card", async () => {
    const host = await TestHost.ready({ sim: { state: "absent" } });
    expect(await host.send("AT+QCCID")).toBe(cme(10));
  });
});
