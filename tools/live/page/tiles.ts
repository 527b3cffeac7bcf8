/** The row of figures: what has arrived, what waits, how the network is, what the firmware does about it. */
import type { DeviceShown, Totals } from "../topics";
import { byId, make, setText } from "./dom";
import { formatCount, formatDuration, plural } from "./format";

type Meaning = "" | "good" | "warn" | "bad";

interface Tile {
  figure: HTMLElement;
  note: HTMLElement;
}

/** The tiles in their order, whichever is known first. */
const ORDER = [
  "Readings arrived",
  "Acknowledged",
  "Waiting",
  "Missing",
  "Sent again",
  "Network",
  "Uplink",
  "Supervisor",
];

/** Above each the signal has a bar more, dBm. */
const BARS = [-109, -99, -89, -79, -67];

export class Tiles {
  private readonly _tiles = new Map<string, Tile>();
  private readonly _bar = make("span");
  private readonly _barBox = make("div", "bar", this._bar);
  private _device: DeviceShown | undefined;
  private _missing = 0;

  clear(): void {
    byId("tiles").replaceChildren();
    this._tiles.clear();
    this._device = undefined;
    this._missing = 0;
  }

  showTotals({ stored, repeated, batches, refused }: Totals): void {
    this._show("Readings arrived", formatCount(stored), `in ${plural(batches, "batch", "batches")}`);
    this._show(
      "Sent again",
      formatCount(repeated),
      refused > 0 ? plural(refused, "refused request") : "told apart by number",
    );
    this._showLost();
  }

  /** @param missing readings that are missing, by their sequence numbers. */
  showMissing(missing: number): void {
    this._missing = missing;
    this._showLost();
  }

  showDevice(device: DeviceShown): void {
    this._device = device;
    const { uplink, offline, lastError, rung, nextTryS, acknowledged } = device;
    this._showWaiting(device);
    this._showNetwork(device);
    const isUp = uplink !== "" && uplink !== "offline" && uplink !== "backing off";
    this._show("Uplink", uplink || "unknown", offline || lastError || "no error", isUp ? "good" : "warn");
    const next = nextTryS === null ? "" : `next step within ${formatDuration(nextTryS)}`;
    if (rung !== null)
      this._show(
        "Supervisor",
        rung === 0 ? "at rest" : `rung ${rung}`,
        rung === 0 ? "nothing to cure" : next,
        rung === 0 ? "" : "warn",
      );
    if (acknowledged !== null) this._show("Acknowledged", formatCount(acknowledged), "since the board started");
    this._showLost();
  }

  private _showWaiting({ waiting, room, journal }: DeviceShown): void {
    if (waiting === null) return;
    const isLow = journal !== "" && journal !== "flash";
    const note = isLow
      ? "in memory only"
      : room === null
        ? "in the journal"
        : `of about ${formatCount(room)} in the journal`;
    const tile = this._show("Waiting", formatCount(waiting), note, isLow ? "warn" : "");
    if (room === null) return;
    tile.note.append(this._barBox);
    this._bar.style.setProperty("--part", `${Math.min(1, waiting / Math.max(1, room))}`);
  }

  private _showNetwork({ registration, rssiDbm, isOnline, model }: DeviceShown): void {
    const isRegistered = registration === "home" || registration === "roaming";
    const tile = this._show(
      "Network",
      registration || "unknown",
      isOnline ? model : "the modem is not online",
      isRegistered ? "good" : "warn",
    );
    if (rssiDbm === null) return;
    const bars = BARS.map((least) => make("i", rssiDbm >= least && isRegistered ? "on" : ""));
    const signal = make("span", "signal", ...bars);
    signal.setAttribute("aria-hidden", "true");
    tile.figure.replaceChildren(registration || "unknown", signal);
    setText(tile.note, `${rssiDbm} dBm${model === "" ? "" : `, ${model}`}`);
  }

  private _showLost(): void {
    const dropped = this._device?.dropped ?? 0;
    const lost = dropped + this._missing;
    const note =
      lost === 0
        ? "every number has arrived"
        : `${formatCount(dropped)} given up, ${formatCount(this._missing)} not yet there`;
    this._show("Missing", formatCount(lost), note, lost === 0 ? "good" : "bad");
  }

  private _show(name: string, figure: string, note: string, meaning: Meaning = ""): Tile {
    const tile = this._tiles.get(name) ?? this._make(name);
    const isWord = /[a-z]{3}/i.test(figure);
    tile.figure.className = `figure ${meaning} ${isWord ? "word" : ""}`.trim();
    setText(tile.figure, figure);
    setText(tile.note, note);
    return tile;
  }

  private _make(name: string): Tile {
    const tile = { figure: make("dd", "figure"), note: make("dd", "note") };
    const box = make("div", "tile", make("dt", "", name), tile.figure, tile.note);
    box.style.order = `${ORDER.indexOf(name)}`;
    byId("tiles").append(box);
    this._tiles.set(name, tile);
    return tile;
  }
}
