/*
 * Mutual TLS: the server proves itself to the modem, and the modem to the server. A line is sent, and what comes back is printed.
 *
 * On the board: the modules QuectelSSL and QuectelBringUp (docs/modules/QuectelSSL.md says how they get there).
 * On the modem: the three PEM files named below. They stay there: the key is in no program, and not in the board's flash.
 */

// Settings: adapt these.
const CONSOLE = USB; // Bluetooth on a board that is used over it
const PORT = Serial1;
const PORT_OPTIONS = { rx: B7, tx: B6 }; // rx is wired to the modem's TXD, tx to its RXD
const APN = "internet";
const CA = "ca.pem"; // certificate of the authority that signed the server's
const CERT = "client.pem"; // certificate of this device
const KEY = "client.key"; // and its private key
const HOST = "server.example";
const HOST_PORT = 443;
// End of settings.

// What the modem says must never be run as a program: the console stays where it is.
CONSOLE.setConsole(true);
PORT.setup(115200, PORT_OPTIONS);

require("QuectelSSL").connect(
  PORT,
  { apn: APN, tls: { verify: "mutual", ca: CA, cert: CERT, key: KEY } },
  function (error, modem) {
    if (error) {
      print("offline: " + error.message);
      return;
    }
    const connection = modem.open({ host: HOST, port: HOST_PORT });
    connection.on("open", function () {
      print("open: both sides have proved themselves");
      connection.write("hello from a device with a certificate\r\n");
    });
    connection.on("data", function (data) {
      print("received: " + data);
    });
    connection.on("error", function (reason) {
      // 566 is all that a modem says of a failed handshake; docs/modules/TlsExplain.md tells more.
      print("refused: " + reason.message);
    });
    connection.on("close", function () {
      print("closed");
    });
  },
);
