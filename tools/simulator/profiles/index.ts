/** The modems that can be simulated, by name. */
import type { Profile } from "../profile";
import { BG95 } from "./bg95";
import { BG96 } from "./bg96";
import { EC21 } from "./ec21";
import { EC25 } from "./ec25";
import { EG915U } from "./eg915u";
import { type Facts, type Module, makeProfile } from "./traits";

export const MODULES: readonly Module[] = [EG915U, BG96, BG95, EC21, EC25];

const PROFILES = MODULES.flatMap((module) =>
  module.firmwares.map((firmware) => ({ ...firmware, profile: makeProfile(module, firmware) })),
);

/** One for each module, at its usual firmware. */
export const PROFILE_NAMES: readonly string[] = MODULES.map(({ name }) => name);

/** Those and, behind a slash, the other firmwares: `BG96/rak5010`. */
export const FIRMWARE_NAMES: readonly string[] = PROFILES.map(({ profile }) => profile.name);

/** @param name in any case. @throws Error when there is no such profile; its text names those there are. */
export function profileNamed(name: string): Profile {
  return entryNamed(name).profile;
}

/** How the values of a profile are known. @throws Error as {@link profileNamed}. */
export function factsOf(name: string): Facts {
  return entryNamed(name).facts;
}

/** One line for each profile: its name, the revision that it tells, and what it is. */
export function profileList(): string {
  const width = Math.max(...FIRMWARE_NAMES.map(({ length }) => length));
  return PROFILES.map(
    ({ profile, about }) => `${profile.name.padEnd(width)}  ${profile.revision.padEnd(20)}  ${about}`,
  ).join("\n");
}

function entryNamed(name: string): (typeof PROFILES)[number] {
  const entry = PROFILES.find(({ profile }) => profile.name.toUpperCase() === name.toUpperCase());
  if (!entry) throw new Error(`no modem profile "${name}": use one of ${FIRMWARE_NAMES.join(", ")}`);
  return entry;
}
