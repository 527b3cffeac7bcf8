import { portPair, type BytePort } from "../../../tools/byte-port";
import { VirtualClock } from "../../../tools/clock";
import { FlashMemory } from "../../../tools/host/flash-memory";
import { HostStorage } from "../../../tools/host/host-storage";
import { HostRuntime, type HostRuntimeOptions } from "../../../tools/host/host-runtime";

/** A runtime on a virtual clock, the far end of its Serial1, and what both gave out. */
function start(options: Partial<HostRuntimeOptions> = {}): {
  runtime: HostRuntime;
  clock: VirtualClock;
  modem: BytePort;
  sent: string[];
  printed: string[];
} {
  const clock = new VirtualClock();
  const [near, modem] = portPair();
  const sent: string[] = [];
  const printed: string[] = [];
  modem.onData((bytes) => sent.push(bytes.toString("latin1")));
  const log = (text: string): void => void printed.push(text);
  const runtime = new HostRuntime({ clock, serials: { Serial1: near }, log, ...options });
  return { runtime, clock, modem, sent, printed };
}

describe("HostRuntime", () => {
  it("offers nothing of Node to the program", () => {
    const { runtime } = start();
    const names = [
      "Buffer",
      "setImmediate",
      "queueMicrotask",
      "Map",
      "Set",
      "Symbol",
      "URL",
      "fetch",
      "module",
      "exports",
    ];
    expect(names.filter((name) => runtime.evaluate(`typeof ${name}`) !== "undefined")).toEqual([]);
    expect(runtime.evaluate("[typeof process.exit, typeof process.binding, typeof global.Map].join()")).toBe(
      "undefined,undefined,undefined",
    );
    expect(runtime.evaluate("(function(){}).constructor === Function && [].constructor === Array")).toBe(true);
  });

  it("makes the host's functions and results those of the program", () => {
    const { runtime } = start();
    expect(runtime.evaluate("setTimeout instanceof Function")).toBe(true);
    expect(runtime.evaluate("require('Storage').list() instanceof Array")).toBe(true);
    expect(runtime.evaluate("E.toUint8Array('a') instanceof Uint8Array")).toBe(true);
    expect(runtime.evaluate("try{require('nope')}catch(e){e instanceof Error}")).toBe(true);
  });

  it("follows the virtual clock with timers, getTime and Date", async () => {
    const { runtime, clock, printed } = start();
    runtime.run("setTimeout(function(){print(new Date().toISOString(), getTime())}, 3600000)");
    await clock.advance(3600e3 - 1);
    expect(printed).toEqual([]);
    await clock.advance(1);
    expect(printed).toEqual(["2026-01-01T01:00:00.000Z 1767229200"]);
  });

  it("sets the clock without touching pending timers", async () => {
    const { runtime, clock, printed } = start();
    runtime.run("setTimeout(function(){print(Math.floor(getTime()))}, 1000); setTime(1000)");
    await clock.advance(1000);
    expect(printed).toEqual(["1001"]);
  });

  it("prints an uncaught exception as Espruino does and lives on", async () => {
    const { runtime, clock, printed } = start();
    runtime.run("setTimeout(function(){throw new Error('boo')}, 5); setTimeout(function(){print('alive')}, 6); nope()");
    await clock.advance(10);
    expect(runtime.errors).toEqual(["Uncaught ReferenceError: nope is not defined", "Uncaught Error: boo"]);
    expect(printed[1]).toMatch(/^Uncaught Error: boo\n {4}at program:1:/);
    expect(printed.at(-1)).toBe("alive");
  });

  it("reports code that does not parse", () => {
    const { runtime } = start();
    runtime.run("var = 1");
    expect(runtime.errors[0]).toMatch(/^Uncaught SyntaxError/);
  });

  it("sends and receives bytes over a port that is set up", async () => {
    const { runtime, clock, modem, sent, printed } = start();
    runtime.run("Serial1.write('lost'); Serial1.on('data', function(d){print(JSON.stringify(d))});");
    modem.write(Buffer.from("lost too"));
    runtime.run("Serial1.setup(115200,{path:'/dev/x'}); Serial1.write('AT', [13, 255])");
    modem.write(Buffer.from([0x4f, 0x4b, 0xff]));
    await clock.advance(0);
    expect(sent).toEqual(["AT\r\xff"]);
    expect(printed).toEqual(['"OK\\u00FF"']);
  });

  it("splits what a UART receives as it is told", async () => {
    const chunk = (bytes: Buffer): Buffer[] => [...bytes].map((byte) => Buffer.from([byte]));
    const { runtime, clock, modem, printed } = start({ chunk });
    runtime.run("Serial1.setup(9600); Serial1.on('data', function(d){print(d)})");
    modem.write(Buffer.from("abc"));
    await clock.advance(0);
    expect(printed).toEqual(["a", "b", "c"]);
  });

  it("keeps bytes without listener for read", async () => {
    const { runtime, clock, modem } = start();
    runtime.run("Serial1.setup(9600)");
    modem.write(Buffer.from("hello"));
    await clock.advance(0);
    expect(runtime.evaluate("[Serial1.available(), Serial1.read(2), Serial1.read(), Serial1.read()].join()")).toBe(
      "5,he,llo,",
    );
  });

  it.each([128, 1024])("loses bytes over a queue of %i and says so once", async (queueBytes) => {
    const { runtime, clock, modem } = start({ queueBytes });
    runtime.run("var n=0,f=[]; Serial1.setup(9600); Serial1.on('data', function(d){n+=d.length});");
    runtime.run("E.on('errorFlag', function(e){f.push(e.join())})");
    modem.write(Buffer.alloc(queueBytes * 3, 65));
    await clock.advance(0);
    await clock.advance(0);
    const received = Number(runtime.evaluate("n"));
    expect(received).toBeGreaterThan(queueBytes * 0.7);
    expect(received).toBeLessThan(queueBytes);
    expect(runtime.evaluate("f.join()+' '+E.getErrorFlags().join()+' '+E.getErrorFlags().length")).toBe(
      "FIFO_FULL FIFO_FULL 0",
    );
  });

  it("boots from Storage like a board and fires init", async () => {
    const storage = new Map([
      [".boot0", "print('boot0')"],
      [".bootcde", "E.on('init', function(){print('init')}); print('bootcde', require('lib').name)"],
      [".bootrst", "print('never')"],
      ["lib", "exports.name='lib'"],
    ]);
    const { runtime, clock, printed } = start({ storage });
    runtime.boot();
    await clock.advance(0);
    expect(printed).toEqual(["boot0", "bootcde lib", "init"]);
  });

  it("starts again on load, leaving the old program behind", async () => {
    const storage = new Map([[".bootcde", "print('boot'); setInterval(function(){print('tick')}, 10)"]]);
    const { runtime, clock, printed } = start({ storage });
    runtime.boot();
    await clock.advance(15);
    runtime.run("E.on('kill', function(){print('kill')}); load(); print('until idle')");
    await clock.advance(15);
    expect(printed).toEqual(["boot", "tick", "until idle", "kill", "boot", "tick"]);
    expect(runtime.restarts).toBe(1);
  });

  it("starts empty on reset but for the code that is always run", async () => {
    const storage = new Map([
      [".bootcde", "print('bootcde')"],
      [".bootrst", "print('bootrst')"],
    ]);
    const { runtime, clock, printed } = start({ storage });
    runtime.run("reset()");
    await clock.advance(1);
    expect(printed).toEqual(["bootrst"]);
  });

  it("starts again when the watchdog is not kicked", async () => {
    const { runtime, clock } = start();
    runtime.run("E.enableWatchdog(10,false); setInterval(function(){if(getTime()<1767225630)E.kickWatchdog()},5000)");
    await clock.advance(34e3);
    expect(runtime.restarts).toBe(0);
    await clock.advance(6e3);
    expect(runtime.restarts).toBe(1);
  });

  it.each(["load()", "reset()"])("keeps the watchdog over %s, until it has bitten once", async (restart) => {
    const { runtime, clock, printed } = start();
    runtime.run(`E.on('kill',function(){print('kill')}); E.enableWatchdog(30,false); ${restart}`);
    await clock.advance(29e3);
    expect(runtime.restarts).toBe(1);
    runtime.run("setInterval(function(){print('hangs on')},20e3)");
    await clock.advance(60e3);
    expect(runtime.restarts).toBe(2);
    expect(printed).toEqual(["kill"]);
  });

  it("never bites while the interpreter kicks the watchdog itself", async () => {
    const { runtime, clock } = start();
    runtime.run("E.enableWatchdog(30)");
    await clock.advance(3600e3);
    expect(runtime.restarts).toBe(0);
  });

  it("erases a damaged Storage when the watchdog starts the board again", async () => {
    const { runtime, clock, printed } = start({ storage: new Map([[".bootcde", "print('boot')"]]) });
    runtime.run("E.enableWatchdog(30,false);require('Flash').write('x',0x10000100)");
    await clock.advance(31e3);
    expect(printed).toEqual(["boot"]);
    runtime.run("E.enableWatchdog(30,false);require('Flash').write('x',0x10000030)");
    await clock.advance(31e3);
    expect(runtime.storage.files()).toEqual([]);
  });

  it("gives the program its flash memory at the address that the board has it", () => {
    const storage = new HostStorage(new FlashMemory(40960, 4096, 0x6c000));
    const { runtime } = start({ storage });
    runtime.run("var f=require('Flash');require('Storage').write('log','[1]',0,8000);f.erasePage(0x6d010)");
    expect(runtime.evaluate("JSON.stringify([f.getPage(0x6c001),f.getFree(),E.toString(f.read(3,0x6c020))])")).toBe(
      '[{"addr":442368,"length":4096},[{"addr":442368,"length":40960}],"[1]"]',
    );
  });

  it("runs what a UART receives while it is the console, and not once the console is moved", async () => {
    const { runtime, clock, modem, sent, printed } = start({ console: "Serial1" });
    runtime.run("Serial1.setup(9600); Serial1.on('data', function(d){print('data '+d)})");
    modem.write(Buffer.from("print('run')\r\n"));
    await clock.advance(0);
    expect(sent).toEqual(["run\r\n"]);
    runtime.run("USB.setConsole(true)");
    modem.write(Buffer.from("print(1)\n"));
    await clock.advance(0);
    expect(printed).toEqual(["run", "data print(1)\n"]);
  });

  it("keeps pin levels and calls watches", () => {
    const { runtime, printed } = start();
    runtime.run("digitalWrite(D5,1); setWatch(function(e){print('edge',e.state)}, D7, {repeat:true,edge:'rising'})");
    expect(runtime.pins.levels.get("D5")).toBe(1);
    for (const level of [1, 0, 1]) runtime.pins.setInput("D7", level);
    expect(printed).toEqual(["edge true", "edge true"]);
    expect(runtime.evaluate("digitalRead(new Pin('D7'))")).toBe(1);
  });

  it("has the pins and ports of the board, and tells what is done to them", () => {
    const actions: string[] = [];
    const { runtime, printed } = start({
      pins: ["B7"],
      ports: ["Bluetooth"],
      onHardware: (action) => actions.push(action),
    });
    runtime.run("B7.write(1); pinMode(D5,'input'); new Pin('B7').reset(); Bluetooth.setConsole(true)");
    runtime.run("Serial1.setup(9600,{tx:D1,rx:B7,cts:undefined}); var bus=new I2C(); bus.setup({sda:D2,scl:D3})");
    runtime.run("try{bus.writeTo(1,2)}catch(e){print(e.message)}; try{new SPI().send(1)}catch(e){print(e.message)}");
    expect(actions).toEqual([
      "B7=1",
      "D5 input",
      "B7=0",
      "Bluetooth.setConsole true",
      "Serial1.setup 9600 rx=B7 tx=D1",
      "I2C.setup scl=D3 sda=D2",
    ]);
    expect(printed).toEqual(["I2C: no answer", "SPI: no answer"]);
    const { runtime: other } = start();
    expect(other.evaluate("[typeof B7,typeof Bluetooth,''+new Pin('B7')].join()")).toBe(
      "undefined,undefined,[object Object]",
    );
  });

  it("shows the program only the files it is given", () => {
    const { runtime } = start({ files: { "/proc/loadavg": "0.10 0.20" } });
    expect(runtime.evaluate("require('fs').readFileSync('/proc/loadavg')")).toBe("0.10 0.20");
    expect(() => runtime.evaluate("require('fs').readFileSync('/etc/passwd')")).toThrow("Could not open file");
  });

  it("leaves nothing on the clock when it is stopped", async () => {
    const { runtime, clock, modem, printed } = start();
    runtime.run("Serial1.setup(9600); Serial1.on('data', function(d){print(d)}); E.enableWatchdog(9,false)");
    runtime.run("setInterval(function(){print('tick')}, 10); setTimeout(function(){}, 5)");
    modem.write(Buffer.from("x"));
    runtime.stop();
    modem.write(Buffer.from("y"));
    await clock.advance(60e3);
    expect(printed).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
