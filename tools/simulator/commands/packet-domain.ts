/** The packet domain in the words of 3GPP: attachment, definition, activation and addresses of PDP contexts (27.007, 10.1). */
import type { Arguments } from "../command-line";
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { cmeError, plainError } from "../errors";
import type { ModemCore } from "../modem-core";

const general = family("general", "AT commands manual");

/** `<PDP_type>` by the `<context_type>` of AT+QICSGP, which names the same thing by number. */
const TYPES = ["", "IP", "IPV6", "IPV4V6"];
/** Longest time to attach. */
const ATTACH_MS = 140_000;
const LOOK_MS = 100;
/** Of +CME ERROR: what the state forbids, no network, and the last connection of LTE (27.007, 9.2). */
const NOT_ALLOWED = 3;
const NO_NETWORK = 30;
const LAST_CONNECTION = 171;

const ids = (modem: ModemCore): string => `(1-${modem.profile.pdp.contexts})`;
const contextId = (modem: ModemCore, args: Arguments, index: number): number =>
  args.integer(index, 1, modem.profile.pdp.contexts);

/** Contexts that are defined, and those that have a bearer all the same. */
function contexts(modem: ModemCore): number[] {
  const all = Array.from({ length: modem.profile.pdp.contexts }, (_, index) => index + 1);
  return all.filter((id) => modem.pdp.definition(id) !== undefined || modem.hasBearer(id));
}

const address = (modem: ModemCore, id: number): string => (modem.hasBearer(id) ? modem.pdp.address(id) : "0.0.0.0");

const showDefinitions: Handler = ({ modem, information }) => {
  for (const id of contexts(modem)) {
    const { type, apn } = modem.pdp.definition(id) ?? { type: 1, apn: "" };
    information(`+CGDCONT: ${id},"${TYPES[type]}","${apn}","${address(modem, id)}",0,0,0,0`);
  }
};

/** AT+QICSGP has the same definition, with user and password beside it, which stay. The context alone takes it back. */
const define: Handler = ({ modem, args }) => {
  args.atMost(8);
  const id = contextId(modem, args, 0);
  if (modem.pdp.isActive(id)) throw cmeError(NOT_ALLOWED);
  if (args.count === 1) return modem.pdp.undefine(id);
  const type = TYPES.indexOf(args.string(1).toUpperCase());
  if (type < 1) throw plainError();
  const old = modem.pdp.definition(id) ?? { apn: "", username: "", password: "", authentication: 0 };
  args.optionalString(3, "");
  for (let index = 4; index < args.count; index++) args.optionalInteger(index, 0, 4, 0);
  modem.pdp.define(id, { ...old, type, apn: args.optionalString(2, old.apn, 127) });
};

const showActivation: Handler = ({ modem, information }) => {
  for (const id of contexts(modem)) information(`+CGACT: ${id},${modem.hasBearer(id) ? 1 : 0}`);
};

/** The bearer alone: connections need AT+QIACT on top. Taken from under AT+QIACT it ends that too. */
const setActivation: Handler = async (run) => {
  const { modem, args } = run;
  args.atMost(2);
  const isWanted = args.integer(0, 0, 1) === 1;
  const id = contextId(modem, args, 1);
  await modem.clock.sleep(modem.options.timing.pdpMs);
  if (isWanted) return activate(run, id);
  if (id === 1 && modem.registration.isRegistered) throw cmeError(LAST_CONNECTION);
  modem.bearers.delete(id);
  modem.dropPdp(id);
};

/** What is active stays so (27.007, 10.1.10), also the context that the network gave by itself. */
function activate({ modem }: CommandRun, id: number): void {
  if (!modem.registration.isRegistered) throw cmeError(NO_NETWORK);
  if (modem.hasBearer(id)) return;
  if (!modem.pdp.definition(id)) throw cmeError(NOT_ALLOWED);
  modem.bearers.add(id);
}

/** Without ids all that are defined. */
const showAddresses: Handler = ({ modem, args, information }) => {
  const wanted = Array.from({ length: args.count }, (_, index) => contextId(modem, args, index));
  for (const id of wanted.length > 0 ? wanted : contexts(modem)) information(`+CGPADDR: ${id},"${address(modem, id)}"`);
};

/** Attaching takes as long as registering does. */
const setAttachment: Handler = async ({ modem, args }) => {
  args.atMost(1);
  if (args.integer(0, 0, 1) === 0) return modem.detach();
  modem.attach();
  for (let waitedMs = 0; !modem.registration.isRegistered; waitedMs += LOOK_MS) {
    if (waitedMs >= ATTACH_MS) throw cmeError(NO_NETWORK);
    await modem.clock.sleep(LOOK_MS);
  }
};

export const PACKET_DOMAIN_COMMANDS: readonly CommandEntry[] = [
  general("+CGATT", {
    test: says("+CGATT: (0,1)"),
    read: says((modem) => `+CGATT: ${modem.registration.isRegistered ? 1 : 0}`),
    write: setAttachment,
  }),
  general(
    "+CGDCONT",
    {
      test: says((modem) => `+CGDCONT: ${ids(modem)},"IP",,,(0-2),(0-4),(0,1),(0-2)`),
      read: showDefinitions,
      write: define,
    },
    "partial",
  ),
  general("+CGACT", { test: says("+CGACT: (0,1)"), read: showActivation, write: setActivation }),
  general("+CGPADDR", {
    test: says((modem) => `+CGPADDR: (${contexts(modem).join(",")})`),
    execute: showAddresses,
    write: showAddresses,
  }),
];
