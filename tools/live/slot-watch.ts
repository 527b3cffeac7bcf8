/** The client ids in use as the firmware tells them, with what else is known of them: the peer, and since when they are in use. */
import type { SlotShown } from "./topics";

/** As `qssl.status().modem.slots` has it: id, state, bytes sent, bytes received. */
export type SlotTuple = [id: number, state: number, sent: number, received: number];

const STATES: Readonly<Record<number, SlotShown["state"]>> = { 1: "opening", 2: "connected", 4: "closing" };
/** Opens of TLS and of TCP: the id and the peer. */
const OPENS = [/\+QSSLOPEN=\d+,\d+,(\d+),"([^"]*)",(\d+)/gi, /\+QIOPEN=\d+,(\d+),"[^"]*","([^"]*)",(\d+)/gi];

interface Known {
  sinceMs: number;
  sentBytes: number;
  receivedBytes: number;
}

export class SlotWatch {
  private readonly _peers = new Map<number, string>();
  private _known = new Map<number, Known>();

  /** A command line of the host: what it opens is remembered. */
  onCommand(line: string): void {
    for (const pattern of OPENS)
      for (const [, id, host, port] of line.matchAll(pattern)) this._peers.set(Number(id), `${host}:${port}`);
  }

  /** @param tuples of the status. A slot whose counters begin anew is another connection. */
  shown(tuples: readonly SlotTuple[], nowMs: number): SlotShown[] {
    const known = new Map<number, Known>();
    const shown = tuples.map(([id, state, sentBytes, receivedBytes]): SlotShown => {
      const before = this._known.get(id);
      const isSame = before && sentBytes >= before.sentBytes && receivedBytes >= before.receivedBytes;
      const sinceMs = isSame ? before.sinceMs : nowMs;
      known.set(id, { sinceMs, sentBytes, receivedBytes });
      return {
        id,
        state: STATES[state] ?? "connected",
        peer: this._peers.get(id) ?? "",
        sentBytes,
        receivedBytes,
        sinceMs,
      };
    });
    this._known = known;
    return shown;
  }
}
