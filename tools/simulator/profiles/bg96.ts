/** BG96: its manuals are public; the newest builds can more than they say. */
import type { SslParameter } from "../profile";
import { assumed, driver, manual, seen } from "./fact";
import {
  SHOWN_AS_USUAL,
  TRANSPARENT_SETTINGS,
  bands,
  cipher,
  httpSettings,
  integer,
  mqttSettings,
  path,
  setting,
  toggle,
} from "./rows";
import type { Facts, Module } from "./traits";

const AT = "BG96 AT Commands Manual V2.2";
const TCP = "BG96 TCP/IP AT Commands Manual V1.0";
const SSL = "BG96 SSL AT Commands Manual V1.0";
const FILE = "BG96 FILE AT Commands Manual V1.0";
const UNKNOWN = "nothing known of it";
const RAK = "RAKWireless/rakwireless-docs, docs/RUI3/Serial-Operating-Modes/AT-Command-Manual-Cellular";
const BOOT_LOG = "vshymanskyy/TinyGSM#157";

const HEAD: readonly SslParameter[] = [
  integer("sslversion", 0, 4, 4),
  cipher,
  path("cacert"),
  path("clientcert", "<client_cert_path>"),
  path("clientkey", "<client_key_path>"),
  integer("seclevel", 0, 2, 0),
];
const TAIL: readonly SslParameter[] = [integer("ignorelocaltime", 0, 1, 1), integer("negotiatetime", 10, 300, 300)];

const FACTS: Facts = {
  model: seen("BG96", BOOT_LOG),
  revision: seen("BG96MAR02A07M1G", BOOT_LOG),
  refusals: seen(
    { unknownForm: 3 },
    "AT+CSQ? at BG96MAR02A07M1G_01.007: https://forums.quectel.com/t/bg96-dfota-error-702-for-at-qfotadl/7377",
  ),
  qhttpcfg: manual(httpSettings(16), "BG96 HTTP(S) AT Commands Manual V1.0, AT+QHTTPCFG"),
  qmtcfg: assumed(mqttSettings(16), "the MQTT notes of the LTE modules; no source has recv/mode of the BG96"),
  absentCommands: manual(
    ["+CCID", "S12", "+QHTTPSTOP", "+QHTTPPUT", "+QHTTPPUTFILE", "+QMTRECV", "+QMTPUBEX"],
    `${AT} has neither of the first; the HTTP(S) manual V1.0 and MQTT notes of its time have not the others`,
  ),
  boot: manual(
    [
      { share: 0.4, line: "RDY" },
      { share: 0.7, line: "APP RDY" },
      { share: 0.8, line: "+CFUN: 1" },
      { share: 0.9, line: "sim", initBit: 1 },
      { share: 1, line: "+QUSIM: 1", needsSim: true, initBit: 2 },
    ],
    `${AT}: AT+QINISTAT ends at 3, though one said 7 (Azure-Samples/iot-middleware-freertos-samples#381); APP RDY: zephyrproject-rtos/zephyr#57110`,
  ),
  urcPort: seen("uart1", `${BOOT_LOG}: RDY on the UART, unasked`),
  urcPorts: assumed(["usbat", "usbmodem", "uart1", "uart2", "uart3", "all"], "the EC2x manual's and more"),
  baudRates: manual([9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600], `${AT}, AT+IPR`),
  dataTerminalReady: manual(1, `${AT}, AT&D`),
  radio: assumed(
    { accessTechnology: 8, system: "CAT-M1", technology: "CAT-M1", band: "LTE BAND 20", channel: 6400 },
    "a Cat M1 network; band and channel are made up",
  ),
  pdpContexts: manual(16, `${TCP}, AT+QICSGP`),
  activeContexts: manual(3, `${TCP}, AT+QIACT`),
  authentications: manual(3, `${TCP}, AT+QICSGP`),
  savesContexts: assumed(false, "as the EG915U's"),
  clients: manual(12, `${TCP}, AT+QIOPEN; ${SSL}, AT+QSSLOPEN`),
  sendMaximum: manual(1460, `${TCP}, AT+QISEND; ${SSL}, AT+QSSLSEND`),
  receiveMaximum: manual(1500, `${TCP}, AT+QIRD; ${SSL}, AT+QSSLRECV`),
  sendBufferBytes: assumed(16 * 1024, UNKNOWN),
  receiveBufferBytes: assumed(10 * 1024, "as the EC2x's"),
  prompt: manual("\r\n> ", `${TCP} and ${SSL}, examples`),
  keepsIdAfterFailure: assumed(false, "drivers for EC20, UG96 and EC21 tell of it, those for the BG96 do not"),
  closesUnopened: driver(
    true,
    "ARMmbed/mbed-os, QUECTEL_BG96_CellularStack.cpp closes all ids and passes over the answer",
  ),
  showsLocalPort: manual(true, `${SSL}, AT+QSSLSTATE, example`),
  portName: assumed("uart1", "the UART's name in the manual's list"),
  sslContexts: manual(6, `${SSL}, AT+QSSLCFG`),
  sslParameters: manual([...HEAD, ...TAIL], `${SSL}, AT+QSSLCFG=?; how the paths are named: ${RAK}`),
  cipherSuites: manual(
    [0x0035, 0x002f, 0x0005, 0x0004, 0x000a, 0x003d, 0xc011, 0xc012, 0xc013, 0xc014, 0xc027, 0xc028, 0xc02f],
    `${SSL}, AT+QSSLCFG=?`,
  ),
  takesQuotedCipher: seen(false, "johncobb/catm1_bg96#9"),
  takesAnyCase: driver(false, "vshymanskyy/TinyGSM, TinyGsmClientBG96.h: lower case only, whatever the manual prints"),
  refusesConfigWhileOpen: driver(
    true,
    "ARMmbed/mbed-os, QUECTEL_BG96_CellularStack.cpp: ids left open block the settings",
  ),
  tellsUnread: driver(false, "EnviroDIY/TinyGSM 263e6f1 gave the question up, since the BG96 has no answer to it"),
  flashBytes: assumed(512 * 1024, UNKNOWN),
  ramBytes: manual(0, `${FILE}: UFS only`),
  listPrefix: seen("", "https://forums.quectel.com/t/bg96-qhttpget-701-error/3542"),
  listMissFails: assumed(true, "one of the two answers that drivers allow for"),
  deleteMissCode: manual(405, `${FILE}, error codes`),
  rtcStartMs: assumed(Date.UTC(1980, 0, 6), UNKNOWN),
  clockUpdateModes: manual([0, 1], `${AT}, AT+CTZU`),
  qcfg: manual(
    [
      setting("nwscanmode", "0", /^[013](,[01])?$/),
      setting("nwscanseq", "020301", /^(00|0[1-3]){1,3}(,[01])?$/),
      setting("iotopmode", "0", /^[012](,[01])?$/),
      bands("0xf,0x400a0e189f,0xa0e189f"),
      setting("servicedomain", "2", /^[012](,[01])?$/),
      setting("psm/urc", "0", /^[01]$/),
      setting("risignaltype", '"respective"', /^"(respective|physical)"$/),
      setting("urc/delay", "0", /^[01]$/),
    ],
    `${AT}, AT+QCFG`,
  ),
  qicfg: manual([...TRANSPARENT_SETTINGS, ...SHOWN_AS_USUAL], `${TCP}, AT+QICFG`),
};

const LATER: Facts = {
  ...FACTS,
  sslParameters: seen([...HEAD, toggle("sni"), toggle("checkhost"), toggle("ignorecertchain"), ...TAIL], RAK),
  clockUpdateModes: seen([0, 1, 3], RAK),
  qicfg: seen(
    [...TRANSPARENT_SETTINGS, ...SHOWN_AS_USUAL, setting("recvind", "0", /^0$/)],
    "since 01.008: https://forums.quectel.com/t/bg96-dfota-error-702-for-at-qfotadl/7377",
  ),
};

export const BG96: Module = {
  name: "BG96",
  imei: "866425030000011",
  firmwares: [
    { name: "", about: "as its manuals of 2017 and 2018 say", facts: FACTS },
    {
      name: "rak5010",
      about: "a later build of the same revision, on RAK5010: sni, checkhost, AT+CTZU=3",
      facts: LATER,
    },
  ],
};
