import { once } from "node:events";
import { isIP, type AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import type { Certificate } from "../../../tools/certificates/certificates";

/** Makes one TLS 1.2 connection to a server with `certificate`; rejects when the client does not trust it. */
export async function handshake(certificate: Certificate, client: { ca: string; host?: string }): Promise<void> {
  const server = createServer({ key: certificate.keyPem, cert: certificate.certPem, maxVersion: "TLSv1.2" });
  server.on("tlsClientError", () => {}); // The client tells the reason.
  server.on("secureConnection", (accepted) => accepted.on("error", () => {}));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { ca, host = "localhost" } = client;
  // A name is sent and checked; an address cannot be sent as a name, and is checked as the host.
  const socket = connect({ port, host: "127.0.0.1", ca, servername: isIP(host) === 0 ? host : "" });
  try {
    await once(socket, "secureConnect");
  } finally {
    socket.destroy();
    server.close();
  }
}
