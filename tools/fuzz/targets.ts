import { atTarget } from "./at-target";
import { clientsTarget } from "./clients-target";
import { configTarget } from "./config-target";
import { httpTarget } from "./http-target";
import { readerTarget } from "./reader-target";
import type { Target } from "./target";
import { tlsTarget } from "./tls-target";

export const targets: readonly Target[] = [readerTarget, atTarget, clientsTarget, configTarget, httpTarget, tlsTarget];

/** @param name one of {@link targets}. */
export function targetNamed(name: string): Target {
  const target = targets.find((one) => one.name === name);
  if (!target) throw new Error(`no target "${name}": choose one of ${targets.map((one) => one.name).join(", ")}`);
  return target;
}
