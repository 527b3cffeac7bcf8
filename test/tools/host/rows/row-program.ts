import { byteLiteral } from "../../../../tools/interpreter/byte-literal";
import type { Row } from "./row";

/** One program that runs all rows, one after the other, and prints "row 0 …" for each answer. It ends the interpreter. */
export function rowProgram(rows: Row[]): string {
  return [
    `var rows=[${rows.map((row) => byteLiteral(row.code)).join(",\n")}],row=0;`,
    'function done(value){print("row "+row+" "+JSON.stringify(value));row++;setTimeout(next,0)}',
    'function next(){if(row>=rows.length){if(typeof quit=="function")quit();return;}',
    'try{eval("(function(){"+rows[row]+"})")()}catch(e){done("threw "+e)}}',
    "next();",
  ].join("\n");
}

/** The answers in what was printed, by number of the row. */
export function rowAnswers(printed: string): Map<number, string> {
  const answers = printed.matchAll(/row (\d+) ([^\r\n]*)/g);
  return new Map([...answers].map(([, number, answer]) => [Number(number), answer!]));
}
