/** Sensors and LED of the boards that have them, in their built bundles. */
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import { WiredBoard, type WiredBoardOptions } from "../doubles/wired-board";

/** Modules as they are built into the boards, with a chip that answers; each says how it was connected. */
const MODULES = {
  BME280:
    "exports.connectSPI=(s,cs)=>{print('BME280 '+cs);return{read:(r,n)=>[r==0xd0&&n==1?0x60:0],getData:()=>({temp:21.23456,pressure:1013.25,humidity:40.5})}}",
  OPT3001: "exports.connectI2C=()=>{print('OPT3001');return{read:()=>120.5}}",
  LIS3DH: "exports.connectI2C=()=>{print('LIS3DH');return{read:()=>({x:0.01,y:-0.02,z:1})}}",
  LIS2MDL: "exports.connectI2C=()=>{print('LIS2MDL');return{read:()=>({x:100,y:-200,z:300})}}",
  LPS22HB:
    "exports.connectI2C=()=>{var w=[];return{w:(r,v)=>{w.push(r,v);print('LPS22HB '+w)},get:()=>({pressure:990.5,temperature:1})}}",
  SHT3C: "exports.connectI2C=()=>{print('SHT3C');return{read:done=>{setTimeout(done,20,{humidity:55.5,temp:19.5})}}}",
};

const RAK8212: Omit<WiredBoardOptions, "firmware"> = { uart: "Serial1", ports: ["Bluetooth"], isModemOn: true };
const RAK5010: Omit<WiredBoardOptions, "firmware"> = { ...RAK8212, wiring: { status: ["D31", 1] } };

const running: WiredBoard[] = [];
const firmwares = new Map<string, FirmwareFiles>();
beforeAll(async () => {
  for (const board of ["RAK8212", "RAK5010"]) firmwares.set(board, await buildFirmwareFiles({ board }));
}, 120e3);
afterEach(() => running.splice(0).forEach((board) => board.stop()));

async function started(name: string, options: Partial<WiredBoardOptions> = {}): Promise<WiredBoard> {
  const base = name === "RAK8212" ? RAK8212 : RAK5010;
  const board = new WiredBoard({ ...base, firmware: firmwares.get(name)!, files: MODULES, ...options });
  running.push(board);
  await board.start();
  return board;
}

function values(board: WiredBoard): Record<string, [number, string]> {
  return Object.fromEntries(board.server.readings.map(({ quantity, value, unit }) => [quantity, [value, unit]]));
}

it("reads every sensor of a RAK8212, on the pins of its chip and not before the chip is warm", async () => {
  const board = await started("RAK8212");
  await board.untilDelivered(21);
  expect(values(board)).toEqual({
    temperature: [21.235, "Cel"],
    humidity: [40.5, "%"],
    pressure: [1013.25, "hPa"],
    illuminance: [120.5, "lx"],
    accelerationX: [0.01, "[g]"],
    accelerationY: [-0.02, "[g]"],
    accelerationZ: [1, "[g]"],
    magneticFieldX: [15, "uT"],
    magneticFieldY: [-30, "uT"],
    magneticFieldZ: [45, "uT"],
    battery: [3.911, "V"],
  });
  const buses = board.actions
    .filter((action) => /I2C|SPI/.test(action))
    .map((action) => action.split(" ").slice(1).join(" "));
  expect(buses).toEqual([
    "SPI.setup miso=D5 mosi=D3 sck=D4",
    "I2C.setup bitrate=400000 scl=D23 sda=D26",
    "I2C.setup bitrate=400000 scl=D18 sda=D19",
    "I2C.setup bitrate=400000 scl=D11 sda=D13",
  ]);
  expect(board.lines.filter((line) => /^BME280 D2$|^OPT3001$|^LIS/.test(line))).toHaveLength(4);
});

it("reads every sensor of a RAK5010", async () => {
  const board = await started("RAK5010");
  await board.untilDelivered(15);
  expect(values(board)).toEqual({
    temperature: [19.5, "Cel"],
    humidity: [55.5, "%"],
    pressure: [990.5, "hPa"],
    illuminance: [120.5, "lx"],
    accelerationX: [0.01, "[g]"],
    accelerationY: [-0.02, "[g]"],
    accelerationZ: [1, "[g]"],
    battery: [3.911, "V"],
  });
  expect(board.actions.filter((action) => / I2C.setup /.test(action))).toHaveLength(4);
  expect(board.actions.filter((action) => / I2C.setup bitrate=400000 scl=D13 sda=D14$/.test(action))).toHaveLength(4);
  expect(board.lines).toContain("LPS22HB 16,18");
});

it("logs once that a chip is missing or broken, reads the others, and the chip when it comes", async () => {
  const broken = {
    ...MODULES,
    BME280: "exports.connectSPI=()=>({read:()=>[255],getData:()=>({})})",
    OPT3001: "exports.connectI2C=i2c=>{if(!global.isThere)i2c.writeTo(68,1);return{read:()=>7}}",
    LIS3DH: "exports.connectI2C=()=>{throw 'WHO_AM_I'}",
  };
  const board = await started("RAK8212", { files: { ...broken } });
  await board.untilDelivered(9);
  expect(board.lines.filter((line) => line.includes("sensor ")).map((line) => line.substr(11))).toEqual([
    "sensor temperature: no BME280",
    "sensor humidity: no BME280",
    "sensor pressure: no BME280",
    "sensor illuminance: I2C: no answer",
    "sensor accelerationX: WHO_AM_I",
    "sensor accelerationY: WHO_AM_I",
    "sensor accelerationZ: WHO_AM_I",
  ]);
  expect(Object.keys(values(board)).sort()).toEqual(["battery", "magneticFieldX", "magneticFieldY", "magneticFieldZ"]);
  board.runtime.run("global.isThere=1");
  await board.until(() => "illuminance" in values(board));
  expect(values(board).illuminance).toEqual([7, "lx"]);
  expect(board.runtime.errors).toEqual([]);
});

it("boots on a board whose Espruino has none of the modules", async () => {
  const board = await started("RAK5010", { files: {} });
  await board.untilDelivered(1);
  expect(Object.keys(values(board))).toEqual(["battery"]);
  expect(board.lines.filter((line) => line.includes('Module "SHT3C" not found'))).toHaveLength(2);
});

it("reads only the sensors that the configuration names, and refuses one that the board has not", async () => {
  const board = await started("RAK8212", { config: { sampling: { sensors: ["humidity"] } } });
  await board.untilDelivered(2);
  expect(Object.keys(values(board))).toEqual(["humidity"]);
  const refused = await started("RAK8212", { config: { sampling: { sensors: ["load"] } } });
  await refused.clock.advance(1000);
  expect(refused.lines[0]).toMatch(
    /config.json: sampling.sensors: load is none of temperature, humidity, .*, battery$/,
  );
});

describe("the LED", () => {
  /** Times in ms and levels of RAK8212's pin, which Espruino turns around: 1 is lit. */
  const ledOf = (board: WiredBoard): string[] => board.actions.filter((action) => / D12=/.test(action));

  it("is lit while the modem is brought online, then dark, with a flash for each acknowledged upload", async () => {
    const board = await started("RAK8212", { config: { sampling: { sensors: ["humidity"] } } });
    await board.untilDelivered(1);
    await board.clock.advance(1000);
    const levels = ledOf(board).map((action) => action.split(" ")[1]);
    expect(levels).toEqual(["D12=1", "D12=0", "D12=1", "D12=0"]);
    const [, , on, off] = ledOf(board).map((action) => Number(action.split(" ")[0]));
    expect(off! - on!).toBe(50);
  });

  it("blinks fast while the modem is offline and the next try is waited for", async () => {
    const board = await started("RAK8212");
    await board.untilDelivered(1);
    board.isHung = true;
    await board.until(() => board.lines.some((line) => /modem: no answer/.test(line)));
    board.mark();
    await board.clock.advance(500);
    expect(ledOf(board).map((action) => action.split(" ")[1])).toEqual(["D12=1", "D12=0", "D12=1"]);
  });

  it("of a RAK5010 is lit by 0", async () => {
    const board = await started("RAK5010", { config: { sampling: { sensors: ["humidity"] } } });
    expect(ledOf(board)).toEqual(["0 D12=0"]);
    await board.until(() => board.lines.some((line) => / online, /.test(line)));
    expect(ledOf(board).at(-1)).toMatch(/ D12=1$/);
  });
});
