/** Joins a collector to a page: each accepted batch and each refusal becomes events that the page shows. */
import type { AcceptedBatch, Collector, Rejection } from "./collector";
import type { Page } from "./page";

/** Shows on `page` what `collector` receives from now on. */
export function showCollector(page: Page, collector: Collector): void {
  let refused = 0;
  const pushTotals = (): void => page.push("totals", { ...collector.store.totals(), refused });

  collector.on("readings", ({ device, stored, protocol, cipher, peer, insecure }: AcceptedBatch) => {
    page.append("readings", stored);
    page.push("device", collector.store.deviceSummary(device), device);
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
