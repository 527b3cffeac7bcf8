/** AT+QMTCFG: settings of each MQTT client, as the profile lists them (MQTT application note, AT+QMTCFG). */
import { type CommandEntry, family, type Handler } from "../command-registry";
import { plainError } from "../errors";
import { MqttClients } from "../mqtt-clients";
import { writtenValues } from "./configuration";

const test: Handler = ({ modem, information }) => {
  const clients = `(0-${MqttClients.count - 1})`;
  for (const { name, range } of modem.profile.qmtcfg) information(`+QMTCFG: "${name}",${clients},${range}`);
};

/** With the client alone a query, whose answer is without the client. What is written counts from the next open or connect on. */
const configure: Handler = (run) => {
  const { modem, args, information } = run;
  const name = args.string(0).toLowerCase();
  const { values } = modem.services.mqtt.all[args.integer(1, 0, MqttClients.count - 1)]!.settings;
  const value = values.get(name);
  if (value === undefined) throw plainError();
  if (args.count === 2) information(`+QMTCFG: "${name}",${value}`);
  else if (!values.set(name, writtenValues(run, 2))) throw plainError();
};

export const MQTT_CONFIG_COMMANDS: readonly CommandEntry[] = [
  family("general", "MQTT application note")("+QMTCFG", { test, write: configure }),
];
