/*
 * HTTPS POST: a measurement goes to a web server every minute. The server proves itself to the modem before anything is sent.
 *
 * On the board: the modules QuectelSSL and QuectelBringUp (docs/modules/QuectelSSL.md says how they get there), and in Storage
 * the file ca.pem, the certificate of the authority that signed the server's.
 */

// Settings: adapt these.
const CONSOLE = USB; // Bluetooth on a board that is used over it
const PORT = Serial1;
const PORT_OPTIONS = { rx: B7, tx: B6 }; // rx is wired to the modem's TXD, tx to its RXD
const APN = "internet";
const CA = require("Storage").read("ca.pem");
const HOST = "server.example";
const HOST_PORT = 443;
const PATH = "/readings";
const INTERVAL_S = 60;
// End of settings.

// What the modem says must never be run as a program: the console stays where it is.
CONSOLE.setConsole(true);
PORT.setup(115200, PORT_OPTIONS);

let seq = 0;
let isPosting = false;

function post() {
  // The one before may still be under way: the network can be slow.
  if (isPosting) return;
  isPosting = true;
  const reading = { seq: ++seq, time: getTime(), quantity: "free", unit: "1", value: process.memory().free };
  const body = JSON.stringify({ device: "example", boot: 1, dropped: 0, readings: [reading] });
  let answer = "";
  const connection = modem.open({ host: HOST, port: HOST_PORT });
  connection.on("open", function () {
    const request = [
      "POST " + PATH + " HTTP/1.1",
      "Host: " + HOST,
      "Content-Type: application/json",
      "Content-Length: " + body.length,
      "Connection: close",
      "",
      body,
    ];
    connection.write(request.join("\r\n"));
  });
  connection.on("data", function (data) {
    // The first line is enough, and memory is short.
    answer = (answer + data).substr(0, 40);
  });
  connection.on("error", function (error) {
    print("not posted: " + error.message);
  });
  connection.on("close", function () {
    isPosting = false;
    if (answer) print("answer: " + answer.split("\r\n")[0]);
  });
}

function onStarted(error) {
  if (error) {
    onLost(error.message);
    return;
  }
  print("online");
  post();
}

function onLost(reason) {
  print("offline: " + reason);
  setTimeout(function () {
    modem.start(onStarted);
  }, 60000);
}

const modem = require("QuectelSSL").connect(PORT, { apn: APN, tls: { ca: CA }, onLost: onLost }, onStarted);

setInterval(function () {
  if (modem.status().isOnline) post();
}, INTERVAL_S * 1000);
