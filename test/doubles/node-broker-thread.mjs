/** The thread in which aedes runs: its package is an ES module, which jest does not load. Told "start" and "stop", answers each. */
import { once } from "node:events";
import { createServer } from "node:tls";
import { parentPort, workerData } from "node:worker_threads";
import { Aedes } from "aedes";

/** Return code of CONNACK (MQTT 3.1.1, 3.2.2.3): not authorized, as Mosquitto answers. */
const NOT_AUTHORIZED = 5;

const { certificate, users, clientCaPem } = workerData;

function authenticate(_client, user, password, done) {
  if (!users || (user !== undefined && users[user] === password?.toString())) done(null, true);
  else done(Object.assign(new Error("not authorized"), { returnCode: NOT_AUTHORIZED }), false);
}

// The limits are for brokers that strangers reach: a fleet's listener is behind by more.
const broker = await Aedes.createBroker({ authenticate, queueLimit: 1e6 });
broker.on("clientError", () => {});
broker.on("connectionError", () => {});

const sockets = new Set();
const server = createServer(
  {
    cert: certificate.certPem,
    key: certificate.keyPem,
    ...(clientCaPem === undefined ? {} : { ca: clientCaPem, requestCert: true, rejectUnauthorized: true }),
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.2",
  },
  broker.handle,
);
server.on("connection", (socket) => {
  sockets.add(socket);
  socket.on("error", () => {});
  socket.once("close", () => sockets.delete(socket));
});
server.on("secureConnection", (socket) => socket.setNoDelay(true));
server.on("tlsClientError", () => {});
let port = 0;

const orders = {
  /** On the same port each time. */
  async start() {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address());
    return port;
  },
  /** The broker itself goes on, and with it what its clients left. */
  async stop() {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, "close");
    return port;
  },
};

parentPort.on("message", (order) => {
  orders[order]().then(
    (value) => parentPort.postMessage({ value }),
    (error) => parentPort.postMessage({ error: error.message }),
  );
});
