/** Faults of the board itself: its power fails. What it keeps is its flash memory. */
import { fault, type Fault } from "./fault";
import { integer } from "./parameters";

const seconds = integer("s", "until it comes back", {
  minimum: 1,
  maximum: 86_400,
  initial: 5,
  likely: [1, 600],
});

/** The name under which it lasts: a power that fails twice comes back once. */
const SPELL = "board-power";

export const BOARD_FAULTS: readonly Fault[] = [
  fault({
    name: "board-power-loss",
    meaning: "The board's supply fails, the modem's does not: RAM is lost, and the time of a clock without battery.",
    place: "board",
    parameters: { seconds },
    recoveryS: 420,
    strike({ board, spells }, { seconds: offS }) {
      spells.during(
        SPELL,
        offS,
        () => board.switchOff(),
        () => board.switchOn(),
      );
    },
  }),
  fault({
    name: "board-power-loss-in-flash",
    meaning: "The board's supply fails while its flash memory is changed, with part of the change done.",
    place: "board",
    parameters: {
      changes: integer("", "which change of the flash memory from now on", {
        minimum: 1,
        maximum: 100_000,
        initial: 1,
        likely: [1, 20],
      }),
      bytes: integer("bytes", "of the change that are done, of an erasure too", {
        minimum: 0,
        maximum: 1_048_576,
        initial: 0,
        likely: [0, 100],
      }),
      seconds,
    },
    recoveryS: 420,
    strike({ board, spells }, { changes, bytes, seconds: offS }) {
      board.failInFlash(changes, bytes, () =>
        spells.during(
          SPELL,
          offS,
          () => {},
          () => board.switchOn(),
        ),
      );
    },
  }),
];
