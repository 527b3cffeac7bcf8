/** Names and signs of life of hosts: AT+QIDNSGIP and AT+QPING (reference §6.4). */
import { type CommandEntry, family, type Handler, says } from "../command-registry";
import { StackCode, stackError } from "../errors";
import type { ModemCore } from "../modem-core";
import { Ping, type PingOptions } from "../ping";

const stack = family("stack", "TCP/IP application note");

/** `<DNS_ttl>`: how long the answer holds is not known to a program that asks its operating system, so not at all. */
const DNS_TTL_S = 0;

/** OK at once; the URC brings the number of addresses, and one more each address. */
const resolve: Handler = ({ modem, args, after }) => {
  args.atMost(2);
  const pdpContextId = args.integer(0, 1, modem.profile.pdp.contexts);
  const host = args.string(1);
  if (!modem.pdp.isActive(pdpContextId)) throw stackError(StackCode.PdpOpenFailed);
  after(() => modem.services.names.ask(host, (addresses) => tellAddresses(modem, addresses)));
};

function tellAddresses(modem: ModemCore, addresses: readonly string[]): void {
  if (addresses.length === 0) return modem.urc(`+QIURC: "dnsgip",${StackCode.DnsFailed}`);
  const count = addresses.length;
  modem.urc(`+QIURC: "dnsgip",0,${count},${DNS_TTL_S}`);
  for (const address of addresses) modem.urc(`+QIURC: "dnsgip","${address}"`);
}

/** OK at once; a bearer that is not there is told by URC, and so is a name that nobody knows. */
const ping: Handler = ({ modem, args, after }) => {
  args.atMost(4);
  const pdpContextId = args.integer(0, 1, modem.profile.pdp.contexts);
  const host = args.string(1);
  const timeoutMs = args.optionalInteger(2, 1, 255, 4) * 1000;
  const count = args.optionalInteger(3, 1, 10, 4);
  if (modem.services.ping) throw stackError(StackCode.Busy);
  after(() => {
    if (!modem.pdp.isActive(pdpContextId)) return modem.urc(`+QPING: ${StackCode.PdpOpenFailed}`);
    modem.services.names.ask(host, ([address]) => {
      if (address === undefined) return modem.urc(`+QPING: ${StackCode.DnsFailed}`);
      startPing(modem, { host, address, timeoutMs, count });
    });
  });
};

function startPing(modem: ModemCore, options: PingOptions): void {
  modem.services.ping?.stop();
  modem.services.ping = new Ping(options, {
    clock: modem.clock,
    network: modem.options.network,
    urc: (line) => modem.urc(line),
    onEnd: () => (modem.services.ping = undefined),
  });
  modem.services.ping.start();
}

export const REACHABILITY_COMMANDS: readonly CommandEntry[] = [
  stack("+QIDNSGIP", {
    test: says((modem) => `+QIDNSGIP: (1-${modem.profile.pdp.contexts}),<hostname>`),
    write: resolve,
  }),
  stack(
    "+QPING",
    { test: says((modem) => `+QPING: (1-${modem.profile.pdp.contexts}),<host>,(1-255),(1-10)`), write: ping },
    "partial",
  ),
];
