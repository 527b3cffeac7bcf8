/**
 * A device whose time stands still, in either engine, on a simulated modem with a server in memory: what it says then depends on
 * nothing but what the test does. Both directions of the line are kept.
 */
import { RealClock } from "../../tools/clock";
import { type Device, type FlashFiles, startOnHost, startOnInterpreter } from "../../tools/demo/device";
import { findInterpreter } from "../../tools/interpreter/find-interpreter";
import { INSTANT_TIMING, MemoryNetwork, ModemSimulator } from "../../tools/simulator";

/** The time of device, modem and network, seconds since 1970. */
const TIME = Date.UTC(2026, 0, 1, 12) / 1000;

/** Speed of the line: the interpreter would lose what comes in a burst. */
const BAUD = 115200;

/** Timers up to this length, pauses of the dialogue, run by themselves; longer ones, deadlines, wait for the test. */
const PAUSE_MS = 100;

/**
 * `.boot0`, which both engines run before the program: the clock stands still, intervals and long timers run when the test says so,
 * and the files that sensors read are always the same. The program itself is not touched.
 */
const STANDSTILL = `
global.getTime=function(){return ${TIME};};
var held={},heldId=1e6,intervals=[],realTimeout=setTimeout,realClear=clearTimeout;
global.setInterval=function(f,ms){intervals.push([f,ms]);return 2e6;};
global.setTimeout=function(f,ms,a,b,c){
  if(ms<=${PAUSE_MS})return realTimeout(f,ms,a,b,c);
  held[++heldId]=[function(){f(a,b,c);},ms];
  return heldId;
};
global.clearTimeout=function(id){if(held[id])delete held[id];else if(id<1e6)realClear(id);};
function tick(ms){intervals.forEach(function(i){if(i[1]==ms)i[0]();});return 0;}
function fire(maxMs){
  var due=Object.keys(held).filter(function(id){return held[id][1]<=maxMs;});
  due.forEach(function(id){var f=held[id][0];delete held[id];f();});
  return due.length;
}
Modules.addCached("fs","exports.readFile=function(path){return path=='/proc/loadavg'?'0.25 0.5':'';};");
`;

/** Timers run; the time of day stands still. */
class StoppedClock extends RealClock {
  override now(): number {
    return TIME * 1000;
  }
}

/** The last thing that the modem says of its start. */
const STARTED = "+QIND: PB DONE\r\n";

/** Between two looks at a condition, milliseconds. */
const LOOK_MS = 20;

export interface SteppedOptions {
  /** The interpreter's path; without one the program runs in the host runtime. */
  interpreter?: string;
  /** What lies in flash, by the path of the modem's terminal. */
  files: (terminal: string) => FlashFiles;
}

export class SteppedDevice {
  /** Bytes to the modem, and from it. */
  sent = "";
  received = "";
  readonly lines: string[] = [];
  readonly network: MemoryNetwork;
  readonly modem: ModemSimulator;
  private _device: Device | undefined;

  private constructor() {
    const clock = new StoppedClock();
    this.network = new MemoryNetwork({ clock });
    this.modem = new ModemSimulator({
      clock,
      network: this.network,
      timing: INSTANT_TIMING,
      uart: { baud: BAUD },
      trace: (direction, bytes) => {
        if (direction === "rx") this.sent += bytes.toString("latin1");
        else this.received += bytes.toString("latin1");
      },
    });
  }

  static async start({ interpreter, files }: SteppedOptions): Promise<SteppedDevice> {
    const stepped = new SteppedDevice();
    const { modem } = stepped;
    modem.powerOn();
    // What it says of its start is over before anybody listens.
    await stepped.untilReceived(STARTED);
    stepped.received = "";
    const flash = (terminal: string): FlashFiles => ({ ".boot0": STANDSTILL, ...files(terminal) });
    const log = (line: string): void => void stepped.lines.push(line);
    stepped._device =
      interpreter === undefined
        ? startOnHost(modem.uart, flash, log)
        : await startOnInterpreter(findInterpreter(interpreter)!, modem.uart, flash, log);
    return stepped;
  }

  evaluate(expression: string): Promise<unknown> {
    return this._device!.evaluate(expression);
  }

  /** Waits until something is true: an expression on the device, or a condition here. */
  async until(condition: string | (() => boolean)): Promise<void> {
    const isTrue = (): unknown => (typeof condition === "string" ? this.evaluate(`!!(${condition})`) : condition());
    while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }

  /** Lets the timers run that wait for at most so long: a probe (500 ms), a back-off (1 s). There must be just `count`. */
  async fire(maxMs: number, count = 1): Promise<void> {
    await this.until(`Object.keys(held).filter(function(id){return held[id][1]<=${maxMs};}).length==${count}`);
    await this.evaluate(`fire(${maxMs})`);
  }

  /** Intervals of that period are due. */
  async tick(ms: number): Promise<void> {
    await this.evaluate(`tick(${ms})`);
  }

  /** The modem's last words are these, so that nothing is under way. */
  async untilReceived(end: string): Promise<void> {
    await this.until(() => this.received.endsWith(end));
  }

  /** The modem restarts by itself. Waits until it has said all that it says of that. */
  async reboot(): Promise<void> {
    this.modem.reboot();
    await this.untilReceived(STARTED);
  }

  async stop(): Promise<void> {
    await this._device?.stop();
    this.modem.dispose();
  }
}
