/**
 * BG96, E0 V1 CMEE 1, as the simulator says it byte for byte: test/tools/simulator/transcripts.test.ts plays the host's side. The
 * server repeats what it gets, and ends the connection behind `BYE`.
 */
import type { Exchange, Transcript } from "./transcript";

const OK = "\r\nOK\r\n";
const ERROR = "\r\nERROR\r\n";
const PROMPT = "\r\n> ";

/** Everything that looks like the modem speaking, and every byte there is. */
const NASTY =
  '\r\nOK\r\n> \r\n+QSSLURC: "recv",4\r\n\r\nSEND OK\r\n\x1a\x1b+++\r\n' + String.fromCharCode(...Array(256).keys());

const bearer: Exchange[] = [
  { command: "E0", answer: ["ATE0\r" + OK] },
  { command: '+QICSGP=1,1,"internet","","",0', answer: [OK] },
  { command: "+QIACT=1", answer: [OK] },
];
const bearerEvents: Transcript["events"] = bearer.map(({ command }) => ["done", command, "", ""]);

const bringUp: Transcript = {
  name: "BG96: bring-up",
  exchanges: [
    ...bearer,
    { command: "I", isBare: true, answer: ["\r\nQuectel\r\nBG96\r\nRevision: BG96MAR02A07M1G\r\n" + OK] },
    { command: "+QINISTAT", answer: ["\r\n+QINISTAT: 3\r\n" + OK] },
    { command: "+CEREG=2", answer: [OK] },
    { command: "+CEREG?", answer: ['\r\n+CEREG: 2,1,"5A1D","6A8B701",8\r\n' + OK] },
    { command: "+QIACT=1", answer: [ERROR] },
    { command: "+QIACT?", answer: ['\r\n+QIACT: 1,1,1,"10.7.157.1"\r\n' + OK] },
    { command: "+CCID", answer: [ERROR] },
  ],
  events: [
    ...bearerEvents,
    ["done", "I", "", "Quectel\nBG96\nRevision: BG96MAR02A07M1G"],
    ["done", "+QINISTAT", "", "3"],
    ["done", "+CEREG=2", "", ""],
    ["done", "+CEREG?", "", '2,1,"5A1D","6A8B701",8'],
    ["done", "+QIACT=1", "ERROR", ""],
    ["done", "+QIACT?", "", '1,1,1,"10.7.157.1"'],
    ["done", "+CCID", "ERROR", ""],
  ],
};

const upload: Transcript = {
  name: "BG96: upload",
  exchanges: [
    bearer[0]!,
    { command: '+QFLST="ca.pem"', answer: ["\r\n+CME ERROR: 405\r\n"] },
    {
      command: '+QFUPL="ca.pem",10,60',
      payload: "1234567890",
      answer: ["\r\nCONNECT\r\n", "\r\n+QFUPL: 10,3938\r\n" + OK],
    },
    { command: '+QFLST="ca.pem"', answer: ['\r\n+QFLST: "ca.pem",10\r\n' + OK] },
  ],
  events: [
    bearerEvents[0]!,
    ["done", '+QFLST="ca.pem"', "+CME ERROR: 405", ""],
    ["done", '+QFUPL="ca.pem",10,60', "", "10,3938"],
    ["done", '+QFLST="ca.pem"', "", '"ca.pem",10'],
  ],
};

/** What the two families of commands call the same things. */
interface Family {
  name: string;
  open: string;
  send: string;
  read: string;
  close: string;
  opened: string;
  urc: string;
}

/** One connection: opened, everything sent and read back, ended by the peer. */
function connection({ name, open, send, read, close, opened, urc }: Family): Transcript {
  const payload = `\r\n${read}: ${NASTY.length}\r\n${NASTY}\r\n${OK}`;
  return {
    name: `BG96: ${name}`,
    exchanges: [
      ...bearer,
      { command: '+QSSLCFG="sni",0,1', answer: [ERROR] },
      { command: open, answer: [`${OK}\r\n${opened}: 4,0\r\n`] },
      { command: '+QSSLCFG="seclevel",1,0', answer: [OK] },
      {
        command: `${send}=4,${NASTY.length}`,
        payload: NASTY,
        answer: [PROMPT, `\r\nSEND OK\r\n\r\n${urc}: "recv",4\r\n`],
      },
      { command: `${read}=4,1500`, isRead: true, answer: [payload] },
      { command: `${read}=4,1500`, isRead: true, answer: [`\r\n${read}: 0\r\n${OK}`] },
      { command: `${send}=4,3`, payload: "BYE", answer: [PROMPT, `\r\nSEND OK\r\n\r\n${urc}: "closed",4\r\n`] },
      { command: `${send}=4,1`, answer: [ERROR] },
      { command: `${close}=4`, answer: [OK] },
    ],
    events: [
      ...bearerEvents,
      ["done", '+QSSLCFG="sni",0,1', "ERROR", ""],
      ["done", open, "", ""],
      ["urc", opened, "4,0"],
      ["done", '+QSSLCFG="seclevel",1,0', "", ""],
      ["done", `${send}=4,${NASTY.length}`, "", ""],
      ["urc", urc, '"recv",4'],
      ["payload", NASTY],
      ["done", `${read}=4,1500`, "", ""],
      ["done", `${read}=4,1500`, "", ""],
      ["done", `${send}=4,3`, "", ""],
      ["urc", urc, '"closed",4'],
      ["done", `${send}=4,1`, "ERROR", ""],
      ["done", `${close}=4`, "", ""],
    ],
  };
}

export const transcripts: Transcript[] = [
  bringUp,
  upload,
  connection({
    name: "TLS connection",
    open: '+QSSLOPEN=1,0,4,"h.example",443,0',
    send: "+QSSLSEND",
    read: "+QSSLRECV",
    close: "+QSSLCLOSE",
    opened: "+QSSLOPEN",
    urc: "+QSSLURC",
  }),
  connection({
    name: "plain TCP connection",
    open: '+QIOPEN=1,4,"TCP","h.example",443,0,0',
    send: "+QISEND",
    read: "+QIRD",
    close: "+QICLOSE",
    opened: "+QIOPEN",
    urc: "+QIURC",
  }),
];
