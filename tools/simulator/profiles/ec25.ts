/**
 * EC25, and what the EC21 shares with it: one set of manuals covers EC2x, EG9x, EG2x-G and EM05. Lists that a module prints were recorded
 * from an EG25-G of that family, at four builds.
 */
import type { SslParameter } from "../profile";
import { assumed, driver, manual, seen } from "./fact";
import {
  MQTT_RECEIVE_SETTING,
  NEWER_HTTP_SETTINGS,
  SHOWN_AS_USUAL,
  TRANSPARENT_SETTINGS,
  bands,
  cipher,
  httpSettings,
  integer,
  keyPath,
  mqttSettings,
  path,
  setting,
  text,
  toggle,
} from "./rows";
import type { Facts, Firmware, Module } from "./traits";

const AT = "EC2x&EG9x&EG2x-G&EM05 AT Commands Manual V2.0";
const LISTS = "lukejenkins/cwd, reference/quectel/eg25g/outputs";
const FILES = "JitterCompany/ec2x-provisioning, README: EC25EFAR06A17M4G";
const UNKNOWN = "nothing known of it";

/** `early` with RC4 and static ECDH by RC4, as up to build 01.003; `recent` without, as from 30.203 on. */
export const EC25_CIPHERS = {
  early: [
    0x0035, 0x002f, 0x0005, 0x0004, 0x000a, 0x003d, 0xc002, 0xc003, 0xc004, 0xc005, 0xc007, 0xc008, 0xc009, 0xc00a,
    0xc011, 0xc012, 0xc013, 0xc014, 0xc00c, 0xc00d, 0xc00e, 0xc00f, 0xc023, 0xc024, 0xc025, 0xc026, 0xc027, 0xc028,
    0xc029, 0xc02a, 0xc02f, 0xc030,
  ],
  recent: [
    0x0035, 0x002f, 0x0005, 0x000a, 0x003d, 0xc003, 0xc004, 0xc005, 0xc008, 0xc009, 0xc00a, 0xc012, 0xc013, 0xc014,
    0xc00d, 0xc00e, 0xc00f, 0xc023, 0xc024, 0xc025, 0xc026, 0xc027, 0xc028, 0xc029, 0xc02a, 0xc02f, 0xc030,
  ],
} as const;

/** @param versions highest `<sslversion>`. */
const sslParameters = (versions: number): readonly SslParameter[] => [
  integer("sslversion", 0, versions, 4),
  toggle("dtls"),
  integer("dtlsversion", 0, 1, 0),
  cipher,
  path("cacert"),
  path("cacertex"),
  path("clientcert", "<client_cert_path>"),
  keyPath("clientkey", "<client_key_path>,<key_pwd>"),
  integer("seclevel", 0, 2, 0),
  integer("ignorelocaltime", 0, 1, 1),
  integer("negotiatetime", 10, 300, 300),
  toggle("sni"),
  text("psk", "<identity>", "<key>"),
  toggle("closetimemode"),
  toggle("session_cache"),
  text("alpn", "<protocolname>"),
  toggle("renegotiation"),
  toggle("ignoremulticertchainverify"),
  toggle("ignoreinvalidcertsign"),
];

/** All of the family but the name. */
export const EC2X_FACTS: Omit<Facts, "model" | "revision"> = {
  refusals: seen({}, "AT+MODE=2 of an EC25 answers ERROR: gammu/gammu#468"),
  qhttpcfg: manual([...httpSettings(16), ...NEWER_HTTP_SETTINGS], "LTE Standard HTTP(S) Application Note, AT+QHTTPCFG"),
  qmtcfg: manual([...mqttSettings(16), MQTT_RECEIVE_SETTING], "EC2x MQTT Application Note V1.1"),
  absentCommands: manual(["+CCID"], `${AT} has AT+QCCID only`),
  boot: manual(
    [
      { share: 0.4, line: "RDY" },
      { share: 0.5, line: "+CFUN: 1" },
      { share: 0.6, line: "sim", initBit: 1 },
      { share: 0.7, line: "+QUSIM: 1", needsSim: true },
      { share: 0.9, line: "+QIND: PB DONE", needsSim: true, initBit: 4 },
      { share: 1, line: "+QIND: SMS DONE", needsSim: true, initBit: 2 },
    ],
    `${AT}, 2.22 (example) and 5.9`,
  ),
  urcPort: manual("usbat", `${AT}, 2.25 and 2.26: no URC comes over the UART until this is set, which is kept`),
  urcPorts: manual(["usbat", "usbmodem", "uart1", "uart2", "all"], `${AT}, 2.25`),
  baudRates: manual(
    [4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 2900000, 3000000, 3200000, 3686400, 4000000],
    `${AT}, 3.5`,
  ),
  dataTerminalReady: manual(2, `${AT}, 2.11`),
  radio: seen(
    { accessTechnology: 7, system: "LTE", technology: "FDD LTE", band: "LTE BAND 3", channel: 1650 },
    `${AT}, 6.9 (example); the forms: https://forums.quectel.com/t/qmtopen-0-1-error/3562/73`,
  ),
  pdpContexts: seen(16, `${LISTS}: "contextid",(1-16) of AT+QFTPCFG=?`),
  activeContexts: assumed(3, "as the BG96's"),
  authentications: assumed(3, "as the BG96's"),
  savesContexts: assumed(false, "as the EG915U's"),
  clients: driver(12, "RT-Thread-packages/at_device, class/ec20"),
  sendMaximum: driver(1460, "RT-Thread-packages/at_device, class/ec20"),
  receiveMaximum: driver(1500, "RT-Thread-packages/at_device, class/ec20"),
  sendBufferBytes: assumed(10 * 1024, `${LISTS}: "send/buffersize",(1460-10240) of AT+QICFG=?, its end`),
  receiveBufferBytes: assumed(10 * 1024, `${LISTS}: "recv/buffersize",(10240-524288) of AT+QICFG=?, its beginning`),
  prompt: driver("\r\n> ", "espruino/EspruinoDocs, devices/wiolte.js"),
  keepsIdAfterFailure: driver(
    true,
    "RT-Thread-packages/at_device, class/ec20/at_socket_ec20.c; espruino/EspruinoDocs, devices/wiolte.js",
  ),
  closesUnopened: assumed(true, "drivers close ids and pass over the answer"),
  showsLocalPort: assumed(true, "as the BG96's"),
  portName: assumed("uart1", "the UART's name in AT+QURCCFG"),
  sslContexts: seen(6, `${LISTS}: AT+QSSLCFG=?`),
  sslParameters: seen(sslParameters(4), `${LISTS}/EG25GGBR07A08M2G_01.003.01.003.md`),
  cipherSuites: seen(EC25_CIPHERS.early, `${LISTS}/EG25GGBR07A08M2G_01.003.01.003.md`),
  takesQuotedCipher: assumed(true, UNKNOWN),
  takesAnyCase: assumed(false, UNKNOWN),
  refusesConfigWhileOpen: assumed(false, UNKNOWN),
  tellsUnread: assumed(false, UNKNOWN),
  flashBytes: assumed(512 * 1024, `${UNKNOWN}; real ones have more`),
  ramBytes: assumed(
    512 * 1024,
    "that there is RAM: https://forums.quectel.com/t/qmtopen-0-1-error/3562/73; of its size nothing is known",
  ),
  listPrefix: seen("UFS:", FILES),
  listMissFails: assumed(false, UNKNOWN),
  deleteMissCode: seen(418, FILES),
  rtcStartMs: assumed(Date.UTC(1980, 0, 6), UNKNOWN),
  clockUpdateModes: manual([0, 1, 3], `${AT}, 6.6`),
  qcfg: seen(
    [
      setting("nwscanmode", "0", /^[0-8](,[01])?$/),
      setting("nwscanseq", "00", /^(00|(0[1-5]){1,5})(,[01])?$/),
      setting("servicedomain", "2", /^[012](,[01])?$/),
      setting("roamservice", "255", /^(1|2|255)(,[01])?$/),
      bands("0xbff,0x1e00b0e18df,0x0"),
      setting("risignaltype", '"respective"', /^"(respective|physical)"$/),
      setting("urc/delay", "0", /^[01]$/),
      setting("urc/cache", "0", /^[01]$/),
    ],
    `${LISTS}: AT+QCFG=? and the bands of an EG25-G; what the others start with is assumed`,
  ),
  qicfg: seen(
    [
      ...TRANSPARENT_SETTINGS,
      ...SHOWN_AS_USUAL,
      setting("recvind", "0", /^0$/),
      setting("passiveclosed", "0", /^0$/),
      setting("qisend/timeout", "0", /^([1-9]\d{0,2}|[12]\d{3}|3[0-5]\d\d|3600|0)$/),
      setting("tcp/keepalive", "0", /^(0|1,\d+,\d+,\d+)$/),
    ],
    `${LISTS}: AT+QICFG=?; that the prompt waits for ever at first is assumed`,
  ),
};

/** The builds of the family that differ in TLS. @param facts of the module at its usual build. */
export function ec2xFirmwares(facts: Facts): readonly Firmware[] {
  const recent = `${LISTS}/EG25GGBR07A08M2G_30.203.30.203.md, and A0.301 alike`;
  return [
    { name: "", about: "as its AT manual says; TLS as an EG25-G of build 01.003", facts },
    {
      name: "01.002",
      about: "TLS as an EG25-G of build 01.002: a sixth value of sslversion, which the simulator refuses to speak",
      facts: { ...facts, sslParameters: seen(sslParameters(5), `${LISTS}/EG25GGBR07A08M2G_01.002.01.002.md`) },
    },
    {
      name: "30.203",
      about: "TLS as an EG25-G of build 30.203: RC4 is gone, ignorecertitem is new",
      facts: {
        ...facts,
        sslParameters: seen([...sslParameters(4), integer("ignorecertitem", 0, 1048575, 0)], recent),
        cipherSuites: seen(EC25_CIPHERS.recent, recent),
      },
    },
  ];
}

export const EC25: Module = {
  name: "EC25",
  imei: "866834040000012",
  firmwares: ec2xFirmwares({
    ...EC2X_FACTS,
    model: manual("EC25", `${AT}, 2.1`),
    revision: manual("EC25EFAR02A09M4G", `${AT}, 2.1`),
  }),
};
