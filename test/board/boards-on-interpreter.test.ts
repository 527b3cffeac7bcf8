/** Every board's built bundle on the real interpreter for Linux, whose pins and ports are those of the board for as long as it runs. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { boardNames } from "../../tools/build/bundle";
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { byteLiteral } from "../../tools/interpreter/byte-literal";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";
import { scratchDirectory } from "../tools/interpreter/scratch-directory";

/** How much faster than real time the program lives: the modem, which does not answer, is waited for. */
const SPEED = 40;
/** Simulated time: the search for a modem that may be on, and the power-up. */
const RUN_MS = 12e3;

const PINS = "A2 A3 A5 A6 A7 B5 B6 B7 C3 C4 LED1 D0 D1 D2 D4 D6 D7 D8 D9 D12 D14 D15 D18 D28 D31".split(" ");
const PORTS = ["Serial1", "Serial2", "Serial3", "USB", "Bluetooth"];

interface Row {
  uart?: object;
  led?: string;
  actions: string[];
}

const rows: Record<string, Row> = {
  RAK5010: { led: "D12", actions: ["Bluetooth.setConsole", "Serial1.setup", "D28=false", "D2=true", "D2=false"] },
  RAK8212: {
    led: "D12",
    actions: ["Bluetooth.setConsole", "Serial1.setup", "D14=false", "D6=true", "D15=true", "D15=false"],
  },
  WIO_LTE: { actions: ["USB.setConsole", "Serial2.setup", "C3=true", "B5=true", "C4=true", "C4=false"] },
  PICO: {
    uart: { pins: { pwrkey: "A5", reset: "!A6", supply: "A7" } },
    led: "LED1",
    actions: ["USB.setConsole", "Serial1.setup", "A6 input", "A7=true", "A5=true", "A5=false"],
  },
  ESPRUINOWIFI: {
    uart: { pins: { pwrkey: "!A5" } },
    led: "LED1",
    actions: ["USB.setConsole", "Serial1.setup", "A5 output", "A5=0", "A5 input"],
  },
  ESP32: {
    uart: { port: "Serial3", pins: { supply: "D18" } },
    led: "D2",
    actions: ["Serial1.setConsole", "Serial3.setup", "D18=true"],
  },
  PIXLJS: { actions: ["Bluetooth.setConsole", "Serial1.setup"] },
  LINUX: { uart: { path: "/dev/ttyUSB2" }, actions: ["USB.setConsole", "Serial1.setup"] },
};

/** The board's world: pins and ports that write down what is done to them, no modem, time that runs faster, a configuration. */
function world(config: object, modules: FirmwareFiles): string {
  const text = byteLiteral(JSON.stringify(config));
  return `
var theActions=[],theErrors=0,thePins={},realTimeout=setTimeout,realTime=getTime,startTime=getTime();
process.on("uncaughtException",function(e){print("uncaught "+e);theErrors++});
function thePin(name){return thePins[name]={write:function(x){theActions.push(name+"="+x)},read:function(){return false},toString:function(){return name}}}
function Pin(name){return thePins[name]||{}}
function pinMode(pin,mode){theActions.push(pin+" "+mode)}
function thePort(name){return{setConsole:function(){theActions.push(name+".setConsole")},setup:function(){theActions.push(name+".setup")},write:function(){},on:function(){},removeAllListeners:function(){}}}
function getTime(){return startTime+(realTime()-startTime)*${SPEED}}
function setTimeout(f,ms,a,b,c){return realTimeout(f,ms/${SPEED},a,b,c)}
var WioLTE={LED:function(){},setLEDPower:function(){}};
${PINS.map((pin) => `var ${pin}=thePin("${pin}");`).join("")}
${PORTS.map((port) => `var ${port}=thePort("${port}");`).join("")}
require("Storage").writeJSON("config.json",JSON.parse(${text}));
require("Storage").write("ca.pem","-----BEGIN CERTIFICATE-----\\n");
${Object.entries(modules)
  .map(([name, code]) => `require("Storage").write("${name}",${byteLiteral(code)});`)
  .join("\n")}
`;
}

it("has a row for every board", () => {
  expect(Object.keys(rows).sort()).toEqual(boardNames());
});

describeOnInterpreter("the boards", (interpreter) => {
  const directory = scratchDirectory();

  it.each(Object.entries(rows))(
    "%s pins its console, opens its UART and powers its modem up",
    async (board, row) => {
      const { ".bootcde": code, ...modules } = await buildFirmwareFiles({ board });
      const config = {
        apn: "internet",
        server: { url: "https://h.example/" },
        tls: { ca: "ca.pem" },
        ...(row.uart ? { uart: row.uart } : {}),
      };
      const end = `realTimeout(function(){print("@"+JSON.stringify([theActions,theErrors]));quit()},${RUN_MS / SPEED});`;
      const file = path.join(directory(), `${board}.js`);
      await writeFile(file, `${world(config, modules)}\n${code}\n${end}\n`, "latin1");
      const options = { cwd: directory(), timeout: 20e3, killSignal: "SIGKILL" as const, encoding: "latin1" as const };
      const run = promisify(execFile)(interpreter, [file], options);
      const { stdout } = await run.catch((error: { stdout: string }) => error);
      const [, answer] = /@(.*)/.exec(stdout) ?? [];
      if (answer === undefined) throw new Error(stdout);
      const [actions, errors] = JSON.parse(answer) as [string[], number];
      const isLed = (action: string): boolean => action.startsWith(`${row.led}=`);
      expect([actions.filter((action) => !isLed(action)), errors]).toEqual([row.actions, 0]);
      expect(stdout).not.toContain("config.json:");
    },
    120e3,
  );
});
