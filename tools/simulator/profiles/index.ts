/** The modems that can be simulated, by name. */
import type { Profile } from "../profile";
import { BG96 } from "./bg96";
import { EG915U } from "./eg915u";

const PROFILES: readonly Profile[] = [EG915U, BG96];

export const PROFILE_NAMES: readonly string[] = PROFILES.map((profile) => profile.name);

/** @throws Error when there is no such profile; its text names those there are. */
export function profileNamed(name: string): Profile {
  const profile = PROFILES.find((candidate) => candidate.name === name.toUpperCase());
  if (!profile) throw new Error(`no modem profile "${name}": use one of ${PROFILE_NAMES.join(", ")}`);
  return profile;
}
