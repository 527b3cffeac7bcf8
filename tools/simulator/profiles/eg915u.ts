/** EG915U: the family of the seed document (spec.md). Its own SSL note is not public: what is assumed says where it was taken from. */
import { EC25_CIPHERS } from "./ec25";
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
  toggle,
} from "./rows";
import type { Facts, Module } from "./traits";

const TCP = "EC200U&EG915U TCP/IP Application Note V1.1";
const SEED = "ByteNana/AsyncGSM, src/modules/EG915/docs/Secure.md";
const RELATIVE = "Nuxtack-tw/NuModem, reports: an EG800K, which follows the same series of notes";
const UNKNOWN = "nothing known of it";

const FACTS: Facts = {
  model: driver("EG915U", "ByteNana/AsyncGSM, src/modules/EG915"),
  revision: seen("EG915UEUABR03A01M08", "the name of a firmware file, 8915DM_cat1_EG915UEUABR03A01M08.pac"),
  refusals: seen(
    { unknownCommand: 58, unknownSetting: 3 },
    "an EC200U, whose manual is the same: https://forums.quectel.com/t/ec200u-sms-issue-cme-error-58/40901",
  ),
  qhttpcfg: assumed([...httpSettings(7), ...NEWER_HTTP_SETTINGS], "as the other LTE modules'"),
  qmtcfg: assumed([...mqttSettings(7), MQTT_RECEIVE_SETTING], "as the other LTE modules'"),
  absentCommands: assumed(["+QTEMP"], "no source has it of this family"),
  boot: seen(
    [
      { share: 0.4, line: "RDY" },
      { share: 0.5, line: "+CFUN: 1" },
      { share: 0.6, line: "sim", initBit: 1 },
      { share: 0.7, line: "+QUSIM: 1", needsSim: true },
      { share: 0.9, line: "+QIND: SMS DONE", needsSim: true, initBit: 2 },
      { share: 1, line: "+QIND: PB DONE", needsSim: true, initBit: 4 },
    ],
    RELATIVE,
  ),
  urcPort: assumed("uart1", `${UNKNOWN}; AsyncGSM waits for URCs on the UART without setting it`),
  urcPorts: assumed(["usbat", "usbmodem", "uart1", "uart2", "uart3", "all"], "the EC2x manual's and more"),
  baudRates: manual(
    [0, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600],
    "EC200U&EG915U AT Commands Manual, AT+IPR; 0 finds out the host's",
  ),
  dataTerminalReady: assumed(2, "as the EC2x's"),
  radio: assumed(
    { accessTechnology: 7, system: "LTE", technology: "FDD LTE", band: "LTE BAND 3", channel: 1300 },
    "an LTE module; band and channel are made up",
  ),
  pdpContexts: manual(7, `${TCP}, AT+QICSGP; 5 with VoLTE`),
  activeContexts: manual(7, `${TCP}, AT+QIACT`),
  authentications: manual(2, `${TCP}, AT+QICSGP`),
  savesContexts: manual(false, `${TCP}, AT+QICSGP: not saved`),
  clients: manual(12, `${TCP}, AT+QIOPEN; ${SEED}`),
  sendMaximum: manual(1460, `${TCP}, AT+QISEND; ${SEED}`),
  receiveMaximum: manual(1500, `${TCP}, AT+QIRD; ${SEED}`),
  sendBufferBytes: assumed(16 * 1024, UNKNOWN),
  receiveBufferBytes: assumed(10 * 1024, "as the EC2x's"),
  prompt: assumed("\r\n> ", 'as the BG96\'s; AT+QICFG="formatcfg" chooses between \\r\\n> and \\r\\n>\\r\\n'),
  keepsIdAfterFailure: assumed(true, "as drivers for the EC2x tell"),
  closesUnopened: assumed(true, "drivers close all ids and pass over the answer"),
  showsLocalPort: assumed(true, "as the BG96's; an EG800K shows 0"),
  portName: seen("uart1", RELATIVE),
  sslContexts: manual(6, SEED),
  sslParameters: assumed(
    [
      integer("sslversion", 0, 4, 4),
      cipher,
      path("cacert"),
      path("cacertex"),
      path("clientcert"),
      keyPath("clientkey", "<clientkeypath>"),
      integer("seclevel", 0, 2, 0),
      integer("ignorelocaltime", 0, 1, 1),
      integer("negotiatetime", 10, 300, 300),
      toggle("sni"),
      toggle("closetimemode"),
      toggle("session_cache"),
      toggle("ignoremulticertchainverify"),
    ],
    `${SEED} has the first of them, AsyncGSM sets sni; the rest as the EG25-G's and the EG800K's`,
  ),
  cipherSuites: assumed(EC25_CIPHERS.recent, `as the EG25-G's; ${SEED} names 0x0035 and all`),
  takesQuotedCipher: assumed(true, UNKNOWN),
  takesAnyCase: assumed(false, UNKNOWN),
  refusesConfigWhileOpen: assumed(false, UNKNOWN),
  tellsUnread: assumed(false, UNKNOWN),
  flashBytes: assumed(512 * 1024, UNKNOWN),
  ramBytes: assumed(0, UNKNOWN),
  listPrefix: assumed("", "as the BG96's; an EG800K prints UFS:"),
  listMissFails: assumed(false, UNKNOWN),
  deleteMissCode: assumed(405, "as the BG96's"),
  rtcStartMs: assumed(Date.UTC(1980, 0, 6), UNKNOWN),
  clockUpdateModes: assumed([0, 1, 3], "as the EC2x's"),
  qcfg: assumed(
    [
      setting("nwscanmode", "0", /^[013](,[01])?$/),
      setting("servicedomain", "2", /^[012](,[01])?$/),
      bands("0xf,0x8080085,0x0"),
      setting("risignaltype", '"respective"', /^"(respective|physical)"$/),
      setting("urc/delay", "0", /^[01]$/),
    ],
    "names as the EC2x's",
  ),
  qicfg: manual(
    [
      ...TRANSPARENT_SETTINGS,
      ...SHOWN_AS_USUAL,
      setting("sendinfo", "0", /^0$/),
      setting("recvind", "0", /^0$/),
      setting("close/mode", "0", /^0$/),
      setting("formatcfg", "0", /^[01]$/),
      setting("qisend/timeout", "5", /^(\d{1,2}|1[01]\d|120)$/),
      setting("tcp/keepalive", "0", /^(0|1,\d+,\d+,\d+)$/),
    ],
    `${TCP}, AT+QICFG`,
  ),
};

export const EG915U: Module = {
  name: "EG915U",
  imei: "861197060000015",
  firmwares: [{ name: "", about: "as its TCP/IP note says", facts: FACTS }],
};
