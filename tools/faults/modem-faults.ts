/** Faults of the modem itself: it restarts, hangs, does not answer, refuses, or loses what it knew. */
import { fault, type Fault } from "./fault";
import { choice, integer, text } from "./parameters";

const seconds = (initial: number, likely: readonly [number, number]) =>
  integer("s", "how long", { minimum: 1, maximum: 86_400, initial, likely });

const count = (meaning: string, likely: readonly [number, number] = [1, 3]) =>
  integer("", meaning, { minimum: 1, maximum: 1000, initial: 1, likely });

export const MODEM_FAULTS: readonly Fault[] = [
  fault({
    name: "modem-reboot",
    meaning:
      "The modem restarts by itself in the middle of whatever it does: its settings and connections are gone, its clock goes on.",
    place: "modem",
    parameters: {
      boot: choice("whether it says its boot lines", ["heard", "unheard"], "heard"),
    },
    recoveryS: 600,
    strike({ modem, line }, { boot }) {
      line.toHost.clear();
      modem.reboot(boot === "heard");
    },
  }),
  fault({
    name: "modem-power-loss",
    meaning: "The modem's supply fails: silence, then a boot with the clock where the factory left it.",
    place: "modem",
    parameters: { seconds: seconds(5, [1, 60]) },
    recoveryS: 420,
    strike({ modem, line, spells }, { seconds: offS }) {
      spells.during(
        "modem-power-loss",
        offS,
        () => {
          line.toHost.clear();
          modem.powerOff();
        },
        () => modem.powerOn(),
      );
    },
  }),
  fault({
    name: "modem-freeze",
    meaning: "The modem hangs: it takes and says nothing until its power is switched, or its own watchdog restarts it.",
    place: "modem",
    parameters: {
      seconds: integer("s", "until its watchdog restarts it, 0 for never", {
        minimum: 0,
        maximum: 86_400,
        initial: 300,
        likely: [60, 600],
      }),
    },
    recoveryS: 420,
    strike({ modem, line, spells }, { seconds: hungS }) {
      line.toHost.clear();
      if (hungS === 0) return modem.freeze();
      spells.during(
        "modem-freeze",
        hungS,
        () => modem.freeze(),
        () => {
          if (modem.isFrozen) modem.reboot();
        },
      );
    },
  }),
  fault({
    name: "modem-silent",
    meaning: "The modem carries out no command and answers none, though its URCs still come.",
    place: "modem",
    parameters: { seconds: seconds(60, [5, 300]) },
    recoveryS: 420,
    strike({ modem, spells }, { seconds: silentS }) {
      spells.during(
        "modem-silent",
        silentS,
        () => (modem.faults.isSilent = true),
        () => (modem.faults.isSilent = false),
      );
    },
  }),
  fault({
    name: "answer-late",
    meaning: "The next command is taken up late; what comes meanwhile waits.",
    place: "modem",
    parameters: {
      ms: integer("ms", "how late", { minimum: 1, maximum: 600_000, initial: 20_000, likely: [500, 60_000] }),
    },
    recoveryS: 180,
    strike: ({ modem }, { ms }) => void (modem.faults.lateMs = ms),
  }),
  fault({
    name: "answer-lost",
    meaning: "The next commands are carried out, but nothing of their answers is said.",
    place: "modem",
    parameters: { count: count("how many") },
    recoveryS: 180,
    strike: ({ modem }, { count: lost }) => void (modem.faults.lostAnswers = lost),
  }),
  fault({
    name: "answer-error",
    meaning: "The next commands are not carried out and answer with an error.",
    place: "modem",
    parameters: {
      result: text("the final result code", {
        pattern: /^(ERROR|\+CM[ES] ERROR: \d{1,3})$/,
        form: '"ERROR", "+CME ERROR: n" or "+CMS ERROR: n"',
        initial: "ERROR",
        likely: ["ERROR", "+CME ERROR: 3", "+CME ERROR: 14", "+CME ERROR: 30", "+CME ERROR: 100"],
      }),
      count: count("how many"),
    },
    recoveryS: 180,
    strike: ({ modem }, { result, count: refused }) =>
      modem.faults.errorAnswers.push(...Array.from({ length: refused }, () => result)),
  }),
  fault({
    name: "prompt-lost",
    meaning: "The prompt of the next sends never comes; the modem takes what comes for the payload.",
    place: "modem",
    parameters: { count: count("how many", [1, 2]) },
    recoveryS: 300,
    strike: ({ modem }, { count: lost }) => void (modem.faults.lostPrompts = lost),
  }),
  fault({
    name: "prompt-error",
    meaning: "The next sends answer ERROR in place of the prompt.",
    place: "modem",
    parameters: { count: count("how many") },
    recoveryS: 120,
    strike: ({ modem }, { count: refused }) => void (modem.faults.promptErrors = refused),
  }),
  fault({
    name: "send-fail",
    meaning: "The next sends answer SEND FAIL behind their payload: nothing of it was taken.",
    place: "modem",
    parameters: { count: count("how many", [1, 20]) },
    recoveryS: 60,
    strike: ({ modem }, { count: failed }) => void (modem.faults.sendFailures = failed),
  }),
  fault({
    name: "stack-exhausted",
    meaning:
      "After some more opens the modem's TCP stack is used up: every open is refused with 552 until a power cycle.",
    place: "modem",
    parameters: {
      opens: integer("", "opens that still work", { minimum: 0, maximum: 1000, initial: 0, likely: [0, 3] }),
    },
    needsPowerCycle: true,
    recoveryS: 1800,
    strike: ({ modem }, { opens }) => void (modem.faults.opensUntilExhausted = opens),
  }),
  fault({
    name: "settings-lost",
    meaning: "The SSL contexts forget what was set, as after a restart that nobody noticed.",
    place: "modem",
    parameters: {},
    recoveryS: 60,
    strike: ({ modem }) => modem.loseSslSettings(),
  }),
  fault({
    name: "flash-full",
    meaning: "The modem's file system takes no byte more.",
    place: "modem",
    parameters: { seconds: seconds(300, [60, 600]) },
    recoveryS: 300,
    strike({ modem, spells }, { seconds: fullS }) {
      spells.during(
        "flash-full",
        fullS,
        () => (modem.faults.isFlashFull = true),
        () => (modem.faults.isFlashFull = false),
      );
    },
  }),
  fault({
    name: "files-lost",
    meaning: "The modem's file system is empty: certificates that were on it are gone.",
    place: "modem",
    parameters: {},
    recoveryS: 300,
    strike: ({ modem }) => modem.loseFiles(),
  }),
  fault({
    name: "clock-jump",
    meaning: "The modem's clock goes wrong.",
    place: "modem",
    parameters: {
      by: integer("s", "how far forwards, or backwards below 0", {
        minimum: -3e9,
        maximum: 3e9,
        initial: 86_400,
        likely: [-4e8, 4e8],
      }),
    },
    recoveryS: 600,
    strike: ({ modem }, { by }) => modem.jumpClock(by * 1000),
  }),
  fault({
    name: "clock-lost",
    meaning: "The modem's clock is where the factory left it, in 1980, and the time of the network is forgotten.",
    place: "modem",
    parameters: {},
    recoveryS: 600,
    strike: ({ modem }) => modem.loseClock(),
  }),
  fault({
    name: "sim-removed",
    meaning: "The SIM loses contact: no card, no registration, no bearer.",
    place: "modem",
    parameters: { seconds: seconds(30, [1, 120]) },
    recoveryS: 420,
    strike({ modem, spells }, { seconds: goneS }) {
      spells.during(
        "sim-removed",
        goneS,
        () => {
          modem.urc("+CPIN: NOT READY");
          modem.removeSim();
        },
        () => modem.insertSim(),
      );
    },
  }),
];
