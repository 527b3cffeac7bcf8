/** Certificates made in the test: what tools/certificates does not make, chains of authorities and dates long past. */
import "../../../tools/certificates/reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

export interface Identity {
  cert: string;
  key: string;
}

export interface LeafOptions {
  host?: string;
  notBefore?: Date;
  notAfter?: Date;
  isRsa?: boolean;
}

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};
const year = (value: number): Date => new Date(Date.UTC(value, 0, 1));
type KeyPair = webcrypto.CryptoKeyPair;
const { subtle } = webcrypto;

export class TestAuthority {
  private constructor(
    readonly name: string,
    private readonly _keys: KeyPair,
    readonly cert: string,
  ) {}

  /**
   * @param parent signs the new authority; without one it is a root. Valid 2000 to 2049.
   * @param mayIssue false makes a certificate that says it is no authority, though it can sign here.
   */
  static async make(name: string, parent?: TestAuthority, mayIssue = true): Promise<TestAuthority> {
    const keys = await subtle.generateKey(EC, true, ["sign", "verify"]);
    const certificate = await X509CertificateGenerator.create({
      serialNumber: "01",
      subject: `CN=${name}`,
      issuer: `CN=${parent?.name ?? name}`,
      notBefore: year(2000),
      notAfter: year(2049),
      signingAlgorithm: EC,
      publicKey: keys.publicKey,
      signingKey: (parent?._keys ?? keys).privateKey,
      extensions: [new BasicConstraintsExtension(mayIssue, undefined, true)],
    });
    return new TestAuthority(name, keys, certificate.toString("pem"));
  }

  async issue({
    host = "h.example",
    notBefore = year(2020),
    notAfter = year(2040),
    isRsa,
  }: LeafOptions = {}): Promise<Identity> {
    const keys = await subtle.generateKey(isRsa ? RSA : EC, true, ["sign", "verify"]);
    const certificate = await X509CertificateGenerator.create({
      serialNumber: "02",
      subject: `CN=${host}`,
      issuer: `CN=${this.name}`,
      notBefore,
      notAfter,
      signingAlgorithm: EC,
      publicKey: keys.publicKey,
      signingKey: this._keys.privateKey,
      extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: host }])],
    });
    const key = PemConverter.encode(await subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
    return { cert: certificate.toString("pem"), key };
  }
}
