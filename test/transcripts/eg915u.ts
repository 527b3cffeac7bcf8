/** EG915U, E0 V1 CMEE 1 (shapes: quectel-reference 1.1, 3, 5.2 and 9). */
import type { Transcript } from "./transcript";

const OK = "\r\nOK\r\n";

/** Everything that looks like the modem speaking, and every byte there is. */
export const NASTY =
  '\r\nOK\r\n> \r\n+QSSLURC: "recv",1\r\n\r\nERROR\r\n\x1a\x1b+++\r\n>\r\nSEND OK\r\n' +
  String.fromCharCode(...Array(256).keys()) +
  "\r\n\r";

const bringUp: Transcript = {
  name: "bring-up",
  exchanges: [
    { command: "E0", answer: ["ATE0\r" + OK] },
    { command: "+CMEE=1", answer: ["\r\n+CFUN: 1\r\n" + OK] },
    { command: "I", isBare: true, answer: ["\r\nQuectel\r\nEG915U\r\nRevision: EG915UEUABR03A01M08\r\n" + OK] },
    { command: "+CPIN?", answer: ["\r\n+CME ERROR: 14\r\n\r\n+QUSIM: 1\r\n"] },
    { command: "+CPIN?", answer: ["\r\n+CPIN: READY\r\n" + OK + "\r\n+QIND: SMS DONE\r\n"] },
    {
      command: "+CEREG?",
      isInformation: (parameters) => parameters[1] === "," && parameters[2] !== '"',
      answer: ['\r\n+CEREG: 1,"1A2B","01C3D4E5",7\r\n\r\n+CEREG: 1,1\r\n\r\n+QIND: PB DONE\r\n' + OK],
    },
    { command: "+QLTS=1", answer: ['\r\n+QLTS: "2026/01/01,00:00:05+04,0"\r\n' + OK] },
    { command: "+QIACT=1", answer: ["\r\nERROR\r\n"] },
    { command: "+QIACT=1", answer: [OK] },
  ],
  events: [
    ["done", "E0", "", ""],
    ["urc", "+CFUN", "1"],
    ["done", "+CMEE=1", "", ""],
    ["done", "I", "", "Quectel\nEG915U\nRevision: EG915UEUABR03A01M08"],
    ["done", "+CPIN?", "+CME ERROR: 14", ""],
    ["done", "+CPIN?", "", "READY"],
    ["urc", "+CEREG", '1,"1A2B","01C3D4E5",7'],
    ["done", "+CEREG?", "", "1,1"],
    ["done", "+QLTS=1", "", '"2026/01/01,00:00:05+04,0"'],
    ["done", "+QIACT=1", "ERROR", ""],
    ["done", "+QIACT=1", "", ""],
  ],
};

const upload: Transcript = {
  name: "upload",
  exchanges: [
    { command: '+QFLST="ca.pem"', answer: ["\r\n+CME ERROR: 405\r\n"] },
    {
      command: '+QFUPL="ca.pem",10,60',
      payload: "1234567890",
      answer: ["\r\nCONNECT\r\n", "\r\n+QFUPL: 10,3938\r\n" + OK],
    },
    { command: '+QFLST="ca.pem"', answer: ['\r\n+QFLST: "UFS:ca.pem",10\r\n' + OK] },
  ],
  events: [
    ["done", '+QFLST="ca.pem"', "+CME ERROR: 405", ""],
    ["done", '+QFUPL="ca.pem",10,60', "", "10,3938"],
    ["done", '+QFLST="ca.pem"', "", '"UFS:ca.pem",10'],
  ],
};

/** One connection: opened, a send for each form of the prompt, two reads, closed by the peer. */
function connection(form: string, recvUrc: (id: number) => string): Transcript {
  const recv = recvUrc(4);
  return {
    name: `connection, ${form}`,
    exchanges: [
      { command: '+QSSLOPEN=1,0,4,"h.example",443,0', answer: [OK + "\r\n+QSSLOPEN: 4,0\r\n"] },
      { command: "+QSSLSEND=4,5", payload: "HELLO", answer: ["\r\n> ", `\r\nSEND OK\r\n\r\n+QSSLURC: ${recv}\r\n`] },
      { command: "+QSSLSEND=4,2", payload: "\r\n", answer: ["\r\n>", "\r\nSEND FAIL\r\n"] },
      {
        command: "+QSSLSEND=4,5",
        payload: "\x1a\x1b+++",
        answer: [`\r\n+QSSLURC: ${recv}\r\n\r\n>\r\n`, "\r\nSEND OK\r\n"],
      },
      {
        command: "+QSSLRECV=4,1500",
        isRead: true,
        answer: [`\r\n+QSSLRECV: ${NASTY.length}\r\n${NASTY}\r\n${OK}\r\n+QSSLURC: "closed",4\r\n`],
      },
      { command: "+QSSLRECV=4,1500", isRead: true, answer: ["\r\n+QSSLRECV: 0\r\n" + OK] },
      { command: "+QSSLCLOSE=4", answer: [OK] },
    ],
    events: [
      ["done", '+QSSLOPEN=1,0,4,"h.example",443,0', "", ""],
      ["urc", "+QSSLOPEN", "4,0"],
      ["done", "+QSSLSEND=4,5", "", ""],
      ["urc", "+QSSLURC", recv],
      ["done", "+QSSLSEND=4,2", "SEND FAIL", ""],
      ["urc", "+QSSLURC", recv],
      ["done", "+QSSLSEND=4,5", "", ""],
      ["payload", NASTY],
      ["done", "+QSSLRECV=4,1500", "", ""],
      ["urc", "+QSSLURC", '"closed",4'],
      ["done", "+QSSLRECV=4,1500", "", ""],
      ["done", "+QSSLCLOSE=4", "", ""],
    ],
  };
}

export const transcripts: Transcript[] = [
  bringUp,
  upload,
  connection("named URC", (id) => `"recv",${id}`),
  connection("seed URC", (id) => `${id},18`),
];
