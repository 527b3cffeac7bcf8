/** Registration, signal, and PDP contexts. */
import type { CommandText, CommandTexts } from "./command-texts";

function registration(network: string): CommandText {
  return {
    topic: `registration with the ${network}`,
    does: `Sets how changes of the registration with the ${network} are told`,
    write: "n",
    answer: "n stat area cell act",
    urcs: [{ what: `The registration with the ${network} has changed`, parameters: "stat area cell act" }],
  };
}

export const NETWORK_TEXTS: CommandTexts = {
  "+CREG": registration("network for calls"),
  "+CGREG": registration("packet service of GSM and 3G"),
  "+CEREG": registration("LTE network"),
  "+COPS": {
    topic: "operator",
    does: "Chooses the operator, or the form of its name",
    write: "copsmode copsformat opername act",
    answer: "copsmode copsformat opername act",
  },
  "+CSQ": { topic: "signal strength", answer: "rssi ber" },
  "+QCSQ": { topic: "signal strength of the network in use", answer: "sysmode rssidbm rsrp sinr rsrq" },
  "+QNWINFO": { topic: "network in use", answer: "technology operator band channel" },
  "+QSPN": { topic: "name of the operator", answer: "fullname shortname fullname alphabet operator" },
  "+QENG": {
    topic: "cells around",
    does: "Asks for details of the cell",
    write: "query",
    answer: "query value value value value",
  },
  "+CGATT": { topic: "attachment to the packet service", write: "attached", answer: "attached" },
  "+CGDCONT": {
    topic: "definition of PDP contexts",
    does: "Defines a PDP context",
    write: "pdp pdptype apn address value value value value",
    answer: "pdp pdptype apn address value value value value",
  },
  "+CGACT": {
    topic: "state of PDP contexts",
    does: "Switches the bearer of a PDP context",
    write: "active pdp",
    answer: "pdp active",
  },
  "+CGPADDR": {
    runs: "Asks for the addresses of all PDP contexts",
    topic: "addresses of PDP contexts",
    does: "Asks for the address of a PDP context",
    write: "pdp",
    answer: "pdp address",
  },
  "+CGEREP": { topic: "reports of packet service events", write: "value value", answer: "value value" },
  "+QICSGP": {
    topic: "access point of a PDP context",
    does: "Sets the access point of a PDP context",
    write: "pdp ctxtype apn user password auth",
    answer: "ctxtype apn user password auth",
  },
  "+QIACT": {
    topic: "active PDP contexts",
    does: "Activates a PDP context: takes up to 150 s",
    write: "pdp",
    answer: "pdp active ctxtype address",
  },
  "+QIDEACT": {
    topic: "PDP contexts",
    does: "Deactivates a PDP context: its connections end, takes up to 40 s",
    write: "pdp",
  },
  "+QIDNSCFG": {
    topic: "DNS servers",
    does: "Sets or asks for the DNS servers of a PDP context",
    write: "pdp dns1 dns2",
    answer: "pdp dns1 dns2",
  },
  "+QIDNSGIP": {
    topic: "addresses of a name",
    does: "Asks for the addresses of a name; they follow as +QIURC",
    write: "pdp host",
  },
  "+QPING": {
    topic: "reachability of a host",
    does: "Pings a host; the results follow as +QPING",
    write: "pdp host timeout count",
    urcs: [
      { what: "One answer to the ping", parameters: "err address length milliseconds hops", count: 5 },
      { what: "Summary of the ping", parameters: "err sent received lost minimum maximum mean", count: 7 },
      { what: "The ping failed", parameters: "err" },
    ],
  },
  "+QIGETERROR": { topic: "why the last TCP/IP or SSL command failed", answer: "err errtext" },
};
