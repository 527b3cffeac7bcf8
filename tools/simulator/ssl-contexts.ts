/**
 * The SSL contexts of AT+QSSLCFG: six sets of values in RAM, and what they mean for a connection. What would have less verified
 * (`ignorecertchain`, `ignorecertitem`, `ignoreinvalidcertsign`, `ignoremulticertchainverify`), `renegotiation` and `psk` are kept and shown
 * only: the whole chain is verified whatever they say. A connection with `dtls` fails, since there is no DTLS here.
 */
import type { FileSystem } from "./file-system";
import type { SessionCache, TlsParameters } from "./network";
import type { Profile, SslParameter } from "./profile";
import type { OpenArguments, OpenSecurity } from "./socket-clients";

export const ALL_CIPHERS = 0xffff;

type Value = string | number;

export class SslContexts {
  private _values = new Map<string, Value>();
  private _passwords = new Map<number, string>();
  /** By context, host and port. */
  private _sessions = new Map<string, SessionCache>();

  constructor(
    private readonly _profile: Profile,
    private readonly _files: FileSystem,
  ) {}

  parameter(name: string): SslParameter | undefined {
    const { parameters, takesAnyCase } = this._profile.ssl;
    const wanted = takesAnyCase ? name.toLowerCase() : name;
    return parameters.find((parameter) => parameter.name === wanted);
  }

  get(sslContextId: number, parameter: SslParameter): Value {
    return this._values.get(`${sslContextId} ${parameter.name}`) ?? initialValue(parameter);
  }

  /** Counts for connections opened from now on; sessions made under other settings are not resumed. */
  set(sslContextId: number, parameter: SslParameter, value: Value): void {
    this._values.set(`${sslContextId} ${parameter.name}`, value);
    for (const key of this._sessions.keys()) if (key.startsWith(`${sslContextId} `)) this._sessions.delete(key);
  }

  /** @param password of the client's key; undefined: it has none. */
  setKeyPassword(sslContextId: number, password: string | undefined): void {
    if (password === undefined) this._passwords.delete(sslContextId);
    else this._passwords.set(sslContextId, password);
  }

  keyPassword(sslContextId: number): string | undefined {
    return this._passwords.get(sslContextId);
  }

  /** A reboot: everything is at its default again. */
  reset(): void {
    this._values.clear();
    this._passwords.clear();
    this._sessions.clear();
  }

  /**
   * What a connection with this context asks for, as the settings are now.
   * @param rtcMs the modem's clock.
   */
  security(sslContextId: number, target: Pick<OpenArguments, "host" | "port">, rtcMs: number): OpenSecurity {
    return {
      tls: this._tlsParameters(sslContextId, target, rtcMs),
      negotiateMs: this._number(sslContextId, "negotiatetime") * 1000,
      closeUnitMs: this._number(sslContextId, "closetimemode") === 1 ? 1 : 1000,
    };
  }

  /** @returns a text instead when a certificate file is missing or is no PEM. */
  private _tlsParameters(
    sslContextId: number,
    { host, port }: Pick<OpenArguments, "host" | "port">,
    rtcMs: number,
  ): TlsParameters | string {
    const securityLevel = this._number(sslContextId, "seclevel");
    if (this._number(sslContextId, "dtls") === 1) return "dtls: DTLS is not simulated";
    const isResuming = ["session_cache", "session"].some((name) => this._number(sslContextId, name) === 1);
    const alpn = this._text(sslContextId, "alpn").replaceAll('"', "");
    const base: TlsParameters = {
      sslVersion: this._number(sslContextId, "sslversion"),
      cipherSuites: this._cipherSuites(sslContextId),
      securityLevel,
      trusted: [],
      sendsName: this._number(sslContextId, "sni") === 1,
      checksName: this._number(sslContextId, "sni") === 1 || this._number(sslContextId, "checkhost") === 1,
      validAtMs: this._number(sslContextId, "ignorelocaltime") === 0 ? rtcMs : undefined,
      ...(alpn === "" ? {} : { alpn }),
      ...(isResuming ? { sessionCache: this._session(`${sslContextId} ${host}:${port}`) } : {}),
    };
    const missing = securityLevel > 0 ? this._readCertificates(sslContextId, base) : undefined;
    return missing ?? base;
  }

  private _session(key: string): SessionCache {
    const cache = this._sessions.get(key) ?? { saved: undefined };
    this._sessions.set(key, cache);
    return cache;
  }

  private _readCertificates(sslContextId: number, into: TlsParameters): string | undefined {
    const names = ["cacert", "cacertex"].filter((name) => name === "cacert" || this._text(sslContextId, name) !== "");
    if (into.securityLevel === 2) names.push("clientcert", "clientkey");
    for (const name of names) {
      const pem = this._pem(sslContextId, name);
      if (pem === undefined) return `${name}: no PEM file "${this._text(sslContextId, name)}"`;
      if (name === "clientcert") into.certificate = pem;
      else if (name === "clientkey") into.key = pem;
      else into.trusted.push(pem);
    }
    const password = this.keyPassword(sslContextId);
    if (password !== undefined) into.keyPassword = password;
    return undefined;
  }

  private _pem(sslContextId: number, name: string): string | undefined {
    const path = this._text(sslContextId, name);
    const text = this._files.isName(path) ? this._files.find(path)?.toString("latin1") : undefined;
    return text?.includes("-----BEGIN ") ? text : undefined;
  }

  private _cipherSuites(sslContextId: number): readonly number[] {
    const code = this._number(sslContextId, "ciphersuite");
    return code === ALL_CIPHERS ? this._profile.ssl.cipherSuites : [code];
  }

  private _number(sslContextId: number, name: string): number {
    const parameter = this.parameter(name);
    return parameter ? Number(this.get(sslContextId, parameter)) : 0;
  }

  private _text(sslContextId: number, name: string): string {
    const parameter = this.parameter(name);
    return parameter ? String(this.get(sslContextId, parameter)) : "";
  }
}

function initialValue(parameter: SslParameter): Value {
  if (parameter.kind === "integer") return parameter.initial;
  return parameter.kind === "cipher" ? ALL_CIPHERS : "";
}
