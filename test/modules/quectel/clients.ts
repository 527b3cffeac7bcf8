/** The client table on a modem that answers by script. */
import type * as ClientTableModule from "../../../modules/quectel/client-table";
import type { ClientSlot } from "../../../modules/quectel/client-slot";
import { info, installDevice, pass, ScriptedModem, SOON_MS } from "../../doubles/device";

export type Table = typeof ClientTableModule;

export class Clients {
  readonly modem = new ScriptedModem();
  silences: string[] = [];
  private constructor(readonly table: Table) {}

  static async start(): Promise<Clients> {
    installDevice();
    const { startAt } = await import("../../../modules/at/at-client");
    const table = await import("../../../modules/quectel/client-table");
    const clients = new Clients(table);
    startAt(clients.modem.port, table.pumpClients, (reason) => clients.silences.push(reason));
    table.startClients();
    return clients;
  }

  /** A slot that opens, with its events as they come: `open`, `data:…`, `drain`, `error:…`, `close`. */
  open(): { slot: ClientSlot; events: string[] } {
    const slot = this.table.openClient("h.example", 443);
    const events: string[] = [];
    for (const event of ["open", "drain", "close"] as const) slot.on(event, () => events.push(event));
    slot.on("data", (payload) => events.push(`data:${String(payload)}`));
    slot.on("error", (error) => events.push(`error:${(error as Error).message}`));
    return { slot, events };
  }

  /** A slot that is connected, its first events taken. */
  connect(): { slot: ClientSlot; events: string[] } {
    const opened = this.open();
    pass(SOON_MS);
    this.modem.say(`+QSSLOPEN: ${opened.slot.id},0`);
    pass(SOON_MS);
    expect(opened.events.splice(0)).toEqual(["open"]);
    return opened;
  }

  /** The data that the next reads of `id` find, then none. */
  arrive(id: number, ...pieces: string[]): void {
    this.modem.answer(
      `AT+QSSLRECV=${id},1500`,
      ...pieces.map((piece) => `\r\n+QSSLRECV: ${piece.length}\r\n${piece}\r\n\r\nOK\r\n`),
      info("+QSSLRECV: 0"),
    );
  }

  /** Commands since the last call, without `AT+QSSL`. */
  take(): string[] {
    return this.modem.commands.splice(0).map((command) => command.replace("AT+QSSL", ""));
  }
}
