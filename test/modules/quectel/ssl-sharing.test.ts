import type { TlsSettings } from "../../../modules/quectel/ssl-context";
import { pass } from "../../doubles/device";
import { SOON_MS } from "../../doubles/scripted-modem";
import { Clients, type Opened } from "./clients";

let clients: Clients;

const differing = (index: number): Partial<TlsSettings> => ({ negotiateS: 100 + index });
const connect = (tls: Partial<TlsSettings>): Opened => clients.connect({ tls });
/** `<sslctxID>` of each `AT+QSSLOPEN` since the last look. */
const contexts = (): number[] =>
  clients.take().flatMap((command) => /^OPEN=1,(\d),/.exec(command)?.slice(1).map(Number) ?? []);

function end({ slot }: Opened): void {
  slot.end();
  pass(SOON_MS);
}

beforeEach(async () => {
  clients = await Clients.start();
});

it("twelve connections with equal settings share one context, which is written once", () => {
  for (let count = 0; count < 12; count++) connect(differing(0));
  expect(clients.modem.commands.filter((command) => command.includes('"negotiatetime"'))).toHaveLength(1);
  expect(new Set(contexts()).size).toBe(1);
});

it("six different settings use the six contexts; a seventh is refused by name and sends nothing", () => {
  for (let index = 0; index < 6; index++) connect(differing(index));
  expect(contexts().sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(() => clients.open({ tls: differing(6) })).toThrow(/^tls: 6 in use/);
  pass(SOON_MS);
  expect(contexts()).toEqual([]);
  expect(clients.table.clientsInUse()).toHaveLength(6);
});

it("a further connection finds the context of its settings, whichever it is", () => {
  for (let index = 0; index < 6; index++) connect(differing(index));
  const used = contexts();
  for (let index = 0; index < 6; index++) connect(differing(index));
  expect(contexts()).toEqual(used);
});

it("a context is free for other settings once its last connection has closed, not before", () => {
  const first = [connect(differing(0)), connect(differing(0))];
  for (let index = 1; index < 6; index++) connect(differing(index));
  const [context] = contexts();
  end(first[0]!);
  expect(() => clients.open({ tls: differing(6) })).toThrow(/^tls: 6/);
  end(first[1]!);
  connect(differing(6));
  expect(contexts()).toEqual([context]);
});

it("connections that open, close or failed count too", () => {
  for (let index = 0; index < 6; index++) clients.open({ tls: differing(index) });
  expect(() => clients.open({ tls: differing(6) })).toThrow(/^tls: 6/);
  pass(SOON_MS * 3);
  clients.modem.say("+QSSLOPEN: 5,566");
  pass(SOON_MS);
  expect(() => clients.open({ tls: differing(6) })).not.toThrow();
});

it("settings come back to the context that still holds them", () => {
  const both = [connect(differing(0)), connect(differing(1))];
  const [first, second] = contexts();
  both.forEach(end);
  clients.take();
  connect(differing(1));
  connect(differing(0));
  expect(clients.modem.commands.join()).not.toContain('"negotiatetime"');
  expect(contexts()).toEqual([second, first]);
});

it("plain TCP needs no context", () => {
  for (let index = 0; index < 6; index++) connect(differing(index));
  expect(() => clients.open({ tls: false })).not.toThrow();
});

it("a connection whose context cannot be prepared fails with the reason, and gives the context back", () => {
  const { events } = clients.open({ tls: { verify: "server", ca: "absent.pem" } });
  pass(SOON_MS);
  expect(events).toEqual(["error:absent.pem not on modem", "close"]);
  expect(contexts()).toEqual([]);
  for (let index = 0; index < 6; index++) connect(differing(index));
  expect(contexts()).toHaveLength(6);
});
