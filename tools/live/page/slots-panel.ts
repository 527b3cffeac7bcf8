/** The twelve client ids: which are in use, for what, and how much went over each. */
import type { SlotShown } from "../topics";
import { byId, make } from "./dom";
import { formatBytes, formatDuration } from "./format";
import { serverNow } from "./server-clock";

const SLOTS = 12;
const MEANINGS: Readonly<Record<SlotShown["state"], string>> = { opening: "warn", connected: "good", closing: "info" };

export class SlotsPanel {
  private readonly _body = byId<HTMLTableElement>("slots").tBodies[0]!;

  show(slots: readonly SlotShown[]): void {
    const byIds = new Map(slots.map((slot) => [slot.id, slot]));
    this._body.replaceChildren(...Array.from({ length: SLOTS }, (_, id) => row(id, byIds.get(id))));
  }
}

function row(id: number, slot: SlotShown | undefined): HTMLTableRowElement {
  const head = Object.assign(make("th", "number", `${id}`), { scope: "row" });
  const empty = (): HTMLElement => make("td", "number", "–");
  if (!slot) return make("tr", "free", head, make("td", "", "free"), empty(), empty(), empty());
  const { state, peer, sentBytes, receivedBytes, sinceMs } = slot;
  const badge = make("span", `badge ${MEANINGS[state]}`, state);
  const who = peer === "" ? undefined : make("span", "peer", peer);
  return make(
    "tr",
    "",
    head,
    make("td", "", badge, who),
    make("td", "number", formatBytes(sentBytes)),
    make("td", "number", formatBytes(receivedBytes)),
    make("td", "number", formatDuration((serverNow() - sinceMs) / 1000)),
  );
}
