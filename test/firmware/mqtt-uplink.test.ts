/** The built firmware with its module for brokers: readings, status and commands, on simulated time against a broker in memory. */
import { version } from "../../package.json";
import type { Batch } from "../../tools/collector/batch";
import { parseBatch } from "../../tools/collector/batch";
import { buildFirmwareFiles, buildStoredModule, type FirmwareFiles } from "../../tools/build/firmware-files";
import { CONFIG, TestBoard } from "../doubles/board";
import { MemoryBroker } from "../doubles/memory-broker";

const TOPICS = {
  readings: "devices/under-test/readings",
  status: "devices/under-test/status",
  commands: "devices/under-test/commands",
  replies: "devices/under-test/replies",
};
const SERVER = { url: "mqtts://broker.example", user: "u-{device}", password: "secret-word" };
const MQTT_CONFIG = { ...CONFIG, server: SERVER };

let firmware: FirmwareFiles;
let board: TestBoard;
let broker: MemoryBroker;

beforeAll(async () => {
  firmware = {
    MqttUplink: await buildStoredModule({ name: "MqttUplink" }),
    ...(await buildFirmwareFiles({ board: "LINUX" })),
  };
});

function start(config: object = MQTT_CONFIG, files = firmware): void {
  board = new TestBoard({ firmware: files, config });
  broker = new MemoryBroker(board.network, "broker.example", 8883);
  broker.listen();
}

afterEach(() => board.stop());

const batches = (): Batch[] => broker.of(TOPICS.readings).map((text) => parseBatch(text));
const seqs = (): number[] => batches().flatMap(({ readings }) => readings.map(({ seq }) => seq));
const untilStored = (count: number): Promise<void> => board.clock.runUntil(() => seqs().length >= count, 86400e3);
const statuses = (): Record<string, unknown>[] =>
  broker.of(TOPICS.status).map((text) => JSON.parse(text) as Record<string, unknown>);

/** Publishes a command and waits for the answer. */
async function order(command: unknown, isRetained = false): Promise<Record<string, unknown>> {
  const before = broker.of(TOPICS.replies).length;
  broker.publish(TOPICS.commands, typeof command === "string" ? command : JSON.stringify(command), isRetained);
  await board.clock.runUntil(() => broker.of(TOPICS.replies).length > before, 60e3);
  return JSON.parse(broker.of(TOPICS.replies).at(-1)!) as Record<string, unknown>;
}

describe("readings", () => {
  it("go to the broker in the collector's form, on one connection, and PUBACK releases them", async () => {
    start();
    await untilStored(5);
    await board.pass(1);
    expect(seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(batches()[0]).toMatchObject({ device: "under-test", readings: [{ quantity: "load", value: 0.25 }] });
    expect(broker.connects).toHaveLength(1);
    expect(broker.connects[0]).toMatch(/under-test.*devices\/under-test\/status.*\0\x0cu-under-test\0\x0bsecret-word$/);
    expect(board.status).toMatchObject({ waiting: 0, acknowledged: 5, lastError: "" });
    expect(board.lines.join("\n")).not.toContain("secret-word");
  });

  it("stay in the journal until then: silence, and a broker that goes down", async () => {
    start();
    await untilStored(1);
    broker.reception = "silent";
    await board.pass(600);
    expect(board.status.waiting).toBeGreaterThan(8);
    expect(board.errors.join("\n")).toContain("uplink: no answer within 60 s");
    broker.reception = "acknowledge";
    await untilStored(10);
    expect(seqs()).toEqual(seqs().map((_, index) => index + 1));
  });

  it("outlive twenty restarts of the broker in a day: none is lost, the order is kept", async () => {
    start({ ...MQTT_CONFIG, sampling: { intervalS: 300, sensors: ["load"] } });
    await untilStored(1);
    const receptions = ["acknowledge", "down before it is stored", "down before it is acknowledged"] as const;
    for (let restart = 0; restart < 20; restart++) {
      await board.pass(4100 + restart * 37);
      broker.reception = receptions[restart % 3]!;
      if (restart % 3) await board.clock.runUntil(() => broker.guests === 0, 3600e3);
      else broker.goDown();
      broker.reception = "acknowledge";
      await board.pass(10 + 5 * restart);
      broker.listen();
    }
    await board.pass(3600);
    const delivered = [...new Set(seqs())];
    expect(delivered.findIndex((seq, index) => seq !== index + 1)).toBe(-1);
    // One in five minutes, for a day.
    expect(delivered.length).toBeGreaterThan(287);
    expect(board.status).toMatchObject({ waiting: 0, dropped: 0 });
    // Each is there once more only where the broker went down between storing and telling.
    expect(seqs().length - delivered.length).toBeLessThanOrEqual(7);
    expect(board.errors.join("\n")).not.toContain("Uncaught");
  });

  it("wait with growing pauses for a broker that refuses, and the log says why", async () => {
    start();
    broker.refusal = 5;
    await board.pass(3600);
    expect(board.errors.join("\n")).toContain("MQTT: CONNACK 5 (check credentials, policy)");
    expect(broker.connects.length).toBeLessThan(60);
    broker.refusal = 0;
    await untilStored(60);
    expect(seqs().slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  it("go where the template says", async () => {
    start({ ...MQTT_CONFIG, server: { ...SERVER, topic: "a/{device}/b/{device}", topics: { status: "" } } });
    await board.clock.runUntil(() => broker.of("a/under-test/b/under-test/readings").length > 0, 600e3);
    expect(broker.of(TOPICS.status)).toEqual([]);
    expect(broker.connects[0]!.charCodeAt(7) & 4).toBe(0);
  });
});

describe("the device's status", () => {
  it("is published retained at each connection, and the will says when it is gone", async () => {
    start();
    await untilStored(1);
    expect(statuses()[0]).toMatchObject({ online: true, version, waiting: 1, journal: "flash" });
    expect(broker.retained.get(TOPICS.status)?.message).toContain('"online":true');
    board.modem.powerOff();
    await board.clock.runUntil(() => statuses().length > 1, 600e3);
    expect(statuses().at(-1)).toEqual({ online: false });
    board.modem.powerOn();
    await board.clock.runUntil(() => statuses().at(-1)!["online"] === true, 3600e3);
  });

  it("is there again soon after the broker was down, though nothing is to be sent", async () => {
    start({ ...MQTT_CONFIG, sampling: { intervalS: 86400, sensors: ["load"] } });
    await untilStored(1);
    broker.goDown();
    await board.pass(30);
    broker.listen();
    await board.clock.runUntil(() => broker.guests > 0, 120e3);
    await board.pass(1);
    expect(statuses().at(-1)).toMatchObject({ online: true, waiting: 0 });
  });
});

describe("a command", () => {
  beforeEach(async () => {
    start({ ...MQTT_CONFIG, upload: { intervalS: 600, batch: 50 } });
    await untilStored(1);
  });

  it("asks for the status", async () => {
    expect(await order({ id: 7, command: "status" })).toMatchObject({
      id: 7,
      command: "status",
      ok: true,
      status: { uplink: expect.any(String), modem: { isOnline: true } },
    });
  });

  it("has what waits sent now", async () => {
    await board.pass(150);
    expect(board.status.waiting).toBeGreaterThan(1);
    expect(await order({ command: "send" })).toEqual({ command: "send", ok: true });
    await board.pass(2);
    expect(board.status.waiting).toBe(0);
  });

  it("changes the intervals until the next start", async () => {
    expect(await order({ id: "a", command: "interval", uploadS: 5, samplingS: 10 })).toEqual({
      id: "a",
      command: "interval",
      ok: true,
    });
    const before = seqs().length;
    await board.pass(60);
    expect(seqs().length - before).toBeGreaterThanOrEqual(4);
    board.restart();
    await board.pass(400);
    expect(board.status.waiting).toBeGreaterThan(1);
  });

  it("restarts the board behind its answer, once", async () => {
    const boots = (): number => board.lines.filter((line) => line.includes(", boot ")).length;
    expect(await order({ command: "reboot" })).toEqual({ command: "reboot", ok: true });
    await board.pass(120);
    expect(boots()).toBe(2);
    await board.pass(3600);
    expect(boots()).toBe(2);
  });

  it.each<[string, unknown, boolean, object]>([
    ["that is no JSON", "reboot", false, { error: "no flat JSON object" }],
    ["that is not whole", '{"command":"reboot"', false, { error: "no flat JSON object" }],
    ["that is a list", ["reboot"], false, { error: "no flat JSON object" }],
    ["that is nested", { command: { command: "reboot" } }, false, { error: "no flat JSON object" }],
    ["that is nested without end", "[".repeat(400), false, { error: "no flat JSON object" }],
    ["of nothing", "", false, { error: "no flat JSON object" }],
    [
      "that does not exist",
      { id: 1, command: "format" },
      false,
      { id: 1, error: "command: none of status, send, interval, reboot" },
    ],
    [
      "that the language has",
      { command: "toString" },
      false,
      { error: "command: none of status, send, interval, reboot" },
    ],
    [
      "with an unknown member",
      { command: "send", now: true },
      false,
      { error: "unknown key; known are id, command, uploadS, samplingS" },
    ],
    ["with a long id", { id: "x".repeat(41), command: "send" }, false, { error: "id: more than 40 characters" }],
    [
      "for an interval of 0",
      { command: "interval", uploadS: 0 },
      false,
      { command: "interval", error: "uploadS: 0 is not 1-86400" },
    ],
    [
      "for an interval of a text",
      { command: "interval", samplingS: "1h" },
      false,
      { command: "interval", error: "samplingS: 1h is not 1-86400" },
    ],
    [
      "for half an interval",
      { command: "interval", uploadS: 9, samplingS: 1e9 },
      false,
      { command: "interval", error: "samplingS: 1000000000 is not 1-86400" },
    ],
    [
      "for no interval",
      { command: "interval" },
      false,
      { command: "interval", error: "uploadS or samplingS: must be given" },
    ],
  ])("%s is refused by name, and nothing changes", async (_, command, isRetained, answer) => {
    expect(await order(command, isRetained)).toEqual(answer);
    await board.pass(10);
    expect(board.lines.filter((line) => line.includes(", boot "))).toHaveLength(1);
    expect(board.errors).toEqual([]);
  });

  it("to restart that the broker keeps is refused: it would come again and again", async () => {
    broker.publish(TOPICS.commands, '{"command":"reboot"}', true);
    await board.pass(1);
    await board.pass(3600);
    expect(board.lines.filter((line) => line.includes(", boot ")).length).toBeLessThanOrEqual(2);
    expect(broker.of(TOPICS.replies).at(-1)).toContain("reboot must not be retained");
  });

  it("that is too long and kept by the broker costs the commands, never the readings", async () => {
    broker.publish(TOPICS.commands, "x".repeat(600), true);
    await board.pass(3600);
    expect(board.errors.filter((line) => line.includes("maxPacketBytes"))).toHaveLength(1);
    expect(board.status.waiting).toBeLessThan(12);
    expect(broker.guests).toBe(1);
  });
});

describe("without the module on the board", () => {
  it("the log says what to do", async () => {
    const { MqttUplink: _, ...rest } = firmware;
    start(MQTT_CONFIG, rest);
    await board.pass(5);
    expect(board.errors.join("\n")).toContain("MqttUplink is missing: flash again");
  });
});
