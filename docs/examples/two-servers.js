/*
 * Two servers at once: each has a connection of its own, with its own certificate authority; up to 12 can be open. Of each
 * answer the first line and the length are printed.
 *
 * On the board: the modules QuectelSSL and QuectelBringUp (docs/modules/QuectelSSL.md says how they get there), and in Storage
 * the files first.pem and second.pem, the certificates of the authorities that signed the servers'.
 */

// Settings: adapt these.
const CONSOLE = USB; // Bluetooth on a board that is used over it
const PORT = Serial1;
const PORT_OPTIONS = { rx: B7, tx: B6 }; // rx is wired to the modem's TXD, tx to its RXD
const APN = "internet";
const FIRST = { host: "first.example", port: 443, path: "/", ca: require("Storage").read("first.pem") };
const SECOND = { host: "second.example", port: 443, path: "/", ca: require("Storage").read("second.pem") };
// End of settings.

// What the modem says must never be run as a program: the console stays where it is.
CONSOLE.setConsole(true);
PORT.setup(115200, PORT_OPTIONS);

function get(modem, server) {
  let start = "";
  let bytes = 0;
  const connection = modem.open({ host: server.host, port: server.port, tls: { ca: server.ca } });
  connection.on("open", function () {
    print(server.host + ": open, client id " + connection.id);
    connection.write("GET " + server.path + " HTTP/1.1\r\nHost: " + server.host + "\r\nConnection: close\r\n\r\n");
  });
  connection.on("data", function (data) {
    start = (start + data).substr(0, 40);
    bytes += data.length;
  });
  connection.on("error", function (error) {
    print(server.host + ": " + error.message);
  });
  connection.on("close", function () {
    print(server.host + ": " + start.split("\r\n")[0] + ", " + bytes + " bytes");
  });
}

require("QuectelSSL").connect(PORT, { apn: APN, tls: { ca: FIRST.ca } }, function (error, modem) {
  if (error) {
    print("offline: " + error.message);
    return;
  }
  get(modem, FIRST);
  get(modem, SECOND);
});
