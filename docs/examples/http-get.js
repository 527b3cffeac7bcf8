/*
 * HTTP GET with Espruino's own http module: a file is fetched every minute, over the modem's TLS. The server proves itself to the modem
 * before anything is sent.
 *
 * On the board: the modules QuectelSSL, QuectelBringUp and QuectelNetwork (docs/modules/QuectelNetwork.md), and in Storage the file
 * ca.pem, the certificate of the authority that signed the server's.
 */

// Settings: adapt these.
const CONSOLE = USB; // Bluetooth on a board that is used over it
const PORT = Serial1;
const PORT_OPTIONS = { rx: B7, tx: B6 }; // rx is wired to the modem's TXD, tx to its RXD
const APN = "internet";
const CA = require("Storage").read("ca.pem");
const URL = "https://server.example/hello.txt";
const INTERVAL_S = 60;
// End of settings.

// What the modem says must never be run as a program: the console stays where it is.
CONSOLE.setConsole(true);
PORT.setup(115200, PORT_OPTIONS);

let isFetching = false;

function fetch() {
  // The one before may still be under way: the network can be slow.
  if (isFetching) return;
  isFetching = true;
  let length = 0;
  // Required here, and not at the top: by now it uses the modem.
  const request = require("http").get(URL, function (answer) {
    print("answer: " + answer.statusCode + " " + answer.statusMessage);
    answer.on("data", function (data) {
      // Of a long file keep only what you need: memory is short.
      if (!length) print("begins with: " + data.substr(0, 40));
      length += data.length;
    });
    answer.on("close", function () {
      isFetching = false;
      print("bytes: " + length);
    });
  });
  request.on("error", function (error) {
    // What the modem said of it has been printed already.
    isFetching = false;
    print("not fetched: " + error.code + " (" + error.message + ")");
  });
}

function onStarted(error) {
  if (error) {
    onLost(error.message);
    return;
  }
  print("online");
  fetch();
}

function onLost(reason) {
  print("offline: " + reason);
  setTimeout(function () {
    modem.start(onStarted);
  }, 60000);
}

const modem = require("QuectelSSL").connect(PORT, { apn: APN, tls: { ca: CA }, onLost: onLost }, onStarted);

setInterval(function () {
  if (modem.status().isOnline) fetch();
}, INTERVAL_S * 1000);
