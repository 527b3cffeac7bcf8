/** BG95: the BG96's successor, here a BG95-M3. Its lists were recorded from one. */
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
  mqttSettings,
  path,
  setting,
  toggle,
} from "./rows";
import type { Facts, Module } from "./traits";

const AT = "BG95&BG77&BG600L Series AT Commands Manual V2.0";
const TCP = "BG95&BG77&BG600L Series TCP/IP Application Note V1.1";
const LISTS = "lukejenkins/cwd, reference/quectel/bg95m3/outputs/BG95M3LAR02A03_01.011.01.011.md";
const BG96_TOO = "as the BG96's";
const UNKNOWN = "nothing known of it";

const FACTS: Facts = {
  model: seen("BG95-M3", LISTS),
  revision: seen("BG95M3LAR02A03", LISTS),
  refusals: seen({}, `${LISTS}: AT+QWIFICFG=? answers ERROR`),
  qhttpcfg: assumed(
    [...httpSettings(16), ...NEWER_HTTP_SETTINGS],
    "settings that drivers write; the newer ones as a BG770A answers AT+QHTTPCFG=?",
  ),
  qmtcfg: assumed(
    [...mqttSettings(16), MQTT_RECEIVE_SETTING],
    "the MQTT notes of the LTE modules; drivers send AT+QMTPUBEX",
  ),
  absentCommands: assumed(["+CCID", "S12"], BG96_TOO),
  boot: manual(
    [
      { share: 0.4, line: "RDY" },
      { share: 0.7, line: "APP RDY" },
      { share: 0.75, line: "+CFUN: 1" },
      { share: 0.8, line: "sim", initBit: 1 },
      { share: 0.9, line: "+QUSIM: 1", needsSim: true },
      { share: 1, line: "+QIND: SMS DONE", needsSim: true, initBit: 2 },
    ],
    `${AT}: APP RDY always comes, RDY is too early for commands (zephyrproject-rtos/zephyr#57110); that AT+QINISTAT ends at 3 is assumed`,
  ),
  urcPort: driver("uart1", "zephyrproject-rtos/zephyr#57110 waits for APP RDY on the UART and sets nothing"),
  urcPorts: assumed(["usbat", "usbmodem", "uart1", "uart2", "uart3", "all"], BG96_TOO),
  baudRates: assumed([9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600], BG96_TOO),
  dataTerminalReady: manual(1, `${AT}, AT&D`),
  radio: assumed(
    { accessTechnology: 8, system: "eMTC", technology: "eMTC", band: "LTE BAND 20", channel: 6400 },
    "a Cat M1 network; band and channel are made up",
  ),
  pdpContexts: seen(16, `${LISTS}: "contextid",(1-16) of AT+QHTTPCFG=?`),
  activeContexts: assumed(3, BG96_TOO),
  authentications: assumed(3, BG96_TOO),
  savesContexts: assumed(false, "as the EG915U's"),
  clients: manual(12, `${TCP}, AT+QIOPEN`),
  sendMaximum: manual(1460, `${TCP}, AT+QISEND`),
  receiveMaximum: manual(1500, `${TCP}, AT+QIRD`),
  sendBufferBytes: assumed(16 * 1024, UNKNOWN),
  receiveBufferBytes: assumed(10 * 1024, "as the EC2x's"),
  prompt: manual("\r\n> ", `${TCP}, examples`),
  keepsIdAfterFailure: assumed(
    true,
    "as drivers for the EC2x tell: the stricter of two answers, so that a driver which closes is not caught out",
  ),
  closesUnopened: assumed(true, BG96_TOO),
  showsLocalPort: assumed(true, BG96_TOO),
  portName: assumed("uart1", BG96_TOO),
  sslContexts: seen(6, `${LISTS}: AT+QSSLCFG=?`),
  sslParameters: seen(
    [
      integer("sslversion", 0, 4, 4),
      cipher,
      path("cacert"),
      path("clientcert"),
      path("clientkey"),
      integer("seclevel", 0, 2, 0),
      toggle("session"),
      toggle("sni"),
      toggle("checkhost"),
      integer("ignorelocaltime", 0, 1, 1),
      integer("negotiatetime", 10, 300, 300),
      toggle("dtls"),
      integer("dtlsversion", 0, 2, 0),
    ],
    LISTS,
  ),
  cipherSuites: seen(
    [
      0x0035, 0x002f, 0x0005, 0x0004, 0x000a, 0x003d, 0xc002, 0xc003, 0xc004, 0xc005, 0xc007, 0xc008, 0xc009, 0xc00a,
      0xc011, 0xc012, 0xc013, 0xc014, 0xc00c, 0xc00d, 0xc00e, 0xc00f, 0xc023, 0xc024, 0xc025, 0xc026, 0xc027, 0xc028,
      0xc029, 0xc02a, 0xc02b, 0xc02f,
    ],
    LISTS,
  ),
  takesQuotedCipher: driver(true, "jcmendez/quectel-bg9x-atat writes the code in quotes"),
  takesAnyCase: driver(true, 'zimbora/esp32-BG95, set_ssl: "SNI", and ends when it is refused'),
  refusesConfigWhileOpen: assumed(true, BG96_TOO),
  tellsUnread: driver(true, "vshymanskyy/TinyGSM#753, tried on a BG95-M3, reads nothing else"),
  flashBytes: assumed(512 * 1024, UNKNOWN),
  ramBytes: assumed(0, BG96_TOO),
  listPrefix: assumed("", BG96_TOO),
  listMissFails: assumed(true, BG96_TOO),
  deleteMissCode: assumed(405, BG96_TOO),
  rtcStartMs: assumed(Date.UTC(1980, 0, 6), UNKNOWN),
  clockUpdateModes: assumed([0, 1, 3], "as later BG96"),
  qcfg: seen(
    [
      setting("nwscanmode", "0", /^[013](,[01])?$/),
      setting("servicedomain", "2", /^[12](,[01])?$/),
      setting("nwscanseq", "020301", /^(00|0[1-3]){1,3}(,[01])?$/),
      bands("0xf,0x100002000000000f0e189f,0x100042000000000000081a"),
      setting("iotopmode", "0", /^[012](,[01])?$/),
      setting("risignaltype", '"respective"', /^"(respective|physical)"$/),
      setting("urc/delay", "0", /^[01]$/),
      setting("psm/urc", "0", /^[01]$/),
    ],
    `${LISTS}: AT+QCFG=? and its bands; what the others start with is assumed`,
  ),
  qicfg: seen(
    [
      ...TRANSPARENT_SETTINGS,
      ...SHOWN_AS_USUAL,
      setting("recvind", "0", /^0$/),
      setting("tcp/keepalive", "0", /^(0|1,\d+,\d+,\d+)$/),
    ],
    `${LISTS}: AT+QICFG=?`,
  ),
};

export const BG95: Module = {
  name: "BG95",
  imei: "864475040000013",
  firmwares: [{ name: "", about: "BG95-M3, build 01.011", facts: FACTS }],
};
