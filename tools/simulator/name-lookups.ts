/** Questions of the modem to the name servers. None is answered in a later life of the modem. */
import type { Clock } from "../clock";
import type { Network, OnAddresses } from "./network";

/** AT+QIDNSGIP is answered after this at the latest (reference §1.7). */
const LONGEST_MS = 60_000;

export class NameLookups {
  private readonly _pending = new Set<OnAddresses>();

  constructor(
    private readonly _clock: Clock,
    private readonly _network: Network,
  ) {}

  /** @param onAnswer called once, without an address when the name is unknown or no answer came in time. */
  ask(host: string, onAnswer: OnAddresses): void {
    const end: OnAddresses = (addresses) => {
      if (!this._pending.delete(end)) return;
      this._clock.clearTimeout(timer);
      onAnswer(addresses);
    };
    const timer = this._clock.setTimeout(() => end([]), LONGEST_MS);
    this._pending.add(end);
    this._network.lookup(host, end);
  }

  /** A reboot: nobody waits any more. */
  reset(): void {
    this._pending.clear();
  }
}
