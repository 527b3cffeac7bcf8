/**
 * BG96, beside {@link EG915U}: what is written here differs, or is not known to be the same; the source of each row stands above
 * it (sections are those of the reference, manuals the BG96's). Taken over from EG915U for want of a source: sizes of the
 * buffers and of the flash, the ports of AT+QURCCFG, the start of the clock.
 */
import type { Profile, SslParameter } from "../profile";
import { EG915U } from "./eg915u";
import { TRANSPARENT_SETTINGS, httpSettings, integer, mqttSettings, path, setting } from "./rows";

/** §2.2: the list of AT+QSSLCFG=? in the SSL manual V1.0, in its order; newer names (`sni`, `closetimemode` …) answer ERROR. */
const SSL_PARAMETERS: readonly SslParameter[] = [
  integer("sslversion", 0, 4, 4),
  { kind: "cipher", name: "ciphersuite" },
  path("cacert"),
  path("clientcert"),
  path("clientkey"),
  integer("seclevel", 0, 2, 0),
  integer("ignorelocaltime", 0, 1, 1),
  integer("negotiatetime", 10, 300, 300),
];

/** §2.3, column BG96. */
const CIPHER_SUITES: readonly number[] = [
  0x0035, 0x002f, 0x0005, 0x0004, 0x000a, 0x003d, 0xc011, 0xc012, 0xc013, 0xc014, 0xc027, 0xc028, 0xc02f,
];

export const BG96: Profile = {
  ...EG915U,
  name: "BG96",
  model: "BG96",
  // §6.1 step 4.
  revision: "BG96MAR02A07M1G",
  imei: "866425030000011",
  // §6.1 step 4: AT+CCID is the EG915U's. §1.5: S12 is from the EC2x manual. AT+QHTTPSTOP and PUT: not in the HTTP(S) manual V1.0.
  absentCommands: ["+CCID", "S12", "+QHTTPSTOP", "+QHTTPPUT", "+QHTTPPUTFILE", "+QMTRECV", "+QMTPUBEX"],
  // §1.4: RDY, then APP RDY (newer firmware); +QUSIM, but no +QIND lines. §6.1 step 5: 3 is all there is of AT+QINISTAT.
  boot: [
    { share: 0.4, line: "RDY" },
    { share: 0.7, line: "APP RDY" },
    { share: 0.8, line: "+CFUN: 1" },
    { share: 0.9, line: "sim", initBit: 1 },
    { share: 1, line: "+QUSIM: 1", needsSim: true, initBit: 2 },
  ],
  // §0 and §6.3: LTE Cat M1 (eMTC) is `<AcT>` 8.
  radio: { accessTechnology: 8, system: "CAT-M1", technology: "CAT-M1", band: "LTE BAND 20", channel: 6400 },
  // §0: ids 1 to 16, 3 of them active. §6.4: authentication 0 to 3.
  pdp: { contexts: 16, maximumActive: 3, authentications: 3, areSaved: false },
  sockets: {
    ...EG915U.sockets,
    // §1.3: one form of the prompt, which nothing changes.
    prompt: "\r\n> ",
    // §8 quirk 2 names EC20, UG96, Wio LTE, BC26; of the BG96 nobody tells it (unverified).
    keepsIdAfterFailure: false,
    // §3.8: a real one in the manual's sample.
    showsLocalPort: true,
  },
  ssl: {
    contexts: 6,
    parameters: SSL_PARAMETERS,
    cipherSuites: CIPHER_SUITES,
    // §2.2, quirk of johncobb/catm1_bg96#9.
    takesQuotedCipher: false,
    // §2.1 and §8 quirk 1: mbed-os closes all ids before it configures, since open ones block it.
    refusesConfigWhileOpen: true,
  },
  files: {
    ...EG915U.files,
    // §5.1: the bare name.
    listPrefix: "",
    // §5.1: 405 is one of the two answers to a name that is not there (unverified which).
    listMissFails: true,
  },
  // §6.5.
  clock: { ...EG915U.clock, updateModes: [0, 1] },
  // §1.5.
  dataTerminalReady: 1,
  // §1.5: 9600 to 921600, no autobaud.
  baudRates: [9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600],
  // HTTP(S) manual V1.0, 2.2.
  qhttpcfg: httpSettings(16),
  // `recv/mode`, AT+QMTRECV and AT+QMTPUBEX are from the notes of the EC2x and its relatives; of the BG96 no source has them.
  qmtcfg: mqttSettings(16),
  // §6.2, column BG96.
  qcfg: [
    setting("nwscanmode", "0", /^[013](,[01])?$/),
    setting("nwscanseq", "020301", /^(00|0[1-3]){1,3}(,[01])?$/),
    setting("iotopmode", "0", /^[012](,[01])?$/),
    setting("band", "0xf,0x400a0e189f,0xa0e189f", /^(0x)?[0-9a-f]+(,(0x)?[0-9a-f]+){2}(,[01])?$/i),
    setting("servicedomain", "2", /^[012](,[01])?$/),
    setting("psm/urc", "0", /^[01]$/),
    setting("risignaltype", '"respective"', /^"(respective|physical)"$/),
    setting("urc/delay", "0", /^[01]$/),
  ],
  // §3.2, and §3.4 (unverified). `formatcfg` and `qisend/timeout` are the EG915U's (§1.3), `sendinfo` and `close/mode` too (§3.3, §3.7).
  qicfg: [...TRANSPARENT_SETTINGS, setting("dataformat", "0,0", /^0,0$/), setting("viewmode", "0", /^0$/)],
};
