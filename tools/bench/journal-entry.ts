/**
 * Entry of a build that holds the journal alone: tools on the PC measure what it writes to flash, and cut it short. The functions are
 * handed out by their places in a list, since the build shortens names.
 */
import {
  addReading,
  oldestBoot,
  oldestReadings,
  releaseReadings,
  shiftReadings,
  startJournal,
  state,
} from "../../firmware/journal";

(global as unknown as { journal: unknown }).journal = [
  startJournal,
  addReading,
  oldestReadings,
  releaseReadings,
  shiftReadings,
  () => state,
  () => oldestBoot,
];
