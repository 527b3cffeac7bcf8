/** The table of every command the simulator knows. */
import { CommandRegistry } from "../command-registry";
import { CLOCK_COMMANDS } from "./clock";
import { CONFIGURATION_COMMANDS } from "./configuration";
import { FILE_HANDLE_COMMANDS } from "./file-handles";
import { FILE_COMMANDS } from "./files";
import { HTTP_COMMANDS } from "./http";
import { HTTP_CONFIG_COMMANDS } from "./http-config";
import { IDENTITY_COMMANDS } from "./identity";
import { KEPT_SETTINGS_COMMANDS } from "./kept-settings";
import { MQTT_COMMANDS } from "./mqtt";
import { MQTT_CONFIG_COMMANDS } from "./mqtt-config";
import { NETWORK_COMMANDS } from "./network";
import { PACKET_DOMAIN_COMMANDS } from "./packet-domain";
import { PDP_COMMANDS } from "./pdp";
import { PORT_COMMANDS } from "./port";
import { POWER_COMMANDS } from "./power";
import { REACHABILITY_COMMANDS } from "./reachability";
import { SIM_COMMANDS } from "./sim";
import { SSL_COMMANDS } from "./ssl";
import { SSL_CONFIG_COMMANDS } from "./ssl-config";
import { STREAM_COMMANDS } from "./transparent";
import { TCP_COMMANDS } from "./tcp";

/** @param absent names of commands that the modem has not. */
export function makeRegistry(absent: readonly string[] = []): CommandRegistry {
  const commands = [
    ...PORT_COMMANDS,
    ...IDENTITY_COMMANDS,
    ...POWER_COMMANDS,
    ...SIM_COMMANDS,
    ...NETWORK_COMMANDS,
    ...PACKET_DOMAIN_COMMANDS,
    ...PDP_COMMANDS,
    ...REACHABILITY_COMMANDS,
    ...CLOCK_COMMANDS,
    ...CONFIGURATION_COMMANDS,
    ...KEPT_SETTINGS_COMMANDS,
    ...FILE_COMMANDS,
    ...FILE_HANDLE_COMMANDS,
    ...SSL_CONFIG_COMMANDS,
    ...SSL_COMMANDS,
    ...STREAM_COMMANDS,
    ...TCP_COMMANDS,
    ...HTTP_CONFIG_COMMANDS,
    ...HTTP_COMMANDS,
    ...MQTT_CONFIG_COMMANDS,
    ...MQTT_COMMANDS,
  ];
  return new CommandRegistry(commands, absent);
}
