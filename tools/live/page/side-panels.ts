/** Names and values beside the plots: board and modem, who has sent, how it is secured, what was refused. */
import type { DeviceShown, SenderShown } from "../topics";
import { byId, make, setText, showPairs } from "./dom";
import { formatCount, formatTime } from "./format";

/** Devices listed at most; past it the one that came first goes. */
const DEVICES = 200;

export class SidePanels {
  private readonly _senders = new Map<string, SenderShown>();
  private readonly _items = new Map<string, HTMLElement>();

  clear(): void {
    this._senders.clear();
    this._items.clear();
    byId("senders").replaceChildren();
    for (const id of ["senders-panel", "connection-panel", "refusal-panel"]) byId(id).hidden = true;
  }

  /** Readings that are missing, over all who sent. */
  get missing(): number {
    return [...this._senders.values()].reduce((sum, { missing }) => sum + missing, 0);
  }

  showDevice({
    model,
    registration,
    rssiDbm,
    uplink,
    offline,
    lastError,
    journal,
    overruns,
    details,
    silence,
  }: DeviceShown): void {
    const known: Record<string, string> = {
      "runs on": byId("runs-on").textContent ?? "",
      model,
      registration,
      signal: rssiDbm === null ? "" : `${rssiDbm} dBm`,
      uplink,
      "why offline": offline,
      "last error": lastError,
      journal,
      "lines lost": overruns === null ? "" : formatCount(overruns),
      ...details,
      "no answer": silence,
    };
    showPairs(byId("device"), Object.fromEntries(Object.entries(known).filter(([, value]) => value !== "")));
  }

  showSender(summary: SenderShown): void {
    const { device, boot, readings, repeated, missing, dropped, insecure, lastTime } = summary;
    this._senders.set(device, summary);
    const item = this._items.get(device) ?? this._makeItem(device);
    const list = make("dl", "pairs");
    showPairs(list, {
      readings: formatCount(readings),
      "sent again": formatCount(repeated),
      missing: formatCount(missing),
      "given up": formatCount(dropped),
      boot: `${boot}`,
      newest: formatTime(lastTime),
    });
    const warning = insecure === null ? [] : [make("p", "bad", `Insecure: ${insecure}`)];
    item.replaceChildren(make("h3", "", device), ...warning, list);
    if (this._items.size > DEVICES) this._dropFirst();
    byId("senders-panel").hidden = false;
  }

  showPairs(id: "connection" | "refusal", pairs: Readonly<Record<string, unknown>>): void {
    showPairs(byId(id), Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name, textOf(value)])));
    byId(`${id}-panel`).hidden = false;
  }

  private _makeItem(device: string): HTMLElement {
    const item = make("li");
    byId("senders").append(item);
    this._items.set(device, item);
    return item;
  }

  private _dropFirst(): void {
    const [device, item] = this._items.entries().next().value!;
    item.remove();
    this._items.delete(device);
    this._senders.delete(device);
  }
}

/** The head of the page. */
export function showTitle(title: string, runsOn: string | undefined): void {
  setText(byId("title"), title);
  setText(byId("runs-on"), runsOn ?? "");
  document.title = `${title} – live`;
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
