/**
 * One scenario, two engines: what the shipped code says to the modem in Node's host runtime and on the real interpreter, and what it
 * is answered, must be the same to the byte. Nothing is masked: clock, long timers and the sensor's file are the test's.
 */
import { buildModule } from "../../tools/build/bundle";
import { buildFirmwareFiles, type FirmwareFiles } from "../../tools/build/firmware-files";
import type { FlashFiles } from "../../tools/demo/device";
import type { MemoryPeer } from "../../tools/simulator";
import { CA_PEM, CONFIG } from "../doubles/board";
import { MemoryCollector } from "../../tools/collector/memory-collector";
import { begunJournal } from "../doubles/begun-journal";
import { SteppedDevice } from "../doubles/stepped-device";
import { describeOnInterpreter } from "../tools/interpreter/on-interpreter";

const LIMIT_MS = 600e3;

/** Intervals of the program: sampling by {@link CONFIG}, and the driver's poll. */
const SAMPLING_MS = 60e3;
const POLL_MS = 5e3;

/** Timers of the program: a probe for the modem, and the longest first back-off. */
const PROBE_MS = 500;
const BACKOFF_MS = 1000;

/** Both directions of the line. */
interface Dialogue {
  sent: string;
  received: string;
}

const NOTHING_MORE = "+QSSLRECV: 0\r\n\r\nOK\r\n";

type Scenario = (device: SteppedDevice) => Promise<void>;

async function play(files: FlashFiles, scenario: Scenario, interpreter?: string): Promise<Dialogue> {
  const options = { files: withTerminal(files), ...(interpreter === undefined ? {} : { interpreter }) };
  const device = await SteppedDevice.start(options);
  try {
    await scenario(device);
    expect(device.lines.filter((line) => line.includes("Uncaught"))).toEqual([]);
    return { sent: device.sent, received: device.received };
  } finally {
    await device.stop();
  }
}

/** The one thing that cannot be equal: the path of the modem's terminal, which is never said to the modem. */
function withTerminal(files: FlashFiles): (terminal: string) => FlashFiles {
  return (terminal) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace("TERMINAL", terminal)]));
}

/** Line by line, so that a difference is readable; equal lines are equal bytes. */
const linesOf = ({ sent, received }: Dialogue): string[][] => [sent.split("\r"), received.split("\r\n")];

/** Lines of one that the other has not at the same place. */
function differences(one: string, other: string): string[] {
  const lines = other.split("\r");
  return one.split("\r").filter((line, index) => line !== lines[index]);
}

/** Boot, bring-up, uploads, SEND FAIL, a poll, the server's close, a new connection, the modem's restart, and an upload after it. */
const firmwareScenario: Scenario = async (device) => {
  const server = new MemoryCollector(device.network, "collector.example", 8443);
  let peer: MemoryPeer | undefined;
  device.network.listen("collector.example", 8443, (accepted) => {
    peer = accepted;
    server.accept(accepted);
  });
  const untilAcknowledged = async (count: number): Promise<void> => {
    await device.until(`qssl.status().acknowledged==${count}`);
    await device.untilReceived(NOTHING_MORE);
  };
  await device.fire(PROBE_MS);
  await untilAcknowledged(1);
  await device.tick(SAMPLING_MS);
  await untilAcknowledged(2);
  device.modem.faults.sendFailures = 1;
  await device.tick(SAMPLING_MS);
  await untilAcknowledged(3);
  const length = device.received.length;
  await device.tick(POLL_MS);
  await device.until(() => device.received.length > length);
  await device.untilReceived(NOTHING_MORE);
  peer!.close();
  await device.until(() => device.modem.status().sockets.length === 0);
  await device.until("!qssl.status().modem.slots.length");
  await device.tick(SAMPLING_MS);
  await untilAcknowledged(4);
  await device.reboot();
  await device.until('qssl.status().offline=="restarted"');
  await device.tick(SAMPLING_MS);
  await device.fire(BACKOFF_MS);
  await device.fire(PROBE_MS);
  await untilAcknowledged(5);
  expect(server.sequence).toEqual([1, 2, 3, 4, 5]);
  expect(server.connections).toBe(3);
};

/** Echoes in all three kinds of connection, by steps that the test asks for. */
const PROGRAM = `
Serial1.setup(115200,{path:"TERMINAL"});
var modem,slot,events=[];
function note(event) { return function(value) { events.push(event+(value&&value.length?value.length:"")); }; }
function open(accessMode,tls) {
  events=[];
  slot=modem.open({host:"server.example",port:443,accessMode:accessMode,tls:tls});
  ["open","data","drain","error","close"].forEach(function(event) { slot.on(event,note(event)); });
}
require("QuectelSSL").connect(Serial1,{apn:"internet",username:"u",password:"p",tls:{ca:ca}},function(e,m) { modem=m; });
`;

/** All bytes that there are, more than one AT+QSSLSEND. */
const PAYLOAD = "(function(){var t='',i;for(i=0;i<256;i++)t+=String.fromCharCode(i);return t+t+t+t+t+t+t;})()";
const PAYLOAD_BYTES = 7 * 256;

const programScenario: Scenario = async (device) => {
  let peer: MemoryPeer | undefined;
  let echoed = 0;
  device.network.listen("server.example", 443, (accepted) => {
    peer = accepted;
    echoed = 0;
    // Back in one piece, when all is there.
    const pieces: Buffer[] = [];
    peer.onData = (bytes) => {
      pieces.push(bytes);
      echoed += bytes.length;
      if (echoed === PAYLOAD_BYTES) accepted.send(Buffer.concat(pieces));
    };
  });
  await device.fire(PROBE_MS);
  await device.until("modem&&modem.status().isOnline");
  for (const [mode, tls, opened, read] of [
    [0, "undefined", NOTHING_MORE, NOTHING_MORE],
    [1, "undefined", "+QSSLOPEN: 1,0\r\n", ""],
    [0, "false", "+QIRD: 0\r\n\r\nOK\r\n", "+QIRD: 0\r\n\r\nOK\r\n"],
  ] as const) {
    await device.evaluate(`(open(${mode},${tls}),0)`);
    await device.until('events[0]=="open"');
    await device.untilReceived(opened);
    await device.evaluate(`(slot.write(${PAYLOAD}),0)`);
    await device.until(`modem.status().slots[0][3]==${PAYLOAD_BYTES}`);
    await device.untilReceived(read);
    peer!.close();
    await device.until('events[events.length-1]=="close"');
  }
};

/** The shipped bundle as its board has it. */
const firmware = (built: FirmwareFiles, apn = CONFIG.apn): FlashFiles => ({
  ...built,
  "qssl.log": begunJournal(41),
  "ca.pem": CA_PEM,
  "config.json": JSON.stringify({ ...CONFIG, apn, upload: { intervalS: 1, batch: 1 }, uart: { path: "TERMINAL" } }),
});

/** A program with the shipped modules. */
const program = async (): Promise<FlashFiles> => ({
  QuectelSSL: (await buildModule({ name: "QuectelSSL" })).code,
  QuectelBringUp: (await buildModule({ name: "QuectelBringUp" })).code,
  ".bootcde": `var ca=${JSON.stringify(CA_PEM)};${PROGRAM}`,
});

let built: FirmwareFiles;

beforeAll(async () => {
  built = await buildFirmwareFiles({ board: "LINUX" });
}, LIMIT_MS);

describe("the dialogue of the firmware in the host runtime", () => {
  it(
    "is the same each time, and another one when one letter of the configuration is another",
    async () => {
      const files = firmware(built);
      const first = await play(files, firmwareScenario);
      expect(linesOf(await play(files, firmwareScenario))).toEqual(linesOf(first));
      const other = await play(firmware(built, "internes"), firmwareScenario);
      // Once at each of the two starts of the modem.
      const [line] = differences(first.sent, other.sent);
      expect(line).toMatch(/^AT\+QICSGP=1,.*"internet"/);
      expect(differences(first.sent, other.sent)).toEqual([line, line]);
      expect(other.sent).toHaveLength(first.sent.length);
    },
    LIMIT_MS,
  );
});

describeOnInterpreter("the dialogue on two engines", (interpreter) => {
  it.each([
    ["of the firmware", () => Promise.resolve(firmware(built)), firmwareScenario],
    ["of a program on the driver module", program, programScenario],
  ])(
    "%s is the same to the byte",
    async (_title, files, scenario) => {
      const flash = await files();
      const [host, real] = [await play(flash, scenario), await play(flash, scenario, interpreter)];
      expect(linesOf(real)).toEqual(linesOf(host));
      expect(host.sent.length).toBeGreaterThan(PAYLOAD_BYTES);
    },
    LIMIT_MS,
  );
});
