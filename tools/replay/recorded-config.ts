/** A configuration as a record may hold it: what is secret has another value that is allowed too. */

const MASKED = "masked";

/** Values in place of secrets; what depends on them is masked in the dialogue as well. */
const REPLACEMENTS: Readonly<Record<string, string>> = { pin: "0000", user: MASKED, password: MASKED };

export function withoutSecrets(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const server = config["server"] as { headers?: Record<string, string> } | undefined;
  const hidden = Object.entries(REPLACEMENTS).filter(([name]) => config[name] !== undefined);
  const headers = server?.headers && Object.fromEntries(Object.keys(server.headers).map((name) => [name, MASKED]));
  return {
    ...config,
    ...Object.fromEntries(hidden),
    ...(server ? { server: { ...server, ...(headers ? { headers } : {}) } } : {}),
  };
}

/** The configuration of any board as `LINUX` takes it, which has its modem on a terminal, no pins, and sensors of its own. */
export function forLinux(config: unknown): unknown {
  if (typeof config !== "object" || config === null) return config;
  const { uart, sampling, ...rest } = config as { uart?: { baud?: number }; sampling?: { sensors?: string[] } };
  const { sensors: _, ...others } = sampling ?? {};
  return { ...rest, sampling: others, uart: { ...(uart?.baud ? { baud: uart.baud } : {}), path: "modem" } };
}
