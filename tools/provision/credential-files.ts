/** Reads the certificate and key files that a command line names. */
import { readFileSync } from "node:fs";
import { UsageError } from "../terminal/usage-error";
import {
  type CredentialFile,
  type CredentialFiles,
  type CredentialLabels,
  type Credentials,
  judgeCredentials,
} from "./credentials";

/** Paths of the files, as they were given. */
export interface CredentialPaths {
  ca: string;
  cert?: string;
  key?: string;
}

const FLAGS: CredentialLabels = { ca: "--ca", cert: "--cert", key: "--key" };

/**
 * @param nowMs milliseconds since 1970 that count as now.
 * @throws UsageError naming the flag and the file.
 */
export function readCredentials({ ca, cert, key }: CredentialPaths, nowMs: number): Credentials {
  const files: CredentialFiles = {
    ca: readFile(FLAGS.ca, ca),
    ...(cert === undefined ? {} : { cert: readFile(FLAGS.cert, cert) }),
    ...(key === undefined ? {} : { key: readFile(FLAGS.key, key) }),
  };
  return judgeCredentials(files, FLAGS, nowMs);
}

function readFile(flag: string, path: string): CredentialFile {
  try {
    return { path, bytes: readFileSync(path) };
  } catch (error) {
    throw new UsageError(`${flag} ${path} cannot be read (${(error as NodeJS.ErrnoException).code}): check the path`);
  }
}
