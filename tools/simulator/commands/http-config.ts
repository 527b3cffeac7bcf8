/** AT+QHTTPCFG: settings of the HTTP(S) client, as the profile lists them (HTTP(S) application note, 2.3.1). */
import { type CommandEntry, family, type Handler } from "../command-registry";
import { plainError } from "../errors";
import { writtenValues } from "./configuration";

const test: Handler = ({ modem, information }) => {
  for (const { name, range } of modem.profile.qhttpcfg) information(`+QHTTPCFG: "${name}",${range}`);
};

const showAll: Handler = ({ modem, information }) => {
  for (const { name } of modem.profile.qhttpcfg)
    information(`+QHTTPCFG: "${name}",${modem.services.http.settings.get(name)}`);
};

/** The name alone asks. */
const configure: Handler = (run) => {
  const { modem, args, information } = run;
  const { settings } = modem.services.http;
  const name = args.string(0).toLowerCase();
  const value = settings.get(name);
  if (value === undefined) throw plainError();
  if (args.count === 1) information(`+QHTTPCFG: "${name}",${value}`);
  else if (!settings.set(name, writtenValues(run))) throw plainError();
};

export const HTTP_CONFIG_COMMANDS: readonly CommandEntry[] = [
  family("http", "HTTP(S) application note")("+QHTTPCFG", { test, read: showAll, write: configure }),
];
