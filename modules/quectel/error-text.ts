import type { AtError } from "../at/at-error";

/**
 * `<err>` of the SSL and TCP/IP commands with meaning and remedy (TCP/IP application notes, chapter "Error Codes").
 *
 * @param what what failed, as the user knows it.
 */
export function sslError(what: string, code: number): AtError {
  const texts =
    ";552 exhausted: power-cycle;561 no PDP context;563 id in use;565 DNS failed: check host" +
    ";566 TCP or TLS failed: check port, CA, name, clock;569 no answer;570 PDP lost;572 not allowed";
  const text = (texts.split(";" + code + " ")[1] || "?").split(";")[0]!;
  const error = new Error(what + ": " + code + " (" + text + ")") as AtError;
  error.code = code;
  return error;
}
