/** Faults of the mobile network and of the way to the servers: registration, bearers, connections. */
import { type Fault, type FaultBench, fault } from "./fault";
import { integer } from "./parameters";

const seconds = (initial: number, likely: readonly [number, number]) =>
  integer("s", "how long", { minimum: 1, maximum: 86_400, initial, likely });

/** New connections fail with a code for a time. */
function refused(name: string, code: 565 | 566, meaning: string): Fault {
  return fault({
    name,
    meaning,
    place: "network",
    parameters: { seconds: seconds(60, [5, 300]) },
    recoveryS: 420,
    strike: ({ network, spells }, { seconds: refusedS }) =>
      spells.during(
        "connections-refused",
        refusedS,
        () => (network.refusal = code),
        () => (network.refusal = undefined),
      ),
  });
}

/** Nothing goes one way for a time; then all that was held up goes at once. */
function held(name: string, flag: "isUpHeld" | "isDownHeld", meaning: string): Fault {
  return fault({
    name,
    meaning,
    place: "network",
    parameters: { seconds: seconds(30, [1, 180]) },
    recoveryS: 180,
    strike({ network, spells }, { seconds: heldS }) {
      const set = (isHeld: boolean): void => {
        network[flag] = isHeld;
        network.refresh();
      };
      spells.during(
        name,
        heldS,
        () => set(true),
        () => set(false),
      );
    },
  });
}

function loseRegistration({ modem, spells }: FaultBench, stat: 0 | 2 | 3, lostS: number, isTold: boolean): void {
  spells.during(
    "registration",
    lostS,
    () => modem.refuseRegistration(stat, isTold),
    () => modem.admit(),
  );
}

export const NETWORK_FAULTS: readonly Fault[] = [
  fault({
    name: "registration-lost",
    meaning:
      "The modem loses the network and says so; its bearers go with it, and it registers again when the network is back.",
    place: "modem",
    parameters: { seconds: seconds(60, [5, 600]) },
    recoveryS: 420,
    strike: (bench, { seconds: lostS }) => loseRegistration(bench, 2, lostS, true),
  }),
  fault({
    name: "registration-lost-silently",
    meaning:
      "The modem loses the network and no URC tells of it: it looks connected, but no byte passes and connections are dead.",
    place: "network",
    parameters: { seconds: seconds(60, [5, 600]) },
    recoveryS: 600,
    strike(bench, { seconds: lostS }) {
      const { network, spells } = bench;
      loseRegistration(bench, 0, lostS, false);
      spells.during(
        "bearer-dead",
        lostS,
        () => network.die(),
        () => network.revive(),
      );
    },
  }),
  fault({
    name: "registration-denied",
    meaning: "The network refuses the modem (registration state 3).",
    place: "modem",
    parameters: { seconds: seconds(120, [5, 600]) },
    recoveryS: 420,
    strike: (bench, { seconds: deniedS }) => loseRegistration(bench, 3, deniedS, true),
  }),
  fault({
    name: "registration-slow",
    meaning: "The modem restarts its search, and finding the network takes long.",
    place: "modem",
    parameters: { seconds: seconds(120, [10, 600]) },
    recoveryS: 420,
    strike({ modem, spells }, { seconds: slowS }) {
      spells.during(
        "registration-slow",
        slowS,
        () => modem.slowRegistration(slowS * 1000),
        () => modem.slowRegistration(0),
      );
      modem.searchAgain();
    },
  }),
  fault({
    name: "pdp-deactivated",
    meaning: "The network drops a PDP context and the modem says so; its connections are dead.",
    place: "modem",
    parameters: {
      context: integer("", "PDP context id", { minimum: 1, maximum: 16, initial: 1, likely: [1, 1] }),
    },
    recoveryS: 180,
    strike: ({ modem }, { context }) => modem.dropPdp(context),
  }),
  fault({
    name: "pdp-refused",
    meaning: "The network drops the PDP context 1 and activates none.",
    place: "modem",
    parameters: { seconds: seconds(60, [5, 300]) },
    recoveryS: 420,
    strike({ modem, spells }, { seconds: refusedS }) {
      spells.during(
        "pdp-refused",
        refusedS,
        () => (modem.faults.isPdpRefused = true),
        () => (modem.faults.isPdpRefused = false),
      );
      modem.dropPdp(1);
    },
  }),
  fault({
    name: "bearer-dead",
    meaning: "Nothing passes though the PDP context looks active; connections of this time stay dead without a word.",
    place: "network",
    parameters: { seconds: seconds(60, [5, 600]) },
    recoveryS: 600,
    strike({ network, spells }, { seconds: deadS }) {
      spells.during(
        "bearer-dead",
        deadS,
        () => network.die(),
        () => network.revive(),
      );
    },
  }),
  fault({
    name: "network-slow",
    meaning: "Every byte takes longer on its way, in both directions.",
    place: "network",
    parameters: {
      ms: integer("ms", "how much", { minimum: 1, maximum: 60_000, initial: 2000, likely: [100, 5000] }),
      seconds: seconds(120, [10, 600]),
    },
    recoveryS: 60,
    strike({ network, spells }, { ms, seconds: slowS }) {
      spells.during(
        "network-slow",
        slowS,
        () => (network.latencyMs = ms),
        () => (network.latencyMs = 0),
      );
    },
  }),
  fault({
    name: "socket-closed",
    meaning: "The peers of all open connections close them.",
    place: "network",
    parameters: {},
    recoveryS: 60,
    strike: ({ network }) => network.close(),
  }),
  fault({
    name: "socket-dead",
    meaning: "The network forgets all open connections: they look open, but nothing passes and no word tells of it.",
    place: "network",
    parameters: {},
    recoveryS: 240,
    strike: ({ network }) => network.kill(),
  }),
  refused("connections-refused", 566, "New connections are refused (566)."),
  refused("names-unknown", 565, "The name of the server cannot be resolved (565)."),
  fault({
    name: "connections-unanswered",
    meaning: "New connections get no answer, until the modem gives up after 150 s (569).",
    place: "network",
    parameters: { seconds: seconds(60, [5, 300]) },
    recoveryS: 600,
    strike({ network, spells }, { seconds: muteS }) {
      spells.during(
        "connections-unanswered",
        muteS,
        () => (network.isMute = true),
        () => (network.isMute = false),
      );
    },
  }),
  fault({
    name: "handshake-failed",
    meaning: "The next TLS handshakes fail in the modem (566), as after an alert of the server.",
    place: "network",
    parameters: { count: integer("", "how many", { minimum: 1, maximum: 1000, initial: 1, likely: [1, 3] }) },
    recoveryS: 180,
    strike: ({ network }, { count }) => network.failHandshakes(count),
  }),
  held(
    "send-buffer-full",
    "isUpHeld",
    "The network takes nothing from the modem, whose send buffer fills up: sends answer SEND FAIL.",
  ),
  held(
    "receive-buffer-full",
    "isDownHeld",
    "The modem takes nothing from the servers, then all that was held up comes at once.",
  ),
];
