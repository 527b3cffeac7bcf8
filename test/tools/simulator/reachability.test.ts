/** Names and signs of life of hosts: AT+QIDNSGIP and AT+QPING. */
import { RealClock, VirtualClock } from "../../../tools/clock";
import { MemoryNetwork, SlowNetwork, TlsNetwork } from "../../../tools/simulator";
import { ERROR, OK, TestHost, info } from "./host";
import { RealBench } from "./real-bench";

async function online(connectMs = 0): Promise<TestHost> {
  const clock = new VirtualClock();
  const network = new MemoryNetwork({ clock, connectMs, address: "10.0.0.9" });
  network.listen("h.example", 80, () => {});
  return TestHost.online({ clock, network });
}

describe("AT+QIDNSGIP", () => {
  it("answers OK, then the number of addresses, then each of them", async () => {
    const host = await online(120);
    expect(await host.send('AT+QIDNSGIP=1,"h.example"', 119)).toBe(OK);
    expect(await host.wait(1)).toBe('\r\n+QIURC: "dnsgip",0,1,0\r\n\r\n+QIURC: "dnsgip","10.0.0.9"\r\n');
  });

  it("tells 565 of a name that nobody knows, and of one about which nobody answers within 60 s", async () => {
    const host = await online();
    expect(await host.send('AT+QIDNSGIP=1,"nowhere.example"')).toBe(`${OK}\r\n+QIURC: "dnsgip",565\r\n`);
    host.network.lookup = () => {};
    expect(await host.send('AT+QIDNSGIP=1,"h.example"', 59_999)).toBe(OK);
    expect(await host.wait(1)).toBe('\r\n+QIURC: "dnsgip",565\r\n');
  });

  it("needs a context that is active: 561", async () => {
    const host = await online();
    expect(await host.send('AT+QIDNSGIP=2,"h.example"')).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 561,open PDP context failed"));
  });

  it("is not answered in the next life of the modem", async () => {
    const host = await online(50);
    await host.send('AT+QIDNSGIP=1,"h.example"');
    host.modem.reboot();
    expect(await host.wait(70_000)).not.toContain("dnsgip");
  });

  it("finds real names, and waits for a slow network", async () => {
    const network = new SlowNetwork(new TlsNetwork({ resolve: () => ({ host: "127.0.0.1" }) }), {
      clock: new RealClock(),
      latencyMs: 1,
    });
    const bench = await RealBench.start(network);
    await bench.send('AT+QIDNSGIP=1,"h.example"');
    expect(await bench.until(/"dnsgip","[^"]*"\r\n/)).toContain(
      '+QIURC: "dnsgip",0,1,0\r\n\r\n+QIURC: "dnsgip","127.0.0.1"',
    );
    bench.stop();
  });
});

describe("AT+QPING", () => {
  it("sends four echoes, a second apart, shows the time of each and the sums", async () => {
    const host = await online(30);
    const line = '\r\n+QPING: 0,"10.0.0.9",32,30,255\r\n';
    expect(await host.send('AT+QPING=1,"h.example"', 60)).toBe(OK + line);
    expect(await host.wait(999)).toBe("");
    expect(await host.wait(1)).toBe(line);
    expect(await host.wait(2000)).toBe(`${line}${line}\r\n+QPING: 0,4,4,0,30,30,30\r\n`);
    expect(await host.wait(10_000)).toBe("");
  });

  it("shows 569 for each echo that nobody answers in the time given", async () => {
    const host = await online();
    host.network.swallow("deaf.example", 80);
    expect(await host.send('AT+QPING=1,"deaf.example",3,2', 2999)).toBe(OK);
    expect(await host.wait(1)).toBe("\r\n+QPING: 569\r\n");
    expect(await host.wait(3000)).toBe("\r\n+QPING: 569\r\n\r\n+QPING: 0,2,0,2,0,0,0\r\n");
  });

  it("tells by URC of a name that nobody knows, 565, and of a context that is not active, 561", async () => {
    const host = await online();
    expect(await host.send('AT+QPING=1,"nowhere.example"')).toBe(`${OK}\r\n+QPING: 565\r\n`);
    expect(await host.send('AT+QPING=2,"h.example"')).toBe(`${OK}\r\n+QPING: 561\r\n`);
  });

  it("does one at a time, and ends with the modem", async () => {
    const host = await online(30);
    await host.send('AT+QPING=1,"h.example"', 100);
    expect(await host.send('AT+QPING=1,"h.example"')).toBe(ERROR);
    expect(await host.send("AT+QIGETERROR")).toBe(info("+QIGETERROR: 568,operation busy"));
    host.modem.reboot();
    expect(await host.wait(10_000)).not.toContain("QPING");
  });

  it.each(["1", '0,"h.example"', '1,"h.example",0', '1,"h.example",1,11', '1,"h.example",1,1,1', "1,h"])(
    "refuses %s",
    async (args) => {
      expect(await (await online()).send(`AT+QPING=${args}`)).toBe(ERROR);
    },
  );

  it("hears a real host that refuses connections", async () => {
    const bench = await RealBench.start(new TlsNetwork());
    await bench.send('AT+QPING=1,"127.0.0.1",4,1');
    expect(await bench.until(/\+QPING: 0,1,\d+,\d+,.*\r\n/)).toMatch(
      /\+QPING: 0,"127.0.0.1",32,\d+,255\r\n\r\n\+QPING: 0,1,1,0,/,
    );
    bench.stop();
  });
});
