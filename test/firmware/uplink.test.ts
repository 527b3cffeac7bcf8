import type * as JournalModule from "../../firmware/journal";
import type * as UplinkModule from "../../firmware/uplink";
import { installDevice, pass, printed } from "../doubles/device";
import { VERIFIED } from "../doubles/tls-settings";

const OK_204 = "HTTP/1.1 204 No Content\r\n\r\n";
const ADDRESS = { host: "h.example", port: 8443, path: "/readings" };
const HEADERS = { "X-A": "b" };

/** A connection played by the test. */
class PlayedSlot {
  readonly written: string[] = [];
  ends = 0;
  listeners: Record<string, (argument?: unknown) => void> = {};
  write(payload: string): boolean {
    this.written.push(payload);
    return true;
  }
  end(): void {
    this.ends++;
  }
  emit(event: string, argument?: unknown): void {
    this.listeners[event]?.(argument);
  }
  /** The request sent last, without its header. */
  get body(): { insecure?: string; readings: { seq: number }[] } {
    return JSON.parse(this.written.at(-1)!.split("\r\n\r\n")[1]!) as { readings: { seq: number }[] };
  }
  /** Sequence numbers in the request sent last. */
  get seqs(): number[] {
    return this.body.readings.map(({ seq }) => seq);
  }
}

let uplink: typeof UplinkModule;
let journal: typeof JournalModule;
/** Why the uplink gave the modem up. */
let given: string[];
let slots: PlayedSlot[];
let refusal: string;

async function start({ intervalS = 30, insecure = "", kBytesPerDay = 1000, free = 2000 } = {}): Promise<void> {
  installDevice(free);
  jest.spyOn(Math, "random").mockReturnValue(0.999999);
  slots = [];
  refusal = "";
  given = [];
  jest.doMock("../../modules/quectel/modem", () => ({
    lose: (reason: string) => given.push(reason),
    openConnection: (address: object, slot: object) => {
      if (refusal) throw new Error(refusal);
      expect(address).toEqual(ADDRESS);
      slots.push(Object.assign(new PlayedSlot(), slot));
      return slots.at(-1);
    },
  }));
  jest.doMock("../../modules/quectel/client-slot", () => ({
    writeSlot: PlayedSlot.prototype.write,
    endSlot: PlayedSlot.prototype.end,
  }));
  uplink = await import("../../firmware/uplink");
  journal = await import("../../firmware/journal");
  // In memory: some 30 readings.
  journal.startJournal(0, 0);
  (await import("../../firmware/budget")).startBudget({ cyclesPerDay: 9, kBytesPerDay });
  printed.length = 0;
  const broker = { user: "", password: "", topic: "", topics: {} };
  const server = { url: "", address: ADDRESS, headers: HEADERS, ...broker };
  const settings = { server, upload: { intervalS, batch: 4 } };
  uplink.startUplink(settings, "pump", insecure, () => VERIFIED, false);
}

function add(count: number): void {
  for (let index = 0; index < count; index++) {
    journal.addReading("load", "1", 0);
    uplink.onReadingAdded();
  }
}

/** A full batch on a connection that is open. */
function sendBatch(): PlayedSlot {
  uplink.onOnline();
  add(4);
  slots.at(-1)!.emit("open");
  return slots.at(-1)!;
}

beforeEach(() => start());
afterEach(() => jest.restoreAllMocks());

it("does nothing before the modem is online, then sends what waits", () => {
  add(6);
  pass(3600e3);
  expect(slots).toEqual([]);
  expect(uplink.uplinkText()).toBe("offline");
  uplink.onOnline();
  slots[0]!.emit("open");
  expect(slots[0]!.seqs).toEqual([1, 2, 3, 4]);
});

it("opens no connection when nothing waits", () => {
  uplink.onOnline();
  pass(3600e3);
  expect(slots).toEqual([]);
  expect(uplink.uplinkText()).toBe("idle");
});

it("sends a full batch at once, one that is not full when its oldest reading is old enough", () => {
  uplink.onOnline();
  add(3);
  pass(29e3);
  expect(slots).toHaveLength(0);
  pass(1e3);
  expect(slots).toHaveLength(1);
  slots[0]!.emit("open");
  expect(slots[0]!.seqs).toEqual([1, 2, 3]);
});

it.each([
  [420, [1, 2, 3]],
  [100, [1]],
])("with %d free variables sends only as many readings at once as fit", async (free, seqs) => {
  await start({ free });
  expect(sendBatch().seqs).toEqual(seqs);
});

it("sends what is left of an outage at once, though it makes no full batch", () => {
  add(6);
  pass(3600e3);
  uplink.onOnline();
  slots[0]!.emit("open");
  slots[0]!.emit("data", OK_204);
  pass(1e3);
  expect(slots[0]!.seqs).toEqual([5, 6]);
});

it("lets no reading wait longer because others were sent meanwhile", () => {
  uplink.onOnline();
  add(3);
  pass(30e3);
  slots[0]!.emit("open");
  add(1);
  pass(20e3);
  slots[0]!.emit("data", OK_204);
  pass(9e3);
  expect(slots[0]!.written).toHaveLength(1);
  pass(1e3);
  expect(slots[0]!.seqs).toEqual([4]);
});

it("writes one request that holds device, boot, losses and readings", () => {
  const slot = sendBatch();
  expect(slot.written).toHaveLength(1);
  const [head, body] = slot.written[0]!.split("\r\n\r\n");
  expect(head).toMatch(/^POST \/readings HTTP\/1\.1\r\nHost: h\.example\r\n/);
  expect(head).toContain("\r\nX-A: b");
  expect(JSON.parse(body!)).toMatchObject({
    device: "pump",
    boot: journal.state[3],
    dropped: 0,
    readings: [{ seq: 1 }, {}, {}, {}],
  });
});

it("releases readings only at 2xx, not at SEND OK, and never those that came meanwhile", () => {
  const slot = sendBatch();
  add(2);
  expect(journal.waitingReadings()).toBe(6);
  slot.emit("data", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
  expect(journal.waitingReadings()).toBe(6);
  slot.emit("data", "k");
  expect(journal.waitingReadings()).toBe(2);
  expect(uplink.acknowledged).toBe(4);
  expect(uplink.lastError).toBe("");
});

it("keeps the connection for the next batch, and has one request out at a time", () => {
  const slot = sendBatch();
  add(4);
  expect(slot.written).toHaveLength(1);
  slot.emit("data", OK_204);
  expect(slot.written).toHaveLength(2);
  expect(slot.seqs).toEqual([5, 6, 7, 8]);
  expect(slots).toHaveLength(1);
  expect(slot.ends).toBe(0);
});

it("ends a connection that the server does not keep, or that would wait too long, and opens another", async () => {
  const slot = sendBatch();
  slot.emit("data", "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
  expect(slot.ends).toBe(1);
  add(4);
  expect(slots).toHaveLength(2);
  await start({ intervalS: 121 });
  const lone = sendBatch();
  lone.emit("data", OK_204);
  expect(lone.ends).toBe(1);
});

it.each<[string, (slot: PlayedSlot) => void]>([
  ["500", (slot) => slot.emit("data", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")],
  ["a redirection", (slot) => slot.emit("data", "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n")],
  ["no HTTP", (slot) => slot.emit("data", "garbage\r\n\r\n")],
  ["no answer within 60 s", () => pass(60e3)],
  ["an error of the connection", (slot) => slot.emit("error", new Error("QSSLOPEN 0: 566"))],
  ["a close before the answer", (slot) => slot.emit("close")],
])("keeps the readings and backs off at %s, then sends the same again", (_name, happen) => {
  const slot = sendBatch();
  happen(slot);
  expect(journal.waitingReadings()).toBe(4);
  expect(uplink.lastError).not.toBe("");
  expect(uplink.uplinkText()).toBe("backing off");
  expect(printed.at(-1)).toMatch(/^E .*uplink: .*4 waiting, next try in 1\.0 s/);
  add(8);
  expect(slots).toHaveLength(1);
  pass(1000);
  expect(slots).toHaveLength(2);
  slots[1]!.emit("open");
  expect(slots[1]!.seqs).toEqual([1, 2, 3, 4]);
});

it("backs off longer each time, and from 1 s again after a success", () => {
  sendBatch().emit("error", new Error("x"));
  for (const seconds of [1, 2, 4, 8]) {
    pass(seconds * 1000 - 10);
    const count = slots.length;
    pass(10);
    expect(slots).toHaveLength(count + 1);
    slots.at(-1)!.emit("error", new Error("x"));
  }
  pass(16e3);
  slots.at(-1)!.emit("open");
  slots.at(-1)!.emit("data", OK_204);
  expect(uplink.lastError).toBe("");
  add(4);
  slots.at(-1)!.emit("error", new Error("x"));
  expect(printed.at(-1)).toContain("next try in 1.0 s");
});

it("ends the connection that failed, and hears nothing more of it", () => {
  const slot = sendBatch();
  slot.emit("data", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
  expect(slot.ends).toBe(1);
  pass(1000);
  slots[1]!.emit("open");
  slot.emit("data", OK_204);
  slot.emit("close");
  slot.emit("error", new Error("late"));
  expect(journal.waitingReadings()).toBe(4);
  expect(uplink.uplinkText()).toBe("waiting for the server");
  expect(slots).toHaveLength(2);
});

it("takes no harm from a connection that ends while nothing is out", () => {
  const slot = sendBatch();
  slot.emit("data", OK_204);
  slot.emit("close");
  expect(uplink.uplinkText()).toBe("idle");
  expect(uplink.lastError).toBe("");
  add(4);
  expect(slots).toHaveLength(2);
});

it("ignores what the server sends unasked", () => {
  const slot = sendBatch();
  slot.emit("data", OK_204);
  slot.emit("data", OK_204);
  expect(uplink.acknowledged).toBe(4);
  expect(uplink.uplinkText()).toBe("idle");
});

it("backs off when no connection can be had at all", () => {
  refusal = "all 12 client ids in use";
  uplink.onOnline();
  add(4);
  expect(uplink.lastError).toBe(refusal);
  refusal = "";
  pass(1000);
  expect(slots).toHaveLength(1);
});

it("stops when the modem goes offline, and begins at once when it is back", () => {
  const slot = sendBatch();
  uplink.onOffline();
  slot.emit("error", new Error("modem restarted"));
  slot.emit("close");
  add(10);
  pass(3600e3);
  expect(slots).toHaveLength(1);
  expect(uplink.uplinkText()).toBe("offline");
  uplink.onOnline();
  expect(slots).toHaveLength(2);
  slots[1]!.emit("open");
  expect(slots[1]!.seqs).toEqual([1, 2, 3, 4]);
});

it("forgets a back-off when the modem comes back", () => {
  sendBatch().emit("error", new Error("x"));
  uplink.onOffline();
  pass(3600e3);
  expect(slots).toHaveLength(1);
  uplink.onOnline();
  expect(slots).toHaveLength(2);
});

it("says at each connection and in each batch why it is insecure, and nothing when it is not", async () => {
  await start({ insecure: "verify none, TLS 1.1" });
  const slot = sendBatch();
  expect(slot.body.insecure).toBe("verify none, TLS 1.1");
  slot.emit("data", OK_204);
  add(4);
  expect(slot.body.insecure).toBe("verify none, TLS 1.1");
  slot.emit("close");
  pass(1000);
  slots.at(-1)!.emit("open");
  const warnings = (): string[] => printed.filter((line) => line.includes("INSECURE"));
  expect(warnings()).toEqual(Array(2).fill(expect.stringMatching(/^E .*uplink: INSECURE .*: verify none, TLS 1\.1$/)));
  await start();
  expect(sendBatch().body).not.toHaveProperty("insecure");
  expect(warnings()).toEqual([]);
});

describe("a server that answers otherwise", () => {
  const answer = (status: number, header = ""): string => `HTTP/1.1 ${status} X\r\n${header}Content-Length: 0\r\n\r\n`;
  const nextTry = (): number => Number(/next try in ([\d.]+) s/.exec(printed.at(-1)!)?.[1]);
  /** The connection that the next try opens. */
  const again = (): PlayedSlot => {
    pass(nextTry() * 1000 + 100);
    slots.at(-1)!.emit("open");
    return slots.at(-1)!;
  };

  it.each([
    [429, "Retry-After: 77\r\n", 77],
    [503, "retry-after:120\r\n", 120],
    [503, "", 1],
    [429, "Retry-After: 0\r\n", 1],
    [429, "Retry-After: 999999\r\n", 86400],
    [429, "Retry-After: Fri, 01 Jan 2027 00:00:00 GMT\r\n", 1],
  ])("is left alone for as long as it says: %d with %j, %d s", (status, header, seconds) => {
    sendBatch().emit("data", answer(status, header));
    expect(nextTry()).toBe(seconds);
  });

  it.each([301, 401, 403, 404, 408, 429, 500, 503])("drops nothing at %d, however often", (status) => {
    sendBatch().emit("data", answer(status));
    for (let round = 0; round < 40; round++) again().emit("data", answer(status));
    again().emit("data", OK_204);
    expect(journal.waitingReadings()).toBe(0);
    expect(journal.state[4]).toBe(0);
  });

  it.each([400, 413, 422])("finds the one reading that it refuses with %d, and drops that alone", (status) => {
    let slot = sendBatch();
    add(4);
    const taken: number[] = [];
    for (let round = 0; round < 60 && journal.waitingReadings(); round++) {
      const sent = slot.seqs;
      if (sent.includes(6)) slot.emit("data", answer(status));
      else {
        taken.push(...sent);
        slot.emit("data", OK_204);
      }
      if (uplink.uplinkText() === "backing off") slot = again();
    }
    // The one that showed it came before its turn, and again.
    expect([...new Set(taken)].sort()).toEqual([1, 2, 3, 4, 5, 7, 8]);
    expect(journal.state[4]).toBe(1);
    expect(printed).toContainEqual(expect.stringContaining("reading 6 dropped: the server takes others"));
  });

  it("drops nothing when it refuses everything, and goes on when it does so no more", () => {
    let slot = sendBatch();
    for (let round = 0; round < 40; round++) {
      slot.emit("data", answer(400));
      slot = again();
    }
    for (let round = 0; round < 9 && journal.waitingReadings(); round++) {
      slot.emit("data", OK_204);
      pass(31e3);
    }
    expect(journal.waitingReadings()).toBe(0);
    expect(journal.state[4]).toBe(0);
    expect(given).toEqual([]);
  });

  it("gives the modem up after five tries in a row without an answer, and begins to count anew", () => {
    sendBatch().emit("error", new Error("QSSLOPEN 0: 566"));
    for (let round = 0; round < 9; round++) {
      pass(nextTry() * 1000 + 100);
      slots.at(-1)!.emit("error", new Error("QSSLOPEN 0: 566"));
    }
    expect(given).toEqual(Array(2).fill("uplink: QSSLOPEN 0: 566"));
  });

  it("costs no more bytes a day than the configuration allows, over restarts of the modem too", async () => {
    await start({ kBytesPerDay: 20 });
    sendBatch().emit("error", new Error("x"));
    for (let round = 0; round < 3; round++) {
      pass(nextTry() * 1000 + 100);
      slots.at(-1)!.emit("error", new Error("x"));
    }
    // 6 KB each.
    expect(slots).toHaveLength(4);
    expect(printed.at(-1)).toContain("x; power.kBytesPerDay is spent; 4 waiting, next try in 863");
    uplink.onOffline();
    uplink.onOnline();
    pass(3600e3);
    expect(slots).toHaveLength(4);
    pass(23 * 3600e3);
    expect(slots.length).toBeGreaterThan(4);
  });
});
