/**
 * Meaning and remedy of `<err>` of the SSL and TCP/IP commands (TCP/IP application notes, chapter "Error Codes"). Built for
 * each error anew: a table that lives would take memory all the time.
 */
function meaning(code: number): string | undefined {
  const meanings: { [code: number]: string } = {
    550: "unknown error",
    552: "invalid parameters: power-cycle the modem if it goes on",
    553: "modem out of memory: close other connections",
    561: "PDP context not opened: check apn",
    563: "client id in use",
    564: "DNS busy: try again",
    565: "DNS parse failed: check the host name",
    566: "connect or TLS handshake failed: check port, CA, host name, cipher suite and clock",
    567: "socket closed",
    569: "timeout: no answer from the server",
    570: "PDP context lost",
    572: "not allowed by the network",
    573: "APN not configured: check apn",
  };
  return meanings[code];
}

/**
 * @param what what failed, as the user knows it.
 * @param code `<err>` of the result URC.
 */
export function sslError(what: string, code: number): Error {
  return new Error(what + ": " + code + " (" + (meaning(code) || "no meaning known") + ")");
}
