/** AT+QSSLCFG: parameters of the SSL contexts, as the profile lists them (reference §2). */
import { type CommandEntry, type CommandRun, family, type Handler } from "../command-registry";
import { StackCode, plainError, stackError } from "../errors";
import type { SslParameter } from "../profile";
import { ALL_CIPHERS } from "../ssl-contexts";

const hex = (code: number): string => `0X${code.toString(16).toUpperCase().padStart(4, "0")}`;

/** Value and type of each kind as AT+QSSLCFG=? shows them. */
function range(parameter: SslParameter, ciphers: readonly number[]): string {
  if (parameter.kind === "integer")
    return `(${parameter.minimum}${parameter.maximum === 1 ? "," : "-"}${parameter.maximum})`;
  if (parameter.kind !== "cipher") return parameter.shown;
  return `(${[...ciphers, ALL_CIPHERS].map(hex).join(",")})`;
}

const test: Handler = ({ modem, information }) => {
  const { parameters, contexts, cipherSuites } = modem.profile.ssl;
  for (const parameter of parameters) {
    information(`+QSSLCFG: "${parameter.name}",(0-${contexts - 1}),${range(parameter, cipherSuites)}`);
  }
};

function show({ modem, information }: CommandRun, sslContextId: number, parameter: SslParameter): void {
  const value = modem.sslContexts.get(sslContextId, parameter);
  const password = modem.sslContexts.keyPassword(sslContextId);
  const shown = {
    integer: `${value}`,
    cipher: hex(Number(value)),
    path: `"${value}"`,
    text: value === "" ? '""' : `${value}`,
  }[parameter.kind];
  const tail = parameter.kind === "path" && parameter.takesPassword && password !== undefined ? `,"${password}"` : "";
  information(`+QSSLCFG: "${parameter.name}",${sslContextId},${shown}${tail}`);
}

/** `0Xhhhh` in either case; in quotes only where the module takes that. */
function cipherCode({ modem, args }: CommandRun): number {
  const { text, quoted } = args.raw(2);
  const { takesQuotedCipher, cipherSuites } = modem.profile.ssl;
  if ((quoted && !takesQuotedCipher) || !/^0x[0-9a-f]{4}$/i.test(text)) throw plainError();
  const code = Number.parseInt(text.slice(2), 16);
  if (code !== ALL_CIPHERS && !cipherSuites.includes(code)) throw plainError();
  return code;
}

/** Whether a file of that name exists shows only when a connection is opened. */
function change(run: CommandRun, sslContextId: number, parameter: SslParameter): void {
  const { modem, args } = run;
  const takesPassword = parameter.kind === "path" && parameter.takesPassword === true;
  const texts = parameter.kind === "text" ? parameter.count : 1;
  args.atMost(takesPassword ? 4 : 2 + texts);
  if (isBlocked(run, sslContextId)) throw stackError(StackCode.IdentityUsed);
  const set = (value: string | number): void => modem.sslContexts.set(sslContextId, parameter, value);
  if (parameter.kind === "cipher") return set(cipherCode(run));
  if (parameter.kind === "integer") return set(args.integer(2, parameter.minimum, parameter.maximum));
  if (parameter.kind === "text")
    return set(Array.from({ length: texts }, (_, index) => `"${args.string(2 + index)}"`).join(","));
  const password = args.has(3) ? args.string(3) : undefined;
  set(args.string(2));
  if (takesPassword) modem.sslContexts.setKeyPassword(sslContextId, password);
}

/** Some modules refuse to change a context while one of its connections exists; others apply the change to later ones. */
function isBlocked({ modem }: CommandRun, sslContextId: number): boolean {
  const isInUse = modem.clients.all.some(({ options }) => options.sslContextId === sslContextId);
  return isInUse && modem.profile.ssl.refusesConfigWhileOpen;
}

const configure: Handler = (run) => {
  const { modem, args } = run;
  const parameter = modem.sslContexts.parameter(args.string(0));
  if (!parameter) throw plainError();
  const sslContextId = args.integer(1, 0, modem.profile.ssl.contexts - 1);
  if (args.count === 2) show(run, sslContextId, parameter);
  else change(run, sslContextId, parameter);
};

export const SSL_CONFIG_COMMANDS: readonly CommandEntry[] = [
  family("stack", "SSL application note")("+QSSLCFG", { test, write: configure }, "partial"),
];
