/** The SSL contexts of AT+QSSLCFG: six sets of values in RAM, and what they mean for a connection. */
import type { FileSystem } from "./file-system";
import type { TlsParameters } from "./network";
import type { Profile, SslParameter } from "./profile";

export const ALL_CIPHERS = 0xffff;

type Value = string | number;

export class SslContexts {
  private _values = new Map<string, Value>();
  private _passwords = new Map<number, string>();

  constructor(
    private readonly _profile: Profile,
    private readonly _files: FileSystem,
  ) {}

  parameter(name: string): SslParameter | undefined {
    return this._profile.ssl.parameters.find((parameter) => parameter.name === name);
  }

  get(sslContextId: number, parameter: SslParameter): Value {
    return this._values.get(`${sslContextId} ${parameter.name}`) ?? initialValue(parameter);
  }

  set(sslContextId: number, parameter: SslParameter, value: Value): void {
    this._values.set(`${sslContextId} ${parameter.name}`, value);
  }

  setKeyPassword(sslContextId: number, password: string): void {
    this._passwords.set(sslContextId, password);
  }

  keyPassword(sslContextId: number): string | undefined {
    return this._passwords.get(sslContextId);
  }

  /** A reboot: everything is at its default again. */
  reset(): void {
    this._values.clear();
    this._passwords.clear();
  }

  /**
   * What a connection with this context asks for.
   * @param rtcMs the modem's clock.
   * @returns a text instead when a certificate file is missing or is no PEM.
   */
  tlsParameters(sslContextId: number, rtcMs: number): TlsParameters | string {
    const securityLevel = this._number(sslContextId, "seclevel");
    const base: TlsParameters = {
      sslVersion: this._number(sslContextId, "sslversion"),
      cipherSuites: this._cipherSuites(sslContextId),
      securityLevel,
      trusted: [],
      sendsName: this._number(sslContextId, "sni") === 1,
      checksName: this._number(sslContextId, "sni") === 1 || this._number(sslContextId, "checkhost") === 1,
      validAtMs: this._number(sslContextId, "ignorelocaltime") === 0 ? rtcMs : undefined,
    };
    const missing = securityLevel > 0 ? this._readCertificates(sslContextId, base) : undefined;
    return missing ?? base;
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
    const text = path === "" ? undefined : this._files.find(path)?.toString("latin1");
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

  /** Timeout of the handshake, seconds. */
  negotiateSeconds(sslContextId: number): number {
    return this._number(sslContextId, "negotiatetime") || 300;
  }

  /** Unit of the timeout of AT+QSSLCLOSE, milliseconds. */
  closeUnitMs(sslContextId: number): number {
    return this._number(sslContextId, "closetimemode") === 1 ? 1 : 1000;
  }
}

function initialValue(parameter: SslParameter): Value {
  if (parameter.kind === "integer") return parameter.initial;
  return parameter.kind === "cipher" ? ALL_CIPHERS : "";
}
