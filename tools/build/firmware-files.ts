/** The firmware as it lies in a board's flash: the boot code, and the modules that it loads. */
import { buildFirmware, buildModule, type BuildPlace, type ModuleName } from "./bundle";
import { pretokenise } from "./pretokenise";

/** Modules without which the firmware does not start or come online: in memory while they are at work only. */
export const requiredModules: readonly ModuleName[] = ["QsslConfig", "QuectelBringUp"];

/** Modules that it makes use of where they are. */
export const optionalModules: readonly ModuleName[] = ["TlsExplain"];

/** Modules that it needs where readings go to an MQTT broker. */
export const mqttModules: readonly ModuleName[] = ["MqttUplink"];

/** Byte strings by the names of their files. */
export type FirmwareFiles = Record<string, string>;

/**
 * All that a board must hold besides its configuration, pretokenised; `.bootcde` comes last, since it needs the others.
 * @throws as {@link buildFirmware}.
 */
export async function buildFirmwareFiles(target: { board: string } & BuildPlace): Promise<FirmwareFiles> {
  const files: FirmwareFiles = {};
  for (const name of requiredModules) files[name] = await buildStoredModule({ ...target, name });
  files[".bootcde"] = (await buildFirmware(target)).code;
  return files;
}

/**
 * A module as a file of Storage: pretokenised, so a tenth shorter than `dist/modules/NAME.min.js`, which stays text since the Web IDE
 * puts it into other text.
 * @returns a byte string.
 * @throws as {@link buildModule}.
 */
export async function buildStoredModule(target: { name: ModuleName } & BuildPlace): Promise<string> {
  return pretokenise((await buildModule(target)).code);
}
