/** A client identity as large as they come: keys of 4096 bits, and an authority between root and client. Made by openssl. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface ClientChain {
  rootPem: string;
  /** The client's certificate, and that of its issuer behind it. */
  certPem: string;
  keyPem: string;
}

/** Names that make the client's certificate as long as those of large operators. */
const NAMES = Array.from({ length: 8 }, (_, index) => `URI:urn:example:device:${"0123456789".repeat(4)}:${index}`);

const REQUEST = ["req", "-newkey", "rsa:4096", "-nodes"];

/** @param directory for its files. @throws Error with what openssl says. */
export function makeClientChain(directory: string): ClientChain {
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: directory, encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl ${args.join(" ")}: ${stderr}`);
  };
  const extensions = (name: string, text: string): void => writeFileSync(path.join(directory, `${name}.ext`), text);
  const sign = (name: string, issuer: string): void => {
    openssl(...REQUEST, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name} of a long chain`);
    const by = ["-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`, "-CAcreateserial", "-extfile", `${name}.ext`];
    openssl("x509", "-req", "-in", `${name}.csr`, "-days", "30", "-sha256", ...by, "-out", `${name}.pem`);
  };
  openssl(...REQUEST, "-x509", "-days", "30", "-subj", "/CN=root", "-keyout", "root.key", "-out", "root.pem");
  extensions("issuer", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n");
  extensions(
    "client",
    "extendedKeyUsage=clientAuth\nkeyUsage=critical,digitalSignature\nsubjectAltName=" + NAMES.join(","),
  );
  sign("issuer", "root");
  sign("client", "issuer");
  const read = (name: string): string => readFileSync(path.join(directory, name), "latin1");
  return { rootPem: read("root.pem"), certPem: read("client.pem") + read("issuer.pem"), keyPem: read("client.key") };
}
