/*
 * MQTT: a measurement goes to a broker every minute, and what others publish for this device is printed. The broker proves itself to the
 * modem before anything is sent; it tells others when the device is gone.
 *
 * On the board: the modules QuectelSSL, QuectelBringUp and mqtts (docs/modules/QuectelSSL.md says how they get there), and in
 * Storage the file ca.pem, the certificate of the authority that signed the broker's.
 */

// Settings: adapt these.
const CONSOLE = USB; // Bluetooth on a board that is used over it
const PORT = Serial1;
const PORT_OPTIONS = { rx: B7, tx: B6 }; // rx is wired to the modem's TXD, tx to its RXD
const APN = "internet";
const CA = require("Storage").read("ca.pem");
const HOST = "broker.example";
const HOST_PORT = 8883;
const USERNAME = "";
const PASSWORD = "";
const DEVICE = "device-1";
const INTERVAL_S = 60;
// End of settings.

// What the modem says must never be run as a program: the console stays where it is.
CONSOLE.setConsole(true);
PORT.setup(115200, PORT_OPTIONS);

const mqtt = require("mqtts").create({
  connect: function () {
    return modem.open({ host: HOST, port: HOST_PORT });
  },
  clientId: DEVICE,
  clean: false, // the broker keeps what is published meanwhile
  username: USERNAME,
  password: PASSWORD,
  will: { topic: "devices/" + DEVICE + "/status", message: "offline", qos: 1, retain: true },
});

let failures = 0;

mqtt.on("connected", function (isSessionPresent) {
  print("connected, session " + (isSessionPresent ? "kept" : "new"));
  failures = 0;
  mqtt.publish("devices/" + DEVICE + "/status", "online", { qos: 1, retain: true });
  if (isSessionPresent) return;
  mqtt.subscribe("devices/" + DEVICE + "/say", { qos: 1 }, function (error) {
    print(error ? error.message : "subscribed");
  });
});

mqtt.on("publish", function (publication) {
  print("received: " + publication.message);
});

mqtt.on("error", function (error) {
  print("not connected: " + error.message);
});

mqtt.on("disconnected", function () {
  // Twice as long each time, up to a quarter of an hour, and not all devices at once.
  const seconds = Math.min(900, Math.pow(2, failures++)) * (0.5 + Math.random() / 2);
  setTimeout(function () {
    if (modem.status().isOnline) mqtt.connect();
  }, seconds * 1000);
});

function onStarted(error) {
  if (error) {
    onLost(error.message);
    return;
  }
  print("online");
  mqtt.connect();
}

function onLost(reason) {
  print("offline: " + reason);
  setTimeout(function () {
    modem.start(onStarted);
  }, 60000);
}

const modem = require("QuectelSSL").connect(PORT, { apn: APN, tls: { ca: CA }, onLost: onLost }, onStarted);

setInterval(function () {
  const message = JSON.stringify({ time: getTime(), free: process.memory().free });
  // It waits for the next connection if need be, and goes again until the broker has it.
  const isTaken = mqtt.publish("devices/" + DEVICE + "/free", message, { qos: 1 }, function () {
    print("delivered");
  });
  if (!isTaken) print("left out: eight wait already");
}, INTERVAL_S * 1000);
