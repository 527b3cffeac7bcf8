/** A private key as it lies in a file: what kind it is, which public key belongs to it, and its traditional form. */
import { derValue, derValues, type DerValue, sequenceOf, Tag } from "./der";

/** Kinds by their object identifiers, in hexadecimal. */
const KINDS: Record<string, string> = {
  "2a864886f70d010101": "rsa",
  "2a864886f70d01010a": "rsa-pss",
  "2a8648ce3d0201": "ec",
  "2a8648ce380401": "dsa",
  "2a864886f70d010301": "dh",
  "2b656e": "x25519",
  "2b656f": "x448",
  "2b6570": "ed25519",
  "2b6571": "ed448",
};

/** Version, modulus, exponents, primes and what is computed from them. */
const RSA_VALUES = 9;

export class PrivateKey {
  private constructor(
    /** As Node calls it. */
    readonly asymmetricKeyType: string,
    private readonly _label: string,
    private readonly _traditional: Buffer,
    /** Content of the bit string in a certificate with the same key; undefined when the file does not tell. */
    readonly publicBits: Buffer | undefined,
  ) {}

  /** @param label of the PEM block. @throws Error when it is no such key. */
  static read(label: string, der: Buffer): PrivateKey {
    if (label === "RSA PRIVATE KEY") return PrivateKey._rsa(der);
    if (label === "EC PRIVATE KEY") return PrivateKey._ec(der, undefined);
    if (label !== "PRIVATE KEY") return new PrivateKey(label.split(" ")[0]!.toLowerCase(), label, der, undefined);
    const [, algorithm, key] = sequenceOf(der);
    if (!algorithm || key?.tag !== (Tag.OctetString as number)) throw new Error("no PKCS#8");
    const [identifier, parameters] = derValues(algorithm.content);
    const kind = KINDS[identifier?.content.toString("hex") ?? ""] ?? "of an unknown kind";
    if (kind === "rsa") return PrivateKey._rsa(key.content);
    if (kind === "ec") return PrivateKey._ec(key.content, parameters);
    return new PrivateKey(kind, label, der, undefined);
  }

  private static _rsa(der: Buffer): PrivateKey {
    const values = sequenceOf(der);
    if (values.length < RSA_VALUES || values.some(({ tag }) => tag !== (Tag.Integer as number)))
      throw new Error("no RSA key");
    const [, modulus, exponent] = values;
    return new PrivateKey("rsa", "RSA PRIVATE KEY", der, derValue(Tag.Sequence, modulus!.whole, exponent!.whole));
  }

  /** @param curve in PKCS#8 it stands beside the key, in SEC 1 within. */
  private static _ec(der: Buffer, curve: DerValue | undefined): PrivateKey {
    const [version, secret, ...others] = sequenceOf(der);
    const own = others.find(({ tag }) => tag === (Tag.Context0 as number))?.whole;
    const point = others.find(({ tag }) => tag === (Tag.Context1 as number));
    const parameters = own ?? (curve && derValue(Tag.Context0, curve.whole));
    if (!version || secret?.tag !== (Tag.OctetString as number) || !parameters) throw new Error("no EC key");
    const parts = [version.whole, secret.whole, parameters, ...(point ? [point.whole] : [])];
    // The first byte of a bit string counts bits that are not used.
    const bits = point && derValues(point.content)[0]?.content.subarray(1);
    return new PrivateKey("ec", "EC PRIVATE KEY", derValue(Tag.Sequence, ...parts), bits);
  }

  /** PKCS#1 or SEC 1, in PEM. */
  export(): string {
    const lines = this._traditional.toString("base64").match(/.{1,64}/g) ?? [];
    return `-----BEGIN ${this._label}-----\n${lines.join("\n")}\n-----END ${this._label}-----\n`;
  }
}
