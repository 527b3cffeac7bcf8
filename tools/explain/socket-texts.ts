/** Connections: TLS, TCP and UDP. */
import type { CommandTexts } from "./command-texts";

const ssl = "ssl";

export const SOCKET_TEXTS: CommandTexts = {
  "+QSSLCFG": {
    topic: "a TLS setting of an SSL context",

    write: "sslname ssl value value",
    answer: "sslname ssl value value",
    by: {
      seclevel: `${ssl} seclevel`,
      sslversion: `${ssl} sslversion`,
      ciphersuite: `${ssl} cipher`,
      cacert: `${ssl} file`,
      cacertex: `${ssl} file`,
      clientcert: `${ssl} file`,
      clientkey: `${ssl} file password`,
      ignorelocaltime: `${ssl} localtime`,
      negotiatetime: `${ssl} timeout`,
      sni: `${ssl} sni`,
      checkhost: `${ssl} checkhost`,
      closetimemode: `${ssl} closemode`,
      session_cache: `${ssl} onoff`,
      session: `${ssl} onoff`,
      dtls: `${ssl} onoff`,
      renegotiation: `${ssl} onoff`,
      ignoremulticertchainverify: `${ssl} onoff`,
      ignoreinvalidcertsign: `${ssl} onoff`,
    },
  },
  "+QSSLOPEN": {
    topic: "a TLS connection",
    does: "Opens a TLS connection; the result follows as +QSSLOPEN",
    write: "pdp ssl id host port mode",
    urcs: [{ what: "Result of opening a TLS connection", parameters: "id err" }],
  },
  "+QSSLSEND": {
    topic: "a TLS connection",
    does: "Sends on a TLS connection: the bytes follow the prompt",
    write: "id length",
  },
  "+QSSLRECV": {
    tells: "how many bytes were read; they follow",
    topic: "a TLS connection",
    does: "Reads what has been received on a TLS connection",
    write: "id length",
    answer: "length read unread",
  },
  "+QSSLCLOSE": {
    topic: "a TLS connection",
    does: "Closes a TLS connection and frees its client id",
    write: "id timeout",
    urcs: [{ what: "A TLS connection was closed", parameters: "id err" }],
  },
  "+QSSLSTATE": {
    runs: "Asks for the state of all TLS connections",
    topic: "TLS connections that exist",
    does: "Asks for the state of a TLS connection",
    write: "id id",
    answer: "id service address port localport state pdp server mode portname ssl",
  },
  "+QSSLURC": {
    topic: "TLS connections",
    urcs: [
      { what: "Data has come on a TLS connection", parameters: "word id length", first: "recv" },
      {
        what: "The peer closed a TLS connection; its client id is free after AT+QSSLCLOSE",
        parameters: "word id",
        first: "closed",
      },
      { what: "Data has come on a TLS connection", parameters: "id length" },
    ],
  },
  "+QISWTMD": {
    topic: "access mode of a connection",
    does: "Changes the access mode of a connection",
    write: "id mode",
  },
  "+QIOPEN": {
    topic: "a TCP or UDP connection",
    does: "Opens a TCP or UDP connection; the result follows as +QIOPEN",
    write: "pdp id service host port localport mode",
    urcs: [{ what: "Result of opening a TCP or UDP connection", parameters: "id err" }],
  },
  "+QISEND": {
    tells: "how much was sent, and how much of it has arrived",
    topic: "a TCP or UDP connection",
    does: "Sends on a TCP or UDP connection: the bytes follow the prompt",
    write: "id length address port",
    answer: "total acked unacked",
  },
  "+QIRD": {
    tells: "how many bytes were read; they follow",
    topic: "a TCP or UDP connection",
    does: "Reads what has been received on a TCP or UDP connection",
    write: "id length",
    answer: "length address port",
  },
  "+QICLOSE": {
    topic: "a TCP or UDP connection",
    does: "Closes a TCP or UDP connection and frees its client id",
    write: "id timeout",
  },
  "+QISTATE": {
    runs: "Asks for the state of all TCP and UDP connections",
    topic: "TCP and UDP connections that exist",
    does: "Asks for the state of connections",
    write: "query id",
    answer: "id service address port localport state pdp server mode portname",
  },
  "+QICFG": {
    topic: "a setting of the TCP/IP stack",
    write: "name value value value value",
    answer: "name value value value value",
  },
  "+QIURC": {
    topic: "connections and PDP contexts",
    urcs: [
      { what: "Data has come on a connection", parameters: "word id length address port", first: "recv" },
      {
        what: "The peer closed a connection; its client id is free after AT+QICLOSE",
        parameters: "word id",
        first: "closed",
      },
      {
        what: "The network dropped a PDP context: its connections have ended",
        parameters: "word pdp",
        first: "pdpdeact",
      },
      { what: "Answer of the DNS server", parameters: "word err count ttl", first: "dnsgip" },
      { what: "A connection came in", parameters: "word id server address port", first: "incoming" },
      { what: "The modem tells of a connection", parameters: "word value value" },
    ],
  },
};
