/**
 * EG915U: the family of the seed document. Sources: spec.md and reference §0, §1.4, §2.2 (EC200U and EG915U columns), §3, §6.
 * Not documented for this model and taken from its relatives: the cipher list, the password of the client's key (both EG25-G),
 * `session_cache` (EC2x, ECx00), buffer sizes, QCFG names, revision.
 */
import type { Profile, SslParameter } from "../profile";
import {
  MQTT_RECEIVE_SETTING,
  NEWER_HTTP_SETTINGS,
  TRANSPARENT_SETTINGS,
  httpSettings,
  integer,
  mqttSettings,
  path,
  setting,
} from "./rows";

const SSL_PARAMETERS: readonly SslParameter[] = [
  integer("sslversion", 0, 4, 4),
  { kind: "cipher", name: "ciphersuite" },
  path("cacert"),
  path("cacertex"),
  path("clientcert"),
  { kind: "path", name: "clientkey", takesPassword: true },
  integer("seclevel", 0, 2, 0),
  integer("ignorelocaltime", 0, 1, 1),
  integer("negotiatetime", 10, 300, 300),
  integer("sni", 0, 1, 0),
  integer("closetimemode", 0, 1, 0),
  integer("session_cache", 0, 1, 0),
  integer("ignoremulticertchainverify", 0, 1, 0),
];

const CIPHER_SUITES: readonly number[] = [
  0x0035, 0x002f, 0x0005, 0x000a, 0x003d, 0xc003, 0xc004, 0xc005, 0xc008, 0xc009, 0xc00a, 0xc012, 0xc013, 0xc014,
  0xc00d, 0xc00e, 0xc00f, 0xc023, 0xc024, 0xc025, 0xc026, 0xc027, 0xc028, 0xc029, 0xc02a, 0xc02f, 0xc030,
];

export const EG915U: Profile = {
  name: "EG915U",
  manufacturer: "Quectel",
  model: "EG915U",
  revision: "EG915UEUABR03A01M08",
  imei: "861197060000015",
  // AT+QTEMP: of this family no source has it.
  absentCommands: ["+QTEMP"],
  boot: [
    { share: 0.4, line: "RDY" },
    { share: 0.5, line: "+CFUN: 1" },
    { share: 0.6, line: "sim", initBit: 1 },
    { share: 0.7, line: "+QUSIM: 1", needsSim: true },
    { share: 0.9, line: "+QIND: SMS DONE", needsSim: true, initBit: 2 },
    { share: 1, line: "+QIND: PB DONE", needsSim: true, initBit: 4 },
  ],
  radio: { accessTechnology: 7, system: "LTE", technology: "FDD LTE", band: "LTE BAND 3", channel: 1300 },
  pdp: { contexts: 7, maximumActive: 7, authentications: 2, areSaved: false },
  sockets: {
    clients: 12,
    sendMaximum: 1460,
    receiveMaximum: 1500,
    sendBufferBytes: 16 * 1024,
    receiveBufferBytes: 10 * 1024,
    prompt: "\r\n> ",
    keepsIdAfterFailure: true,
    closesUnopened: true,
    showsLocalPort: true,
    portName: "uart1",
  },
  ssl: {
    contexts: 6,
    parameters: SSL_PARAMETERS,
    cipherSuites: CIPHER_SUITES,
    takesQuotedCipher: true,
    refusesConfigWhileOpen: false,
  },
  files: { totalBytes: 512 * 1024, listPrefix: "", listMissFails: false },
  clock: { rtcStartMs: Date.UTC(1980, 0, 6), updateModes: [0, 1, 3] },
  dataTerminalReady: 2,
  baudRates: [0, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600],
  urcPort: "uart1",
  urcPorts: ["usbat", "usbmodem", "uart1", "uart2", "uart3", "all"],
  qhttpcfg: [...httpSettings(7), ...NEWER_HTTP_SETTINGS],
  qmtcfg: [...mqttSettings(7), MQTT_RECEIVE_SETTING],
  qcfg: [
    setting("nwscanmode", "0", /^[013](,[01])?$/),
    setting("servicedomain", "2", /^[012](,[01])?$/),
    setting("band", "0xf,0x8080085,0x0", /^(0x)?[0-9a-f]+(,(0x)?[0-9a-f]+){1,2}(,[01])?$/i),
    setting("risignaltype", '"respective"', /^"(respective|physical)"$/),
    setting("urc/delay", "0", /^[01]$/),
  ],
  qicfg: [
    ...TRANSPARENT_SETTINGS,
    setting("dataformat", "0,0", /^0,0$/),
    setting("viewmode", "0", /^0$/),
    setting("sendinfo", "0", /^0$/),
    setting("recvind", "0", /^0$/),
    setting("close/mode", "0", /^0$/),
    setting("formatcfg", "0", /^[01]$/),
    setting("qisend/timeout", "5", /^(\d{1,2}|1[01]\d|120)$/),
    setting("tcp/keepalive", "0", /^(0|1,\d+,\d+,\d+)$/),
  ],
};
