/**
 * Builders of X.509 certificates for demonstrations and tests: an authority, what it issues, and self-signed ones. SHA-256
 * throughout; RSA 2048 unless asked otherwise, because the cipher suites of the older modems (BG96) need an RSA key. Keys are
 * written in the traditional forms (PKCS#1, SEC 1), which every modem reads. Nothing here touches the disk.
 */
import "./reflect-metadata";
import { createPrivateKey, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

/** "RSA" is RSA 2048, "EC" is ECDSA on P-256. */
export type KeyType = "EC" | "RSA";

/** A certificate with its private key, both PEM text with LF line ends. An authority has the same shape. */
export interface Certificate {
  certPem: string;
  keyPem: string;
}

export interface AuthorityOptions {
  commonName: string;
  /** Default: one day ago, so that a clock which is a little late accepts it. */
  notBefore?: Date;
  /** Default: ten years from now. */
  notAfter?: Date;
  /** Default: "RSA". */
  keyType?: KeyType;
}

export interface CertificateOptions {
  commonName: string;
  /** Names that a server answers to; go into the subject alternative name. */
  dnsNames?: string[];
  /** IPv4 and IPv6 addresses that a server answers to. */
  ipAddresses?: string[];
  /** What the extended key usage allows. */
  usage: "server" | "client";
  /** Default: one day ago. */
  notBefore?: Date;
  /** Default: 397 days from now, the longest that current TLS clients take. */
  notAfter?: Date;
  /** Default: "RSA". */
  keyType?: KeyType;
}

const DAY_MS = 86400e3;
const AUTHORITY_DAYS = 3650;
const CERTIFICATE_DAYS = 397;

const ALGORITHMS = {
  RSA: {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  EC: { name: "ECDSA", hash: "SHA-256", namedCurve: "P-256" },
};

/** Makes a root authority that may sign end certificates only (path length 0). */
export async function makeAuthority(options: AuthorityOptions): Promise<Certificate> {
  const keys = await generateKeys(options.keyType);
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: distinguishedName(options.commonName),
      keys,
      ...validity(options, AUTHORITY_DAYS),
      signingAlgorithm: ALGORITHMS[options.keyType ?? "RSA"],
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return toPem(certificate, keys.privateKey);
}

/**
 * Makes a certificate for a server or a client, signed by `authority`.
 * @throws Error when an entry of `ipAddresses` is no IP address.
 */
export async function issue(authority: Certificate, options: CertificateOptions): Promise<Certificate> {
  const issuer = new x509.X509Certificate(authority.certPem);
  const { key, keyType } = await importKey(authority.keyPem);
  const subjectKeys = await generateKeys(options.keyType);
  return sign(options, subjectKeys, {
    issuer: issuer.subjectName,
    issuerKey: issuer.publicKey,
    signingKey: key,
    signingAlgorithm: ALGORITHMS[keyType],
  });
}

/**
 * Makes a certificate for a server or a client that vouches for itself.
 * @throws Error when an entry of `ipAddresses` is no IP address.
 */
export async function issueSelfSigned(options: CertificateOptions): Promise<Certificate> {
  const keys = await generateKeys(options.keyType);
  return sign(options, keys, {
    issuer: distinguishedName(options.commonName),
    issuerKey: keys.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: ALGORITHMS[options.keyType ?? "RSA"],
  });
}

interface Signer {
  issuer: x509.Name;
  issuerKey: x509.PublicKeyType;
  signingKey: webcrypto.CryptoKey;
  signingAlgorithm: webcrypto.Algorithm;
}

async function sign(
  options: CertificateOptions,
  keys: webcrypto.CryptoKeyPair,
  { issuer, issuerKey, signingKey, signingAlgorithm }: Signer,
): Promise<Certificate> {
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: distinguishedName(options.commonName),
      issuer,
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm,
      ...validity(options, CERTIFICATE_DAYS),
      extensions: [
        ...endEntityExtensions(options),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await x509.AuthorityKeyIdentifierExtension.create(issuerKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return toPem(certificate, keys.privateKey);
}

function endEntityExtensions(options: CertificateOptions): x509.Extension[] {
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  // The suites with RSA key exchange encrypt to the server's key, so an RSA key must be allowed to.
  const keyUsage = options.keyType === "EC" ? digitalSignature : digitalSignature | keyEncipherment;
  const names = alternativeNames(options);
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(keyUsage, true),
    new x509.ExtendedKeyUsageExtension([options.usage === "server" ? serverAuth : clientAuth]),
    ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
  ];
}

function alternativeNames({ dnsNames = [], ipAddresses = [] }: CertificateOptions): x509.JsonGeneralName[] {
  const noAddress = ipAddresses.find((address) => isIP(address) === 0);
  if (noAddress !== undefined) throw new Error(`certificate: "${noAddress}" is no IP address; names go into dnsNames`);
  return [
    ...dnsNames.map((value) => ({ type: "dns" as const, value })),
    ...ipAddresses.map((value) => ({ type: "ip" as const, value })),
  ];
}

function distinguishedName(commonName: string): x509.Name {
  const isPrintable = /^[A-Za-z0-9 '()+,./:=?-]*$/.test(commonName);
  // Given as an object the text is taken as it is; as a plain string the library would interpret quotes and "#".
  return new x509.Name([{ CN: [isPrintable ? { printableString: commonName } : { utf8String: commonName }] }]);
}

function validity(options: { notBefore?: Date; notAfter?: Date }, days: number): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: options.notBefore ?? new Date(Date.now() - DAY_MS),
    notAfter: options.notAfter ?? new Date(Date.now() + days * DAY_MS),
  };
}

function generateKeys(keyType: KeyType = "RSA"): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHMS[keyType], true, ["sign", "verify"]);
}

async function importKey(keyPem: string): Promise<{ key: webcrypto.CryptoKey; keyType: KeyType }> {
  const nodeKey = createPrivateKey(keyPem);
  const keyType = nodeKey.asymmetricKeyType === "ec" ? "EC" : "RSA";
  const der = nodeKey.export({ type: "pkcs8", format: "der" });
  return { key: await webcrypto.subtle.importKey("pkcs8", der, ALGORITHMS[keyType], true, ["sign"]), keyType };
}

async function toPem(certificate: x509.X509Certificate, privateKey: webcrypto.CryptoKey): Promise<Certificate> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", privateKey));
  const nodeKey = createPrivateKey({ key: der, type: "pkcs8", format: "der" });
  const type = nodeKey.asymmetricKeyType === "ec" ? "sec1" : "pkcs1";
  return {
    certPem: `${certificate.toString("pem").trim()}\n`,
    keyPem: nodeKey.export({ type, format: "pem" }) as string,
  };
}
