/** Joins a collector to a page: each accepted batch and each refusal becomes events that the page shows. */
import type { AcceptedBatch, Collector, Rejection } from "../collector/collector";
import type { Page } from "./page-server";
import { ReadingHistory } from "./reading-history";
import type { Totals } from "./topics";

/** Seconds after which a reading that arrives is a late one, where nobody knows how often a board sends. */
const LATE_S = 600;

/** Shows on `page` what `collector` receives from now on. @param lateS seconds after which a reading that arrives is marked as a late one. */
export function showCollector(page: Page, collector: Collector, lateS = LATE_S): void {
  const history = new ReadingHistory(lateS);
  let refused = 0;
  const pushTotals = (): void => page.push("totals", { ...collector.store.totals(), refused } satisfies Totals);
  page.remember("series", () => history.all());

  collector.on("readings", ({ device, stored, protocol, cipher, peer, insecure }: AcceptedBatch) => {
    for (const part of history.add(stored, Date.now() / 1000)) page.tell("series", part);
    page.push("sender", collector.store.deviceSummary(device), device);
    const connection = { device, protocol, cipher, address: peer.address, certificate: peer.name ?? "none" };
    page.push("connection", insecure === null ? connection : { ...connection, insecure });
    pushTotals();
  });
  collector.on("rejected", ({ reason, status, peer }: Rejection) => {
    refused += 1;
    page.push("refusal", { at: Date.now() / 1000, reason, status, address: peer.address });
    pushTotals();
  });
  pushTotals();
}
