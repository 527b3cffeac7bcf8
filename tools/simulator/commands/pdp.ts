/** PDP contexts and the error of the last TCP/IP command (reference §6.4, §4.1). */
import { type CommandEntry, type CommandRun, family, type Handler, says } from "../command-registry";
import { StackCode, stackError, stackText } from "../errors";
import type { ModemCore } from "../modem-core";

const stack = family("stack", "TCP/IP application note");
const ids = (modem: ModemCore): string => `(1-${modem.profile.pdp.contexts})`;
const contextId = ({ modem, args }: CommandRun): number => args.integer(0, 1, modem.profile.pdp.contexts);

function showDefinition(run: CommandRun): void {
  const definition = run.modem.pdp.definition(contextId(run));
  const { type, apn, username, password, authentication } = definition ?? {
    type: 1,
    apn: "",
    username: "",
    password: "",
    authentication: 0,
  };
  run.information(`+QICSGP: ${type},"${apn}","${username}","${password}",${authentication}`);
}

/** With the context alone a query; a change needs a context that is not active. */
const define: Handler = (run) => {
  const { modem, args } = run;
  if (args.count === 1) return showDefinition(run);
  args.atMost(6);
  const pdpContextId = contextId(run);
  if (modem.pdp.isActive(pdpContextId)) throw stackError(StackCode.NotAllowed);
  modem.pdp.define(pdpContextId, {
    type: args.integer(1, 1, 3),
    apn: args.string(2, 127),
    username: args.optionalString(3, "", 127),
    password: args.optionalString(4, "", 127),
    authentication: args.optionalInteger(5, 0, modem.profile.pdp.authentications, 0),
  });
};

const activate: Handler = async (run) => {
  const { modem, args } = run;
  args.atMost(1);
  const pdpContextId = contextId(run);
  if (modem.pdp.isActive(pdpContextId)) throw stackError(StackCode.NotAllowed);
  await modem.clock.sleep(modem.options.timing.pdpMs);
  if (!modem.registration.isRegistered || modem.faults.isPdpRefused) throw stackError(StackCode.PdpOpenFailed);
  if (!modem.pdp.definition(pdpContextId)) throw stackError(StackCode.ApnMissing);
  if (modem.pdp.active.length >= modem.profile.pdp.maximumActive) throw stackError(StackCode.NotAllowed);
  modem.pdp.activate(pdpContextId);
};

const showActive: Handler = ({ modem, information }) => {
  for (const { pdpContextId, type, address } of modem.pdp.active) {
    information(`+QIACT: ${pdpContextId},1,${type},"${address}"`);
  }
};

/** Frees all client ids of the context; OK too when it was not active. */
const deactivate: Handler = async (run) => {
  const { modem, args } = run;
  args.atMost(1);
  const pdpContextId = contextId(run);
  await modem.clock.sleep(modem.options.timing.pdpMs);
  modem.clients.release(pdpContextId);
  modem.services.breakDown(pdpContextId);
  modem.pdp.deactivate(pdpContextId);
};

/** With the context alone a query. The addresses are kept and shown; names are resolved by the network given. */
const dns: Handler = (run) => {
  const { modem, args, information } = run;
  const pdpContextId = contextId(run);
  args.atMost(3);
  if (args.count > 1) modem.pdp.setDns(pdpContextId, [args.string(1, 39), args.optionalString(2, "0.0.0.0", 39)]);
  else
    information(
      `+QIDNSCFG: ${pdpContextId},${modem.pdp
        .dns(pdpContextId)
        .map((address) => `"${address}"`)
        .join(",")}`,
    );
};

export const PDP_COMMANDS: readonly CommandEntry[] = [
  stack("+QICSGP", {
    test: says(
      (modem) => `+QICSGP: ${ids(modem)},(1-3),<apn>,<username>,<password>,(0-${modem.profile.pdp.authentications})`,
    ),
    write: define,
  }),
  stack("+QIACT", { test: says((modem) => `+QIACT: ${ids(modem)}`), read: showActive, write: activate }),
  stack("+QIDEACT", { test: says((modem) => `+QIDEACT: ${ids(modem)}`), write: deactivate }),
  stack(
    "+QIDNSCFG",
    { test: says((modem) => `+QIDNSCFG: ${ids(modem)},<pridnsaddr>,<secdnsaddr>`), write: dns },
    "accepted",
  ),
  family("general", "TCP/IP application note")("+QIGETERROR", {
    test: says(),
    execute: says(({ lastError }) => `+QIGETERROR: ${lastError},${stackText(lastError)}`),
  }),
];
