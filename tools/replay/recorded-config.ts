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
