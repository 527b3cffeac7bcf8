/** The modem's own clients: HTTP(S) and MQTT. */
import type { CommandText, CommandTexts } from "./command-texts";

function request(does: string, write: string): CommandText {
  return {
    topic: "an HTTP(S) request",
    does,
    runs: does,
    write,
    urcs: [{ what: "Result of the HTTP(S) request", parameters: "httperr httpstatus size" }],
  };
}

const httpValue = "name value value";

export const SERVICE_TEXTS: CommandTexts = {
  "+QHTTPCFG": {
    topic: "a setting of the HTTP(S) client",
    write: httpValue,
    answer: httpValue,
    by: { contextid: "pdp", sslctxid: "ssl", requestheader: "onoff", responseheader: "onoff", auth: "password" },
  },
  "+QHTTPURL": {
    topic: "URL of the request",
    does: "Sets the URL: it follows CONNECT",
    write: "length inputtime",
    answer: "host",
  },
  "+QHTTPGET": request("Sends a GET request", "responsetime length inputtime"),
  "+QHTTPPOST": request("Sends a POST request: its body follows CONNECT", "length inputtime responsetime"),
  "+QHTTPPOSTFILE": request("Sends a file as a POST request", "file responsetime"),
  "+QHTTPPUT": request("Sends a PUT request: its body follows CONNECT", "length inputtime responsetime"),
  "+QHTTPPUTFILE": request("Sends a file as a PUT request", "file responsetime"),
  "+QHTTPREAD": {
    topic: "the response",
    does: "Reads the response: it follows CONNECT",
    runs: "Reads the response: it follows CONNECT",
    write: "timeout",
    urcs: [{ what: "The response was read", parameters: "httperr" }],
  },
  "+QHTTPREADFILE": {
    topic: "the response",
    does: "Puts the response into a file",
    write: "file timeout",
    urcs: [{ what: "The response is in the file", parameters: "httperr" }],
  },
  "+QHTTPSTOP": { topic: "the request", runs: "Ends the request" },
  "+QMTCFG": {
    topic: "a setting of an MQTT client",
    write: "name client value value value value",
    answer: "name value value value value",
  },
  "+QMTOPEN": {
    topic: "connections to MQTT brokers",
    does: "Opens a connection to an MQTT broker; the result follows as +QMTOPEN",
    write: "client host port",
    answer: "client host port",
    urcs: [{ what: "Result of opening a connection to a broker", parameters: "client mqttopen" }],
  },
  "+QMTCLOSE": {
    topic: "a connection to a broker",
    does: "Closes the connection to a broker",
    write: "client",
    urcs: [{ what: "The connection to the broker was closed", parameters: "client mqttend" }],
  },
  "+QMTCONN": {
    topic: "sessions with brokers",
    does: "Begins a session with a broker; the result follows as +QMTCONN",
    write: "client clientname user password",
    answer: "client mqttstate",
    urcs: [{ what: "Result of beginning a session", parameters: "client mqttresult mqttreturn" }],
  },
  "+QMTDISC": {
    topic: "a session with a broker",
    does: "Ends the session with a broker",
    write: "client",
    urcs: [{ what: "The session was ended", parameters: "client mqttend" }],
  },
  "+QMTSUB": {
    topic: "subscriptions",
    does: "Subscribes to topics",
    write: "client message topic qos",
    urcs: [{ what: "Result of subscribing", parameters: "client message mqttresult value" }],
  },
  "+QMTUNS": {
    topic: "subscriptions",
    does: "Ends subscriptions",
    write: "client message topic",
    urcs: [{ what: "Result of ending a subscription", parameters: "client message mqttresult" }],
  },
  "+QMTPUB": {
    topic: "a message",
    does: "Publishes a message: it follows the prompt",
    write: "client message qos retain topic length",
    urcs: [{ what: "Result of publishing", parameters: "client message mqttresult value" }],
  },
  "+QMTPUBEX": {
    topic: "a message",
    does: "Publishes a message: it follows the prompt",
    write: "client message qos retain topic length",
    urcs: [{ what: "Result of publishing", parameters: "client message mqttresult value" }],
  },
  "+QMTRECV": {
    topic: "messages that came",
    does: "Reads a message that came",
    write: "client place",
    answer: "client message topic length text",
    urcs: [
      { what: "A message waits in the modem's buffer", parameters: "client place", count: 2 },
      { what: "A message has come", parameters: "client message topic length text" },
    ],
  },
  "+QMTSTAT": {
    topic: "a session",
    urcs: [{ what: "The session with the broker has ended", parameters: "client mqttstatus" }],
  },
};
