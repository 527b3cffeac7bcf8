/**
 * Readings from the moment they are taken until the server has acknowledged them, in a ring of lines. Bounded: when it is full the
 * oldest page goes, and what was lost with it is counted.
 *
 * A line is a JSON array with its CRC-32 behind it, in base 36, blanks up to a multiple of 4 bytes, and "\n". A reading has six elements. A
 * longer line is the {@link state}: each page begins with one, and each change of it is written as another. So a power cut at any byte costs a
 * line that nobody counted on yet, and one page erased or spoilt costs what it held and no more.
 */
import {
  erasePage,
  firstPage,
  locate,
  openStore,
  pageBytes,
  readStore,
  storeBytes,
  useMemory,
  volatileReason,
  writeStore,
} from "./journal-store";
import { logError, logInfo } from "./log";
import type { Reading } from "./reading";

/** What is remembered besides the readings. */
export const enum State {
  /** Counts the states written: the highest counts. */
  Serial,
  /** Of the last reading, from 1; goes on over restarts. */
  Seq,
  /** Up to this `seq` the server has acknowledged, or it was lost. */
  Acked,
  /** Counts starts of the board. */
  Boot,
  /** Readings that were lost before they were acknowledged. */
  Lost,
  /** In which boot the clock was set last, and by how many seconds. */
  ShiftBoot,
  Shift,
  /** Place on the ladder of the supervisor. */
  Rung,
  /** Days since 1970, and power cycles of the modem in that day. */
  Day,
  Cycles,
}

/** A line has no more bytes than this. */
const LINE_MAX = 160;
const READING_LENGTH = 6;
/** A clock before 2020 has not been set: it counts from the board's start or from 1970. */
const UNSET_BEFORE = 1577836800;
/**
 * A journal that begins anew counts boots from a number that no earlier one had, in all likelihood, since an identity must not come twice.
 * By lot on a chip, whose clock begins anew too; by the clock on Linux, where each start draws the same lots.
 */
const BOOTS = 1e9;

export let state = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** Where the next line goes, and the end of its page or of what is free there. */
let head = 0;
let limit = 0;
/** Where the oldest unacknowledged reading is, or lines before it. */
let unread = 0;
/** The boot of what {@link oldestReadings} found last. */
export let oldestBoot = 0;
/** Where {@link nextLine} goes on. */
let at = 0;

/**
 * Finds the journal, or begins one, and counts this start.
 * @param bytes of a new journal. @param address see {@link openStore}.
 */
export function startJournal(bytes: number, address: number): void {
  openStore(bytes, address);
  let isNewest = false;
  let text = " bytes, ";
  let line: unknown[] | undefined;
  at = limit = 0;
  head = storeBytes;
  while ((line = nextLine())) {
    const number = line[0] as number;
    const seq = state[State.Seq]!;
    if (line.length === READING_LENGTH) {
      isNewest = number > seq;
      if (isNewest) {
        state[State.Seq] = number;
        state[State.Boot] = line[1] as number;
      }
    } else if (number > state[State.Serial]!) {
      state = line as number[];
      // The state behind which these readings stand may be spoilt.
      isNewest = state[State.Seq]! >= seq;
      if (!isNewest) state[State.Seq] = seq;
    } else isNewest = false;
    if (isNewest) limit = at;
  }
  if (limit) {
    head = limit;
    limit = pageEnd(head - 1);
    // What is there was not written whole, or comes from before a compaction: the next line goes behind it.
    while (head < limit && /[^\xff]/.test(readStore(head, limit - head))) head += 4;
  } else {
    limit = head;
    text = " bytes, new, ";
    state[State.Boot] = Math.floor((Math.random() * BOOTS + getTime() * 1e3) % BOOTS);
  }
  state[State.Boot]!++;
  unread = limit;
  saveState();
  unread = limit;
  oldestReadings(1);
  if (volatileReason) logError("journal: in memory only: " + volatileReason);
  logInfo("journal: " + storeBytes + text + waitingReadings() + " readings wait, " + state[State.Lost] + " lost");
}

/** Takes a reading: from here on it survives a power cut. */
export function addReading(quantity: string, unit: string, value: number): void {
  const seq = state[State.Seq]! + 1;
  append([seq, state[State.Boot], Math.round(getTime() * 1e3), quantity, unit, value]);
  // Not before: a page that begins meanwhile counts from the reading before.
  state[State.Seq] = seq;
}

/** How many readings wait. */
export function waitingReadings(): number {
  return state[State.Seq]! - state[State.Acked]!;
}

/** The oldest readings, all of one boot, `count` at the most; they stay until {@link releaseReadings}. */
export function oldestReadings(count: number): Reading[] {
  const found: Reading[] = [];
  let line: unknown[] | undefined;
  at = unread;
  while (found.length < count && (line = nextLine())) {
    const seq = line[0] as number;
    if (line.length > READING_LENGTH || seq <= state[State.Acked]!) {
      if (!found.length) unread = at;
      continue;
    }
    if (!found.length) {
      state[State.Lost]! += seq - 1 - state[State.Acked]!;
      state[State.Acked] = seq - 1;
      oldestBoot = line[1] as number;
    } else if (line[1] !== oldestBoot) break;
    // In whole milliseconds, since 1/1000 of a second has twenty digits.
    let time = (line[2] as number) / 1e3;
    if (time < UNSET_BEFORE && line[1] === state[State.ShiftBoot]) time += state[State.Shift]!;
    found.push({ seq, time, quantity: line[3] as string, unit: line[4] as string, value: line[5] as number });
  }
  return found;
}

/**
 * The server holds the readings up to and including `seq`. That is written down unless it would cost readings that still wait: not to know it
 * after a restart costs a repetition, no more.
 * @param count how many they are: others up to there are lost.
 */
export function releaseReadings(seq: number, count: number): void {
  state[State.Lost]! += seq - state[State.Acked]! - count;
  state[State.Acked] = seq;
  oldestReadings(1);
  const next = nextPage();
  if (head + LINE_MAX < limit || unread < next || unread >= next + pageBytes) saveState();
}

/**
 * The clock was set forward by `seconds`: readings of this boot taken before get their true time when they are sent. What a later setting of the
 * same boot corrects is nothing to them.
 */
export function shiftReadings(seconds: number): void {
  if (state[State.ShiftBoot] === state[State.Boot]) return;
  state[State.ShiftBoot] = state[State.Boot]!;
  state[State.Shift] = seconds;
  saveState();
}

/** Writes the state. */
export function saveState(): void {
  state[State.Serial]!++;
  append(state);
}

function append(values: readonly unknown[]): void {
  let line = JSON.stringify(values);
  line += E.CRC32(line).toString(36);
  while ((line.length & 3) < 3) line += " ";
  line += "\n";
  try {
    if (head + line.length >= limit) {
      turnPage();
      if (values !== state) saveState();
    }
    writeStore(line, head);
  } catch (error) {
    // Somebody erased the Storage.
    useMemory((error as Error).message);
    logError("journal: in memory only: " + volatileReason);
    head = limit = unread = storeBytes;
    append(values);
    return;
  }
  head += line.length;
}

/** The oldest page is erased and written next. */
function turnPage(): void {
  if (!locate()) throw new Error("qssl.log is gone");
  const next = nextPage();
  erasePage(next | 0);
  const isBehindHead = unread >= head;
  const isBeforeRest = unread < next + pageBytes;
  limit = next + pageBytes;
  // Between the old head and the end of the erased page nothing is left to read.
  if (!waitingReadings()) unread = next;
  else if (next < head ? isBehindHead || isBeforeRest : isBehindHead && isBeforeRest) unread = limit;
  head = next;
  // Counts what was lost with it.
  oldestReadings(1);
}

/** Where the page begins that is erased when this one is full. */
function nextPage(): number {
  const next = pageEnd(limit - 1);
  return next + pageBytes > storeBytes ? firstPage : next;
}

/** Where the page ends in which a place lies. */
function pageEnd(place: number): number {
  const end = firstPage + Math.floor((place - firstPage) / pageBytes + 1) * pageBytes;
  return end > storeBytes ? storeBytes : end;
}

/** The next whole line from `at` to the head; `at` is behind it then. */
function nextLine(): unknown[] | undefined {
  while (at !== head) {
    if (at >= storeBytes) {
      at = 0;
      continue;
    }
    const text = readStore(at, Math.min(LINE_MAX, (at < head ? head : storeBytes) - at));
    // Somebody erased the Storage; the next line that is written will tell.
    if (!text) return undefined;
    const begin = text.indexOf("[");
    const end = text.indexOf("\n", begin);
    if (begin < 0) at += text.length;
    else if (end < 0 && begin) at += begin;
    else {
      const json = text.substring(begin, text.lastIndexOf("]", end) + 1);
      if (E.CRC32(json).toString(36) === text.substring(begin + json.length, end).trim()) {
        at += end + 1;
        return JSON.parse(json) as unknown[];
      }
      // What looked like the beginning of a line may stand before the true one.
      at += begin + 1;
    }
  }
  return undefined;
}
