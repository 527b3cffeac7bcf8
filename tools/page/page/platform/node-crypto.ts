/** The part of `node:crypto` that the tools use, for a browser: certificates by the package that makes them elsewhere in the tools. */
import "../../../certificates/reflect-metadata";
import * as x509 from "@peculiar/x509";
import { sequenceOf } from "./der";
import { PrivateKey } from "./private-key";

export type KeyObject = PrivateKey;

/** Values below it all have the same chance. @returns from 0 on and below `limit`, which is at most 2 to the 16th. */
export function randomInt(limit: number): number {
  const fair = 0x10000 - (0x10000 % limit);
  for (;;) {
    const [drawn] = crypto.getRandomValues(new Uint16Array(1));
    if (drawn! < fair) return drawn! % limit;
  }
}

/** @param pem one block. @throws Error when it is no private key. */
export function createPrivateKey(pem: string): PrivateKey {
  const [, label, base64] = /^-----BEGIN ([A-Z ]+)-----\n([^-]*)/.exec(pem) ?? [];
  if (label === undefined || base64 === undefined) throw new Error("no PEM");
  return PrivateKey.read(label, Buffer.from(base64, "base64"));
}

export class X509Certificate {
  readonly raw: Buffer;
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** The mark of an authority. */
  readonly ca: boolean;
  /** Object identifiers of the extended key usage. */
  readonly keyUsage: string[] | undefined;
  private readonly _parsed: x509.X509Certificate;

  /** @throws Error when it is no certificate. */
  constructor(der: Buffer) {
    const parsed = new x509.X509Certificate(der as unknown as ArrayBuffer);
    this._parsed = parsed;
    this.raw = Buffer.from(parsed.rawData);
    this.subject = nameLines(parsed.subjectName);
    this.issuer = nameLines(parsed.issuerName);
    this.validFrom = parsed.notBefore.toISOString();
    this.validTo = parsed.notAfter.toISOString();
    this.ca = parsed.getExtension(x509.BasicConstraintsExtension)?.ca ?? false;
    this.keyUsage = parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages.map(String);
  }

  checkPrivateKey({ publicBits }: PrivateKey): boolean {
    const [, bits] = sequenceOf(Buffer.from(this._parsed.publicKey.rawData));
    // Nothing says that it is another one: the connection that proves the files will tell.
    return publicBits === undefined || publicBits.equals(bits!.content.subarray(1));
  }

  /** Whether a certificate names this one's issuer: by name, and by the identifier of its key where both have it. */
  checkIssued(issuer: X509Certificate): boolean {
    if (this.issuer !== issuer.subject) return false;
    const wanted = this._parsed.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId;
    const has = issuer._parsed.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
    return wanted === undefined || has === undefined || wanted === has;
  }
}

/** One `KEY=value` a line, as Node writes it. */
function nameLines(name: x509.Name): string {
  return name
    .toJSON()
    .flatMap((part) =>
      Object.entries(part).flatMap(([key, values]) => values.map((value) => `${key}=${plainText(value)}`)),
    )
    .join("\n");
}

function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  return Object.values(value as Record<string, unknown>).map(String)[0] ?? "";
}
