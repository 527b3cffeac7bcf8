/** Whole configurations for docs/configuration.md; a test holds each to the rules of `npm run flash`. */

export interface ConfigExample {
  title: string;
  /** What it is for, and what else is needed. */
  text: string;
  config: object;
}

export const CONFIG_EXAMPLES: readonly ConfigExample[] = [
  {
    title: "To an HTTPS server",
    text: `The least that is needed: access point, server, and the CA that signed the server's certificate. On a Linux board the terminal
of the modem is needed too.`,
    config: {
      apn: "internet",
      server: { url: "https://telemetry.example.com/readings" },
      tls: { ca: "ca.pem" },
      uart: { path: "/dev/ttyUSB2" },
    },
  },
  {
    title: "To an MQTT broker",
    text: `With user name and password at the broker; the topics are \`plant/pump-3/readings\` and so on. See
[brokers.md](brokers.md) for AWS IoT Core, Azure IoT, EMQX, HiveMQ and Mosquitto.`,
    config: {
      device: "pump-3",
      apn: "internet",
      server: {
        url: "mqtts://broker.example.com",
        user: "{device}",
        password: "secret",
        topic: "plant/{device}",
      },
      tls: { ca: "ca.pem" },
    },
  },
  {
    title: "Mutual TLS",
    text: `The device proves itself too. Certificate and key lie on the modem; \`npm run provision -- --cert device.pem --key device.key --ca
ca.pem --config config.json\` puts them there and writes these names, which are made from the content of the files.`,
    config: {
      apn: "internet",
      server: { url: "https://telemetry.example.com/readings" },
      tls: { verify: "mutual", ca: "1f3e5a70.pem", cert: "5d3a1f20.pem", key: "b77c9e4.pem" },
    },
  },
  {
    title: "A SIM with a PIN, an access point with a password",
    text: `A wrong PIN is sent once and never again, so that the SIM is not blocked.`,
    config: {
      apn: "m2m.operator.example",
      user: "user",
      password: "secret",
      pin: "1234",
      server: {
        url: "https://telemetry.example.com/readings",
        headers: { Authorization: "Bearer 0123456789" },
      },
      tls: { ca: "ca.pem" },
    },
  },
  {
    title: "Sparing power and traffic",
    text: `A reading of each sensor every quarter of an hour, sent once an hour; after troubles at most four power cycles of the modem and
500 kB a day. The journal has to hold what waits: an hour's readings and those of the outages that are to be survived.`,
    config: {
      apn: "internet",
      server: { url: "https://telemetry.example.com/readings" },
      tls: { ca: "ca.pem" },
      sampling: { intervalS: 900 },
      upload: { intervalS: 3600, batch: 50 },
      power: { cyclesPerDay: 4, kBytesPerDay: 500 },
      log: "error",
    },
  },
  {
    title: "An external modem",
    text: `An EG915U on the second UART of an Espruino Pico, wired by transistors for PWRKEY and STATUS as in [wiring.md](wiring.md).`,
    config: {
      apn: "internet",
      server: { url: "https://telemetry.example.com/readings" },
      tls: { ca: "ca.pem" },
      uart: { port: "Serial2", pins: { rx: "A3", tx: "A2", pwrkey: "B3", status: "B4" }, pwrkeyMs: 3000 },
    },
  },
];
