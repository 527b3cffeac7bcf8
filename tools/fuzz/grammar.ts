/** What a modem says (V.250, 3GPP TS 27.007, the application notes SSL, TCP/IP and FILE), and how it comes out wrong. */
import { ODD_NUMBERS } from "./input";
import type { Random } from "./random";

/** `#` stands for a number, `@` for a client id, `$` for a length. */
const LINES = [
  ...'+QSSLURC: "recv",@|+QSSLURC: "recv",@,$|+QSSLURC: "closed",@|+QSSLURC: @,$|+QSSLURC: "recv",1#,$'.split("|"),
  ...'+QIURC: "recv",@|+QIURC: "recv",@,$|+QIURC: "closed",@|+QIURC: "pdpdeact",1|+QIURC: "incoming full"'.split("|"),
  ..."+QSSLOPEN: @,0|+QSSLOPEN: @,566|+QSSLOPEN: @,#|+QIOPEN: @,0|+QIOPEN: @,#|+QSSLRECV: $|+QIRD: $".split("|"),
  ...'+QSSLSEND: #,#,#|+QSSLSTATE: @,"SSLClient","h",#,#,2,1,@,0,"uart1"|+CMEE: 1|+CMEE: #'.split("|"),
  ...'+CEREG: #|+CEREG: 1,#|+CGREG: 1,#|+CSQ: #,99|+CPIN: READY|+CPIN: SIM PIN|+QLTS: "2026/11/27,12:00:00+00,0"'.split(
    "|",
  ),
  ...'+QNTP: 0,"2026/11/27,12:00:00+00"|+QNTP: #|+QFUPL: #,a1b2|+QFLST: "UFS:ca.pem",#|+QIGETERROR: #,"x"'.split("|"),
  ...'+QSSLCFG: "seclevel",0,1|+QSSLCFG: "cacert",0,"UFS:ca.pem"|+QIND: "csq",#,#|+QUSIM: 1|+X: #'.split("|"),
  ..."OK|OK|OK|ERROR|SEND OK|SEND FAIL|CONNECT|NO CARRIER|BUSY|NO ANSWER|+CME ERROR: #|+CMS ERROR: #".split("|"),
  ..."RDY|APP RDY|POWERED DOWN|NORMAL POWER DOWN|RING|ATE0|AT+CSQ|Quectel|BG96|Revision: BG96MAR02A07M1G|toString|on: 1".split(
    "|",
  ),
];

const FRAMES: readonly (readonly [before: string, after: string])[] = [
  ...Array.from({ length: 12 }, () => ["\r\n", "\r\n"] as const),
  ["", "\r\n"],
  ["\r\n", ""],
  ["\r\n", "\n"],
  ["\n", "\r"],
  ["\r\r\n", "\r\n"],
  ["\r\n", "\r\n\0"],
  ["\xff\r\n", "\r\n"],
];

/** Some lines in their frames, with payload where a line announces it. */
export function modemText(random: Random, lines = 1 + random.below(5)): string {
  let text = "";
  for (let count = 0; count < lines; count++) text += framedLine(random);
  return random.chance(0.2) ? damage(random, text) : text;
}

function framedLine(random: Random): string {
  if (random.chance(0.06)) return "\r\n> ";
  if (random.chance(0.02)) return random.bytes(random.below(60));
  if (random.chance(0.01)) return `\r\n${"x".repeat(random.below(3000))}${random.pick(["", "\r\n"])}`;
  const [before, after] = random.pick(FRAMES);
  let length = "";
  const line = random.pick(LINES).replace(/[#@$]/g, (kind) => {
    const number = kind === "@" ? String(random.below(12)) : numberText(random, kind === "$" ? 200 : 20);
    if (kind === "$") length = number;
    return random.chance(0.03) ? random.pick(ODD_NUMBERS) : number;
  });
  return before + (random.chance(0.02) ? damage(random, line) : line) + after + payload(random, length);
}

function numberText(random: Random, usual: number): string {
  if (random.chance(0.05)) return random.pick(ODD_NUMBERS);
  return String(random.chance(0.1) ? random.below(1501) : random.below(usual));
}

/** As long as was announced, or not. */
function payload(random: Random, length: string): string {
  const announced = Number(length);
  if (length === "" || !(announced > 0 && announced < 1600)) return "";
  const given = random.chance(0.8) ? announced : Math.max(0, announced + random.pick([-announced, -1, 1, 7, -7]));
  if (random.chance(0.3)) return '\r\nOK\r\n> +QSSLURC: "recv",0,9\r\n'.repeat(Math.ceil(given / 32)).slice(0, given);
  return random.chance(0.5) ? "p".repeat(given) : random.bytes(given);
}

/** What a line does to a text: bytes that are lost, doubled, changed or put in. */
export function damage(random: Random, text: string): string {
  let damaged = text;
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(damaged.length + 1);
    const end = at + 1 + random.below(random.pick([1, 4, 30]));
    const kind = random.below(5);
    const put = kind < 2 ? "" : kind === 2 ? damaged.slice(at, end).repeat(2) : random.bytes(1 + random.below(2));
    damaged = damaged.slice(0, at) + put + (kind === 4 ? damaged.slice(at) : damaged.slice(end));
  }
  return damaged;
}
