/**
 * `<err>` of the SSL and TCP/IP commands with meaning and remedy (TCP/IP application notes, chapter "Error Codes").
 *
 * @param what what failed, as the user knows it.
 */
export function sslError(what: string, code: number): Error {
  const texts =
    ";552 invalid parameters: power-cycle the modem if it stays;553 out of memory;561 no PDP context: check apn" +
    ";563 client id in use;564 DNS busy;565 DNS failed: check the host name" +
    ";566 connect or TLS failed: check port, CA, host name, cipher suite, clock;567 closed;569 no answer" +
    ";570 PDP context lost;572 not allowed by the network;573 no APN;";
  const start = texts.indexOf(";" + code + " ");
  const text = start < 0 ? "unknown" : texts.substring(start + 5, texts.indexOf(";", start + 1));
  return new Error(what + ": " + code + " (" + text + ")");
}
