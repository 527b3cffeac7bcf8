/** What the page is told, by topic: the shapes that the server sends and the page shows. Times are milliseconds since 1970 unless said otherwise. */

/** Where the page belongs: the demonstration, a real board, or the collector alone. */
export type PageKind = "demo" | "board" | "collector";

/** `about`: what is looked at. Members that are missing are not known here. */
export interface About {
  kind: PageKind;
  title: string;
  /** What the firmware runs on. */
  runsOn?: string;
  startedMs: number;
  /** Panels that have something to show. */
  panels: PanelName[];
}

export type PanelName = "device" | "slots" | "dialogue" | "log" | "faults" | "collector";

/** A point of a plot: seconds since 1970, value, 1 for a late one, and, once it was thinned, the time for which it stands. */
export type PackedPoint =
  | [time: number, value: number]
  | [time: number, value: number, isLate: 0 | 1]
  | [time: number, value: number, isLate: 0 | 1, from: number, to: number];

/** `series`: readings of one quantity of one device, all that are kept or those that are new. */
export interface SeriesPart {
  device: string;
  quantity: string;
  /** UCUM code. */
  unit: string;
  points: PackedPoint[];
}

/** `slots`: one client id in use. */
export interface SlotShown {
  id: number;
  state: "opening" | "connected" | "closing";
  /** Host and port, "" when nobody told. */
  peer: string;
  sentBytes: number;
  receivedBytes: number;
  /** Since when it is in use, as far as it was looked at. */
  sinceMs: number;
}

/** `device`: what firmware and modem tell of themselves; null: not known. */
export interface DeviceShown {
  atMs: number;
  /** Why nothing was told, "" when it was. */
  silence: string;
  uplink: string;
  waiting: number | null;
  /** About how many readings the journal holds; null when that is not known. */
  room: number | null;
  acknowledged: number | null;
  dropped: number | null;
  rung: number | null;
  nextTryS: number | null;
  offline: string;
  lastError: string;
  journal: string;
  model: string;
  registration: string;
  rssiDbm: number | null;
  isOnline: boolean;
  overruns: number | null;
  /** More about the modem, as names and values. */
  details: Record<string, string>;
}

/** `dialogue`: one line between board and modem. */
export interface DialogueLine {
  /** Counts the lines, so that none is shown twice. */
  id: number;
  atMs: number;
  /** `!`: a remark of this program, such as a fault. */
  direction: ">" | "<" | "!";
  text: string;
}

/** `log`: one line of the board's console. */
export interface LogLine {
  id: number;
  atMs: number;
  level: "error" | "info" | "";
  text: string;
}

/** `controls`: a fault that can be let strike from the page. */
export interface FaultControl {
  name: string;
  title: string;
  about: string;
  /** How long it lasts at first, seconds; undefined: it is over when it has struck. */
  seconds?: number;
  /** Why it cannot strike here, "" when it can. */
  unavailable: string;
}

/** `marks`: what is marked in the plots. */
export interface Mark {
  id: number;
  atMs: number;
  /** `fault`: one struck; `over`: those that last have ended; `recovered`: readings arrive again; `delivered`: all that waited has arrived. */
  kind: "fault" | "over" | "recovered" | "delivered";
  text: string;
}

/** `recovery`: how far the way back is. */
export interface RecoveryShown {
  phase: "none" | "fault" | "recovering" | "catching up" | "delivered";
  /** Names of the faults. */
  faults: string[];
  /** When the first struck, and when the last is over. */
  struckMs: number;
  overMs: number;
  /** Seconds from the end of the faults until readings arrived again, and until all that waited had; null while it is not so. */
  recoveredS: number | null;
  deliveredS: number | null;
  /** Readings that came late since. */
  late: number;
  /** Gaps that are left in the sequence numbers. */
  missing: number;
}

/** `collector`: what has arrived. */
export interface Totals {
  batches: number;
  stored: number;
  repeated: number;
  devices: number;
  refused: number;
}

/** `sender`: what has arrived from one device; a part of the collector's summary of it. */
export interface SenderShown {
  device: string;
  readings: number;
  repeated: number;
  missing: number;
  /** Given up by the board. */
  dropped: number;
  boot: number;
  insecure: string | null;
  /** Of the newest reading, seconds since 1970; null while none has a time. */
  lastTime: number | null;
}
