/** AT+IPR: both ends of the line must have the same rate. */
import fc from "fast-check";
import { VirtualClock } from "../../../tools/clock";
import { HostRuntime } from "../../../tools/host/host-runtime";
import { INSTANT_TIMING, type ModemSimulator } from "../../../tools/simulator";
import { LineRate, garble } from "../../../tools/simulator/line-rate";
import { ERROR, OK, TestHost, info } from "./host";

/** A host that tells its rate; the modem is on, and what it said meanwhile is in the output. */
async function hostAt(baud: number, options: ConstructorParameters<typeof TestHost>[0] = {}): Promise<TestHost> {
  const host = new TestHost(options);
  tell(host.modem, baud);
  host.modem.powerOn();
  await host.clock.advance(0);
  return host;
}

const tell = (modem: ModemSimulator, baud: number): void => modem.uart.setBaud!(baud);
const READABLE = /[\t\n\r -~\x1a]/;

describe("bytes at the wrong rate", () => {
  it("are never text, a line end or Ctrl+Z, and always the same", () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 100 });
    const rate = fc.constantFrom(1200, 9600, 19200, 115200, 921600);
    fc.assert(
      fc.property(bytes, rate, rate, (data, from, to) => {
        const garbage = garble(Buffer.from(data), from, to);
        expect(garbage.toString("latin1")).not.toMatch(READABLE);
        expect(garbage.length).toBeGreaterThan(0);
        expect(garbage.equals(garble(Buffer.from(data), from, to))).toBe(true);
      }),
    );
  });

  it("are fewer at a slower receiver and more at a faster one, within reason", () => {
    const bytes = Buffer.from("ABCDEFGHIJKL");
    expect(garble(bytes, 115200, 9600)).toHaveLength(1);
    expect(garble(bytes, 9600, 19200)).toHaveLength(24);
    expect(garble(bytes, 1200, 921600)).toHaveLength(12 * 8);
  });
});

describe("a host at another rate", () => {
  it("gets garbage, and nothing that it says is carried out", async () => {
    const host = await hostAt(9600);
    expect(host.output.length).toBeGreaterThan(0);
    expect(host.take()).not.toMatch(READABLE);
    expect(await host.send("AT+CFUN=4")).not.toMatch(READABLE);
    expect(await host.send("AT")).not.toMatch(READABLE);
    tell(host.modem, 115200);
    expect(await host.send("ATE0")).toContain("ATE0\r" + OK);
    expect(await host.send("AT+CFUN?")).toBe(info("+CFUN: 1"));
  });

  it("is understood while it tells no rate, whatever the modem's is", async () => {
    const host = await TestHost.ready({ storedBaud: 9600 });
    expect(await host.send("AT+IPR?")).toBe(info("+IPR: 9600"));
    expect(await host.send("AT+IPR=57600")).toBe(OK);
    expect(await host.send("AT")).toBe(OK);
  });

  it("has garbage in its payload too, in another length", async () => {
    const host = await TestHost.ready();
    tell(host.modem, 115200);
    await host.send('AT+QFUPL="a",4');
    tell(host.modem, 230400);
    await host.raw("text");
    tell(host.modem, 115200);
    await host.raw("text");
    expect(await host.send('AT+QFDWL="a"')).toMatch(/CONNECT\r\n[^ -~]{2}te\r\n/);
  });
});

describe("AT+IPR", () => {
  it("takes effect behind its OK", async () => {
    const host = await hostAt(115200);
    await host.send("ATE0");
    expect(await host.send("AT+IPR=9600")).toBe(OK);
    expect(await host.send("AT")).not.toMatch(READABLE);
    tell(host.modem, 9600);
    // The end of the line that the modem has half of.
    await host.raw("\r");
    expect(await host.send("AT+IPR?")).toBe(info("+IPR: 9600"));
  });

  it("lasts until a restart, and beyond it with AT&W", async () => {
    const host = await hostAt(115200);
    await host.send("AT+IPR=57600");
    host.modem.reboot();
    expect(await host.wait(0)).toContain("\r\nRDY\r\n");
    await host.send("ATE0");
    expect(await host.send("AT+IPR=57600;&W")).toBe(OK);
    host.modem.reboot();
    expect(await host.wait(0)).not.toMatch(READABLE);
    tell(host.modem, 57600);
    expect(await host.raw("\rATE0\r")).toContain(OK);
    expect(await host.send("AT&F")).toBe(OK);
    expect(await host.send("AT+IPR?")).toContain("+IPR: 57600");
  });

  it("of a power cut finds the stored rate again", async () => {
    const host = await hostAt(38400, { storedBaud: 38400 });
    expect(host.take()).toContain("\r\nRDY\r\n");
    host.modem.powerOff();
    host.modem.powerOn();
    expect(await host.wait(0)).toContain("\r\nRDY\r\n");
  });

  it("refuses rates that the module has not, and stays at its own", async () => {
    const host = await hostAt(115200);
    await host.send("ATE0");
    host.take();
    for (const rate of ["14400", "-1", '"9600"', "", "9600,1"]) expect(await host.send(`AT+IPR=${rate}`)).toBe(ERROR);
    expect(await host.send("AT+IPR?")).toBe(info("+IPR: 115200"));
  });

  it("slows a paced line down", async () => {
    const host = await hostAt(115200, { uart: { baud: 115200 } });
    await host.send("ATE0", 100);
    await host.send("AT+IPR=9600", 100);
    tell(host.modem, 9600);
    const start = host.clock.now();
    host.modem.uart.write(Buffer.from("\rATI\r"));
    await host.clock.runUntil(() => host.output.endsWith("OK\r\n"));
    expect(host.output).toContain("EG915U");
    expect(host.clock.now() - start).toBeGreaterThanOrEqual((host.output.length * 10) / 9.6 - 10);
  });
});

describe("autobaud", () => {
  it("says nothing until the first AT, whose rate it takes on", async () => {
    const host = await hostAt(19200, { storedBaud: 0 });
    expect(host.take()).toBe("");
    expect(await host.raw("xx\r")).toBe("");
    expect(await host.send("AT")).toBe("AT\r" + OK);
    expect(await host.send("ATE0")).toContain(OK);
    expect(await host.send("AT+IPR?")).toBe(info("+IPR: 0"));
  });

  it("finds an AT that comes letter by letter, and keeps to its rate", async () => {
    const host = await hostAt(19200, { storedBaud: 0 });
    await host.raw("A");
    expect(await host.raw("T\r")).toBe("AT\r" + OK);
    tell(host.modem, 9600);
    expect(await host.send("AT")).not.toMatch(READABLE);
  });

  it("forgets the rate with a restart", async () => {
    const host = await hostAt(19200, { storedBaud: 0 });
    await host.send("AT");
    host.modem.reboot();
    tell(host.modem, 9600);
    expect(await host.wait(0)).toBe("");
    expect(await host.send("AT")).toBe("AT\r" + OK);
  });

  it("is what AT+IPR=0 changes to", () => {
    const rate = new LineRate(115200);
    rate.hostBaud = 115200;
    rate.setModem(0);
    expect(rate.modemBaud).toBe(0);
    rate.hostBaud = 460800;
    expect(rate.fromHost(Buffer.from("\x00\xfeat")).toString()).toBe("at");
    expect(rate.modemBaud).toBe(460800);
  });
});

describe("the board's port", () => {
  it("tells the rate of its setup: another one than the modem's gets no answer that can be read", async () => {
    const clock = new VirtualClock();
    const { modem } = await TestHost.ready({ clock, timing: INSTANT_TIMING });
    const printed: string[] = [];
    const log = (text: string): void => void printed.push(text);
    const runtime = new HostRuntime({ clock, serials: { Serial1: modem.uart }, log });
    runtime.run("var got='';Serial1.on('data',function(d){got+=d});");
    const ask = async (setup: string): Promise<string> => {
      runtime.run(`got='';Serial1.setup(${setup});Serial1.write('\\rAT\\r')`);
      await clock.advance(100);
      return String(runtime.evaluate("got"));
    };
    expect(await ask("115200")).toBe(OK);
    expect(await ask("57600")).not.toMatch(READABLE);
    expect(await ask("")).not.toMatch(READABLE);
    expect(await ask("115200")).toBe(OK);
    runtime.run("Serial1.write('AT+IPR=9600\\r')");
    await clock.advance(100);
    expect(await ask("")).toBe(OK);
    runtime.stop();
  });
});
