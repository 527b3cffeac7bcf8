/**
 * One session of a program, on a modem that cuts its stream anywhere, echoes or not, says other things between any two lines and
 * spells its URCs this way or that: the program must see the same.
 */
import fc from "fast-check";
import type { AccessMode } from "../../../modules/quectel/client-slot";
import { RealClock } from "../../../tools/clock";
import {
  INSTANT_TIMING,
  MemoryNetwork,
  type MemoryPeer,
  ModemSimulator,
  type Stage,
  type UrcForm,
} from "../../../tools/simulator";
import { installDevice } from "../../doubles/device";
import { outcome } from "../../doubles/scripted-modem";
import { NASTY } from "../../transcripts/eg915u";
import { VERIFIED } from "./clients";
import { CA_PEM, passAsync } from "./simulated";

const LONG = NASTY.repeat(9);
const HOST = "h.example";

/** What one connection is to see, the pieces of its data joined. */
interface Seen {
  order: string[];
  received: string;
}

/** How a modem behaves. */
interface Manner {
  /** Lengths of the pieces in which its stream comes, in turn. */
  pieces: number[];
  isEchoing: boolean;
  urcForm: UrcForm;
  /** What it says by itself, at each of these stages in turn; "" for nothing. */
  murmurs: string[];
}

const PLAIN: Manner = { pieces: [1e6], isEchoing: false, urcForm: "named", murmurs: [""] };

/** None of these concerns a connection. */
const MURMURS = ["", "", "+QIND: PB DONE", "+QUSIM: 1", "+CEREG: 1", "+CTZV: +04", '+QIND: "csq",24,99', "+X: OK"];

function inTurn<T>(list: readonly T[]): () => T {
  let next = 0;
  return () => list[next++ % list.length]!;
}

function makeModem({ pieces, urcForm, murmurs }: Manner, network: MemoryNetwork): ModemSimulator {
  const nextLength = inTurn(pieces);
  const nextMurmur = inTurn(murmurs);
  const onStage = (_stage: Stage): void => {
    const line = nextMurmur();
    if (line) modem.urc(line);
  };
  const splitter = (bytes: Buffer): Buffer[] => {
    const cut: Buffer[] = [];
    for (let rest = bytes; rest.length; rest = rest.subarray(cut.at(-1)!.length))
      cut.push(rest.subarray(0, nextLength()));
    return cut;
  };
  const clock = new RealClock();
  const modem: ModemSimulator = new ModemSimulator({
    clock,
    network,
    timing: INSTANT_TIMING,
    urcForm,
    splitter,
    onStage,
  });
  return modem;
}

/** Servers: one echoes, one answers with a flood and closes, one greets and echoes until it is left. */
function listen(network: MemoryNetwork): void {
  const echo = (peer: MemoryPeer): void => {
    peer.onData = (bytes) => peer.send(bytes);
  };
  network.listen(HOST, 1, echo);
  network.listen(HOST, 2, (peer) => {
    peer.onData = () => {
      peer.send(Buffer.from(LONG, "latin1"));
      peer.close();
    };
  });
  network.listen(HOST, 3, (peer) => {
    peer.send(Buffer.from(`greeting${NASTY}`, "latin1"));
    echo(peer);
  });
  network.listen(HOST, 4, (peer) => {
    let length = 0;
    peer.onData = (bytes) => {
      peer.send(bytes);
      length += bytes.length;
      if (length === NASTY.length) peer.close();
    };
  });
}

/** The driver on that modem, brought up. */
async function startDriver(modem: ModemSimulator, isEchoing: boolean) {
  const { startAt } = await import("../../../modules/at/at-client");
  const { bringUp } = await import("../../../modules/quectel/bring-up");
  const { network, startNetworkStatus } = await import("../../../modules/quectel/network-status");
  const table = await import("../../../modules/quectel/client-table");
  const { newConnection } = await import("../../../modules/quectel/connection");
  const ssl = await import("../../../modules/quectel/ssl-context");
  const settings = {
    ...{ apn: "", username: "", password: "", pin: "", ntp: "pool.ntp.org", pdpContextId: 1 },
    pinGuard: { isRefused: () => false, setRefused: () => {} },
    tls: { verify: "server" },
    onProgress: () => {},
    onTime: () => {},
  };
  const port = {
    // A modem that does not let its echo be switched off.
    write: (data: string) => modem.uart.write(Buffer.from(isEchoing && data === "ATE0\r" ? "ATE1\r" : data, "latin1")),
    on: (_event: string, receiver: (chunk: string) => void) =>
      modem.uart.onData((bytes) => receiver(bytes.toString("latin1"))),
    removeAllListeners: () => {},
  };
  startAt(
    port,
    table.pumpClients,
    () => {},
    () => {},
  );
  table.startClients(1);
  startNetworkStatus(() => {});
  const done = jest.fn();
  bringUp(settings, network, done);
  await passAsync(10e3);
  expect(outcome(done)).toBe("");
  const tls = ssl.sslSettings({ ...VERIFIED, ca: CA_PEM });
  return (port: number, mode: AccessMode, isTls: boolean) =>
    table.openClient({ host: HOST, port, accessMode: mode }, isTls && tls, newConnection());
}

/** Four connections: buffer mode, direct push, plain TCP, then transparent mode. */
async function runSession(manner: Manner): Promise<Seen[]> {
  installDevice();
  const network = new MemoryNetwork({ clock: new RealClock() });
  const modem = makeModem(manner, network);
  listen(network);
  modem.powerOn();
  await passAsync(5000);
  const openClient = await startDriver(modem, manner.isEchoing);
  const seen: Seen[] = [];
  const open = (port: number, mode: AccessMode, isTls: boolean, payload: string, endAt: number): void => {
    const slot = openClient(port, mode, isTls);
    const mine: Seen = { order: [], received: "" };
    seen.push(mine);
    slot.on("open", () => mine.order.push("open"));
    slot.on("close", () => mine.order.push("close"));
    slot.on("error", (error) => mine.order.push((error as Error).message));
    slot.on("data", (bytes) => {
      mine.received += String(bytes);
      if (mine.received.length === endAt) slot.end();
    });
    if (payload) slot.write(payload);
  };
  open(1, 0, true, LONG, LONG.length);
  open(2, 1, true, "go", Infinity);
  open(3, 0, false, "tcp", 11 + NASTY.length);
  await passAsync(20e3);
  open(4, 2, true, NASTY, Infinity);
  await passAsync(20e3);
  expect(modem.status().sockets).toEqual([]);
  modem.dispose();
  return seen;
}

const ORDER = ["open", "close"];
const EXPECTED: Seen[] = [
  { order: ORDER, received: LONG },
  { order: ORDER, received: LONG },
  { order: ORDER, received: `greeting${NASTY}tcp` },
  { order: ORDER, received: NASTY },
];

it("gives its events on a modem that does nothing odd", async () => {
  expect(await runSession(PLAIN)).toEqual(EXPECTED);
});

it.each<[string, Partial<Manner>]>([
  ["comes byte by byte", { pieces: [1] }],
  ["comes in pieces of 1, 2, 3 … bytes", { pieces: [1, 2, 3, 4, 5, 6, 7] }],
  ["is echoed", { isEchoing: true }],
  ["is echoed and comes byte by byte", { isEchoing: true, pieces: [1] }],
  ["has the URCs of the specification", { urcForm: "seed" }],
  ["has a URC between any two lines", { murmurs: ["+QIND: PB DONE"] }],
  ["has everything at once", { pieces: [3, 1, 2], isEchoing: true, urcForm: "seed", murmurs: MURMURS }],
])("gives the same events when the stream %s", async (_name, manner) => {
  expect(await runSession({ ...PLAIN, ...manner })).toEqual(EXPECTED);
});

it("gives the same events whatever the cuts, the echo, the dialect and what is said between the lines", async () => {
  const manner: fc.Arbitrary<Manner> = fc.record({
    pieces: fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 12 }),
    isEchoing: fc.boolean(),
    urcForm: fc.constantFrom<UrcForm>("named", "seed"),
    murmurs: fc.array(fc.constantFrom(...MURMURS), { minLength: 1, maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(manner, async (one) => expect(await runSession(one)).toEqual(EXPECTED)),
    { numRuns: 60 },
  );
});
