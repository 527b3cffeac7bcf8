/** Console lock on the host runtime, where time is virtual and each step of the boot can be looked at. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { VirtualClock } from "../../tools/clock";
import { HostRuntime } from "../../tools/host/host-runtime";
import { INSTANT_TIMING, MemoryNetwork, ModemSimulator } from "../../tools/simulator";
import { CA_PEM, CONFIG } from "../doubles/board";
import { FORMS, HostileModem, marksIn, marksOf } from "../doubles/hostile-modem";
import { MemoryCollector } from "../../tools/collector/memory-collector";

/** What this console runs: it knows no packets, which are tried on the real interpreter. */
const RUN_HERE = Object.keys(FORMS).filter((form) => !/packet/.test(form));

/** A board whose console is the modem's UART from the start writes down what the firmware does, in order. */
const RECORDER = `
Serial1.setup(115200,{path:"/dev/ttyS0"});
var steps=[];
[[USB,"USB","setConsole"],[Serial1,"Serial1","setup"],[require("Storage"),"Storage","readJSON"]].forEach(function(step){
  var real=step[0][step[2]];
  step[0][step[2]]=function(a,b){steps.push(step[1]+"."+step[2]+" "+a);return real.call(step[0],a,b)};
});`;

/** Whoever wants to pin the console of this board cannot. */
const NO_LOCK = `${RECORDER}USB.setConsole=function(){};`;

const FIRST_STEP = "USB.setConsole true";
const HOUR_MS = 3600e3;

let firmware: FirmwareFiles;
const running: HostileHost[] = [];

beforeAll(async () => {
  firmware = await buildFirmwareFiles({ board: "LINUX" });
});
afterEach(() => running.splice(0).forEach((host) => host.stop()));

/** The firmware on a board whose console is the modem's UART, and a hostile modem. */
class HostileHost {
  readonly clock = new VirtualClock();
  readonly runtime: HostRuntime;
  readonly modem: HostileModem;
  readonly collector: MemoryCollector;
  readonly simulator: ModemSimulator;

  constructor({ boot0 = RECORDER, config = JSON.stringify(CONFIG) } = {}) {
    const { clock } = this;
    const network = new MemoryNetwork({ clock });
    this.collector = new MemoryCollector(network, "collector.example", 8443);
    this.simulator = new ModemSimulator({ clock, network, timing: INSTANT_TIMING, uart: { baud: 115200 } });
    this.modem = new HostileModem(this.simulator.uart);
    this.runtime = new HostRuntime({
      clock,
      storage: new Map(Object.entries({ ".boot0": boot0, ...firmware, "config.json": config, "ca.pem": CA_PEM })),
      serials: { Serial1: this.modem },
      files: { "/proc/loadavg": "0.25 0.5 0.75 1/100 1000\n" },
      console: "Serial1",
      queueBytes: 8192, // All that is sent at once must arrive.
      log: () => {},
    });
    this.collector.listen();
    this.simulator.powerOn();
    running.push(this);
  }

  get marks(): string[] {
    return marksIn(this.runtime.evaluate('require("Storage").list().join()') as string);
  }

  untilDelivered(count: number): Promise<void> {
    return this.clock.runUntil(() => this.collector.readings.length >= count, HOUR_MS);
  }

  expectNothingRun(): void {
    expect(this.marks).toEqual([]);
    expect(this.runtime.evaluate("[typeof owned,E.getConsole()].join()")).toBe("undefined,USB");
  }

  stop(): void {
    this.runtime.stop();
    this.simulator.dispose();
  }
}

it("pins the console before it reads the configuration or opens the UART", async () => {
  const host = new HostileHost();
  host.runtime.boot();
  await host.untilDelivered(1);
  const steps = host.runtime.evaluate("steps") as string[];
  const read = "Storage.readJSON config.json";
  // Read twice before the UART is opened, once more when the modem is brought up, and once when a connection is opened.
  expect([...steps]).toEqual([FIRST_STEP, read, read, expect.stringContaining("Serial1.setup"), read, read]);
});

it.each([
  ["no JSON", "{"],
  ["refused", '{"apn":"internet"}'],
])("pins the console when the configuration is %s, and what comes then waits unread", async (_name, config) => {
  const host = new HostileHost({ config });
  host.runtime.boot();
  host.modem.attack("boot");
  await host.clock.advance(1000);
  expect((host.runtime.evaluate("steps") as string[])[0]).toBe(FIRST_STEP);
  expect(host.runtime.evaluate("Serial1.available()")).toBeGreaterThan(0);
  host.expectNothingRun();
});

it("runs nothing of what the modem sends, from before the boot to the uploads, and after each restart", async () => {
  const host = new HostileHost();
  for (let boot = 1; boot <= 3; boot++) {
    host.modem.attack("before");
    if (boot === 1) host.runtime.boot();
    host.modem.moment = "asked";
    await host.untilDelivered(2 * boot - 1);
    host.modem.attack("connected");
    await host.untilDelivered(2 * boot);
    host.expectNothingRun();
    host.runtime.run(boot === 1 ? "load()" : "E.reboot()");
  }
  expect(host.modem.sent.size).toBe(3 * Object.keys(FORMS).length);
  const boots = [...new Set(host.collector.readings.map(({ boot }) => boot))];
  expect(boots).toEqual([boots[0]!, boots[0]! + 1, boots[0]! + 2]);
});

it("would see it: the same bytes run on a console that is not pinned", async () => {
  const host = new HostileHost({ boot0: NO_LOCK });
  host.simulator.powerOff();
  host.runtime.boot();
  for (const form of Object.keys(FORMS)) {
    host.modem.attack("before", [form]);
    await host.clock.advance(100);
  }
  expect(host.marks).toEqual(marksOf("before", RUN_HERE));
});
