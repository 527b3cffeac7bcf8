/**
 * What the board loads, built from the sources: rollup joins the files, TypeScript drops the types, terser shortens, and the result is
 * checked against the language of Espruino. What was built of the very same sources before is taken from the cache.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { cachedBuild, projectFolder } from "./build-cache";
import type { BuildPlan } from "./compile";
import { pretokenise } from "./pretokenise";

/** Espruino modules by the name that `require` takes, with their sources. */
export const espruinoModules = {
  QuectelSSL: "modules/quectel/index.ts",
  QuectelBringUp: "modules/quectel/bring-up-module.ts",
  QuectelTransparent: "modules/quectel/transparent-module.ts",
  QuectelNetwork: "modules/quectel/network-module.ts",
  QuectelUdp: "modules/quectel/udp-module.ts",
  TlsExplain: "modules/tls/index.ts",
  mqtts: "modules/mqtt/index.ts",
  QsslConfig: "firmware/config-module.ts",
  MqttUplink: "firmware/mqtt-module.ts",
} as const;

export type ModuleName = keyof typeof espruinoModules;

export const moduleNames = Object.keys(espruinoModules) as ModuleName[];

/**
 * Modules that are loaded beside `QuectelSSL` and use its parts: there the file on the left is the one on the right, which gives
 * the same names, bound to what runs. A second AT client in the bundle would be one that nobody feeds.
 */
const boundFiles: Partial<Record<ModuleName, Record<string, string>>> = {
  QuectelBringUp: {
    "/at/at-client": "modules/quectel/at-binding.ts",
    "/at/line-reader": "modules/quectel/at-binding.ts",
  },
  QuectelTransparent: {
    "./at-client": "modules/quectel/port-binding.ts",
    "./line-reader": "modules/quectel/port-binding.ts",
  },
};

export const defaultBoard = "LINUX";

const TSCONFIG = "tools/build/tsconfig.device.json";

/** What one build makes of which sources. Tests give another folder than the project's. */
export interface BuildPlace {
  /** Holds `firmware/`, `board/`, `modules/` and `tools/build/tsconfig.device.json`. */
  folder?: string;
}

/** What the boot code is built from in place of `firmware/main.ts`: tools that measure it build an entry around it. */
export interface FirmwareEntry {
  /** Path within the folder, of the entry and of the TypeScript configuration that includes it. */
  entry?: string;
  tsconfig?: string;
}

type FirmwareTarget = { board: string } & BuildPlace & FirmwareEntry;

/** A board or a source that does not exist: the text is for the person at the keyboard. */
export class BuildError extends Error {}

/** Names of all boards, upper case, in order of the alphabet. */
export function boardNames({ folder = projectFolder }: BuildPlace = {}): string[] {
  const files = existsSync(path.join(folder, "board")) ? readdirSync(path.join(folder, "board")) : [];
  return files
    .filter((file) => file.endsWith(".ts") && file !== "board.ts" && !file.endsWith(".d.ts"))
    .map((file) => path.basename(file, ".ts").toUpperCase())
    .sort();
}

/**
 * The boot code of one board, pretokenised: a byte string.
 * @param target.board a name of {@link boardNames}, in upper or lower case.
 * @throws BuildError for an unknown board; Error for faults of the sources, named by file and line.
 */
export async function buildFirmware(target: FirmwareTarget): Promise<{ code: string }> {
  return { code: pretokenise(await build(firmwarePlan(target))) };
}

/**
 * What runs on a board in place of the boot code while it is provisioned: `firmware/service.ts`, built as the boot code is.
 * @throws as {@link buildFirmware}.
 */
export async function buildService(target: { board: string } & BuildPlace): Promise<{ code: string }> {
  return { code: pretokenise(await build(firmwarePlan({ ...target, entry: "firmware/service.ts" }))) };
}

/** One Espruino module, by its name. @throws as {@link buildFirmware}. */
export async function buildModule(target: { name: ModuleName } & BuildPlace): Promise<{ code: string }> {
  return { code: await build(modulePlan(target)) };
}

/** All that `npm run build` makes, for rollup's own command line. */
export function buildPlans(board: string = defaultBoard): BuildPlan[] {
  return [firmwarePlan({ board }), ...moduleNames.map((name) => modulePlan({ name }))];
}

/** The compiler is loaded when there is something to compile: it takes longer than most commands. */
async function build(plan: BuildPlan): Promise<string> {
  const { folder, entry } = plan;
  if (!existsSync(path.join(folder, entry))) throw new BuildError(`${entry} does not exist`);
  return cachedBuild(plan, async () => (await import("./compile")).compile(plan));
}

/**
 * The first statements of boot code. To find a method of a text or an array the interpreter searches the names of the root scope for
 * `String`, `Array` and `Object`, which stand there from their first use on: behind 240 names each `s.length` costs twice as much.
 */
const BUILT_INS_FIRST = '"".a;[].a;';

/**
 * Boot code has no function around it. In the root scope a call costs 3.0 us and 86 functions take 450 variables; inside an
 * IIFE it is 3.7 us and 643 variables, since each function then keeps its scope and each call copies it.
 */
function firmwarePlan({ board, folder = projectFolder, entry, tsconfig }: FirmwareTarget): BuildPlan {
  if (!boardNames({ folder }).includes(board.toUpperCase())) {
    throw new BuildError(`no board "${board}": choose one of ${boardNames({ folder }).join(", ")}`);
  }
  return {
    folder,
    entry: entry ?? "firmware/main.ts",
    tsconfig: tsconfig ?? TSCONFIG,
    file: "dist/firmware.js",
    format: "es",
    aliases: { board: `board/${board.toLowerCase()}.ts` },
    first: BUILT_INS_FIRST,
  };
}

function modulePlan({ name, folder = projectFolder }: { name: ModuleName } & BuildPlace): BuildPlan {
  return {
    folder,
    entry: espruinoModules[name],
    tsconfig: TSCONFIG,
    file: `dist/modules/${name}.min.js`,
    format: "cjs",
    aliases: boundFiles[name] ?? {},
    first: "",
  };
}
