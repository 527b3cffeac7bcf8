/** What may differ between a module in the field and a simulated one without meaning anything: the place, the card, the hour. */

export interface Liberty {
  /** What it is, for people. */
  what: string;
  pattern: RegExp;
  replacement: string;
}

/** In this order; each leaves the form of the line as it is. */
export const LIBERTIES: readonly Liberty[] = [
  { what: "times", pattern: /"\d{2,4}\/\d\d\/\d\d,\d\d:\d\d:\d\d(?:[+-]\d\d)?(?=[",])/g, replacement: '"<time>' },
  { what: "zones", pattern: /^(\+CTZ[VE]: )"?[+-]\d+"?/, replacement: "$1<zone>" },
  { what: "addresses", pattern: /"(?:\d{1,3}\.){3}\d{1,3}"/g, replacement: '"<address>"' },
  { what: "numbers of module and card", pattern: /^(\+\w+: )?"?\d{14,20}F?"?$/i, replacement: "$1<number>" },
  { what: "signal", pattern: /^\+CSQ: \d+,\d+/, replacement: "+CSQ: <signal>" },
  { what: "signal", pattern: /(?<=^\+QCSQ: "[^"]+".*),-?\d+/g, replacement: ",<n>" },
  { what: "operator", pattern: /^(\+COPS: \d,\d,)"[^"]*",\d+/, replacement: '$1"<operator>",<act>' },
  { what: "cell", pattern: /^(\+C[EG]?REG: (?:\d,)?\d,)"\w+","\w+",\d+/, replacement: '$1"<area>","<cell>",<act>' },
  {
    what: "network",
    pattern: /^\+QNWINFO: "[^"]+","\d+","[^"]+",\d+/,
    replacement: '+QNWINFO: "<act>","<operator>","<band>",<n>',
  },
  { what: "supply", pattern: /^\+CBC: \d+,\d+,\d+/, replacement: "+CBC: <supply>" },
  { what: "room for files", pattern: /^\+QFLDS: \d+,\d+/, replacement: "+QFLDS: <bytes>,<bytes>" },
  {
    what: "checksum of a file that is not in the record",
    pattern: /^(\+QF(?:UPL|DWL): \d+),\w+/,
    replacement: "$1,<checksum>",
  },
  {
    what: "local ports",
    pattern: /^(\+Q(?:SSL|I)STATE: \d+,"[^"]+",[^,]+,\d+),\d+/,
    replacement: "$1,<port>",
  },
  { what: "masked secrets", pattern: /(\+CPIN=)[^\r;]*/i, replacement: "$1<masked>" },
  {
    what: "masked secrets",
    pattern: /(\+QICSGP[=:][^"]*"[^"]*",)"[^"]*"(?:,"[^"]*")?/i,
    replacement: '$1"<masked>"',
  },
];

/** Lengths, where it is not to count in how many pieces payload came. */
const LENGTHS: readonly Liberty[] = [
  { what: "lengths", pattern: /^(\+(?:QSSLRECV|QIRD): )\d+/, replacement: "$1<n>" },
  { what: "lengths", pattern: /^(\+(?:QSSLURC|QIURC): "recv",\d+),\d+/, replacement: "$1,<n>" },
];

/** The line without what may differ. */
export function withoutLiberties(text: string, ignoresLengths: boolean): string {
  const liberties = ignoresLengths ? [...LIBERTIES, ...LENGTHS] : LIBERTIES;
  return liberties.reduce((line, { pattern, replacement }) => line.replace(pattern, replacement), text);
}
