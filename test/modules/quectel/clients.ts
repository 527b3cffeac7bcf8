/** The client table on a modem that answers by script. */
import type { AccessMode, ClientSlot } from "../../../modules/quectel/client-slot";
import type * as ClientTableModule from "../../../modules/quectel/client-table";
import type * as ConnectionModule from "../../../modules/quectel/connection";
import type { Connection } from "../../../modules/quectel/connection";
import type * as SslContextModule from "../../../modules/quectel/ssl-context";
import type { TlsSettings } from "../../../modules/quectel/ssl-context";
import { info, installDevice, pass } from "../../doubles/device";
import { ScriptedModem, SOON_MS } from "../../doubles/scripted-modem";
import { VERIFIED } from "../../doubles/tls-settings";

export const POLL_MS = 5000;

export { VERIFIED };

/** What context 0 holds from the start, and needs no reading back: a connection is opened by two commands. */
const CONFIGURED: TlsSettings = { ...VERIFIED, verify: "none" };

export interface Opened {
  slot: Connection & ClientSlot;
  /** As they come: `open`, `data:…`, `drain`, `error:…`, `close`. */
  events: string[];
  /** All `data` so far. */
  received(): string;
}

export interface Wanted {
  host?: string;
  port?: number;
  accessMode?: AccessMode;
  /** What differs from the settings that context 0 holds; false for plain TCP. */
  tls?: Partial<TlsSettings> | false;
}

export class Clients {
  readonly modem = new ScriptedModem();
  /** Why the modem was given up. */
  readonly losses: string[] = [];

  private constructor(
    readonly table: typeof ClientTableModule,
    readonly connection: typeof ConnectionModule,
    readonly ssl: typeof SslContextModule,
  ) {}

  static async start(pdpContextId = 1): Promise<Clients> {
    installDevice();
    const { startAt } = await import("../../../modules/at/at-client");
    const table = await import("../../../modules/quectel/client-table");
    const connection = await import("../../../modules/quectel/connection");
    const clients = new Clients(table, connection, await import("../../../modules/quectel/ssl-context"));
    startAt(
      clients.modem.port,
      table.pumpClients,
      (reason) => clients.losses.push(reason),
      () => {},
    );
    table.startClients(pdpContextId);
    clients.modem.files.set("ca.pem", "CA");
    clients.ssl.prepareContext(0, clients.ssl.sslSettings(CONFIGURED), () => {});
    pass(SOON_MS);
    clients.take();
    return clients;
  }

  open({ host = "h.example", port = 443, accessMode = 0, tls = {} }: Wanted = {}): Opened {
    const settings = tls !== false && this.ssl.sslSettings({ ...CONFIGURED, ...tls });
    const slot = this.table.openClient({ host, port, accessMode }, settings, this.connection.newConnection());
    const events: string[] = [];
    for (const event of ["open", "drain", "close"] as const) slot.on(event, () => events.push(event));
    slot.on("data", (payload) => events.push(`data:${String(payload)}`));
    slot.on("error", (error) => events.push(`error:${(error as Error).message}`));
    const received = (): string => events.map((event) => (event.startsWith("data:") ? event.slice(5) : "")).join("");
    return { slot, events, received };
  }

  /** A slot that is connected, its first events taken. */
  connect(wanted: Wanted = {}): Opened {
    const opened = this.open(wanted);
    pass(SOON_MS);
    if (wanted.accessMode !== 2)
      this.modem.say(`${wanted.tls === false ? "+QIOPEN" : "+QSSLOPEN"}: ${opened.slot.id},0`);
    pass(SOON_MS);
    expect(opened.events.splice(0)).toEqual(["open"]);
    return opened;
  }

  /** Opens one connection more for each id that is free. */
  openAll(): Opened[] {
    return Array.from({ length: 12 - this.table.clientsInUse().length }, () => this.open());
  }

  /** No id was lost: all twelve can be given out. */
  expectAllIdsFree(): void {
    expect(this.table.clientsInUse()).toEqual([]);
    const ids = this.openAll().map(({ slot }) => slot.id);
    expect([...ids].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    this.table.dropClients("test");
    pass(SOON_MS);
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
