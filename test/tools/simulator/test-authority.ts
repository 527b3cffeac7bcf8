/** Certificates made in the test: what tools/certificates does not make, chains of authorities and dates long past. */
import "../../../tools/certificates/reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  type Extension,
  ExtendedKeyUsageExtension,
  KeyUsagesExtension,
  type KeyUsageFlags,
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
  /** Object identifiers of the extended key usage; default none, which leaves all open. */
  purposes?: string[];
}

export interface AuthorityOptions {
  /** False makes a certificate that says it is no authority, though it can sign here. Default true. */
  mayIssue?: boolean;
  /** What its key may be used for; default none is named, which leaves all open. */
  keyUsage?: KeyUsageFlags;
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
   */
  static async make(
    name: string,
    parent?: TestAuthority,
    { mayIssue = true, keyUsage }: AuthorityOptions = {},
  ): Promise<TestAuthority> {
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
      extensions: [
        new BasicConstraintsExtension(mayIssue, undefined, true),
        ...(keyUsage === undefined ? [] : [new KeyUsagesExtension(keyUsage, true)]),
      ],
    });
    return new TestAuthority(name, keys, certificate.toString("pem"));
  }

  /** A server's certificate that vouches for itself, and is an authority for nothing else. */
  static async makeSelfSigned(host: string): Promise<Identity> {
    const itself = await TestAuthority.make(host);
    return itself.issue({ host, keys: itself._keys });
  }

  async issue({
    host = "h.example",
    notBefore = year(2020),
    notAfter = year(2040),
    isRsa,
    purposes,
    keys,
  }: LeafOptions & { keys?: KeyPair | undefined } = {}): Promise<Identity> {
    const extensions: Extension[] = [new SubjectAlternativeNameExtension([{ type: "dns", value: host }])];
    if (purposes) extensions.push(new ExtendedKeyUsageExtension(purposes));
    const own = keys ?? (await subtle.generateKey(isRsa ? RSA : EC, true, ["sign", "verify"]));
    const certificate = await X509CertificateGenerator.create({
      serialNumber: "02",
      subject: `CN=${host}`,
      issuer: `CN=${this.name}`,
      notBefore,
      notAfter,
      signingAlgorithm: EC,
      publicKey: own.publicKey,
      signingKey: this._keys.privateKey,
      extensions,
    });
    const key = PemConverter.encode(await subtle.exportKey("pkcs8", own.privateKey), "PRIVATE KEY");
    return { cert: certificate.toString("pem"), key };
  }
}
