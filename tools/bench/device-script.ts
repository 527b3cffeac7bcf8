/** Writes the program that the interpreter runs: one reader, one kind of traffic, a number of rounds. */
import { byteLiteral } from "../interpreter/byte-literal";
import type { Reader } from "./reader";
import { closingLine, directPushHeader, type Round, type Traffic } from "./traffic";

export interface DeviceRun {
  reader: Reader;
  traffic: Traffic;
  round: Round;
  /** Rounds with empty handlers: the measured ones. */
  rounds: number;
}

/** What the program says at its end. */
export interface DeviceReport {
  /** Counted in the rounds of proof. */
  lines: number;
  payloadBytes: number;
  /** Growth of `process.memory().usage` over the measured rounds. */
  growth: number;
}

const reportMark = "@bench ";

/**
 * The program. Chunks are made beforehand, so a round is a loop of one indexed read and one call. A round with handlers that count
 * goes before the measured ones and another behind them, to prove that the reader sees all and has stayed in step; while
 * measuring the handlers are empty, since what is done with a line or payload is not the reader's work. There is no waiting:
 * `setTimeout` is replaced, and what a reader has set when an answer is complete (a guard time) is called at once.
 */
export function deviceScript(run: DeviceRun): string {
  const modules = Object.entries(run.reader.modules).map(
    ([name, text]) => `Modules.addCached(${byteLiteral(name)},${byteLiteral(text)});`,
  );
  const { traffic, round, rounds } = run;
  return [
    "var lines=0,payloadBytes=0,timer,growth,handler;",
    "global.setTimeout=function(f){timer=f;return 1};global.clearTimeout=function(){timer=0};",
    ...modules,
    ...cutFunction(traffic, round),
    ...feedFunction(traffic, round),
    "function run(){",
    "var port={write:function(){},removeAllListeners:function(){},on:function(e,f){handler=f}};",
    'var r=require("reader").connect(port),use=r[0],read=r[1],chunks=cut();',
    "Modules.removeAllCached();",
    "function prove(){use(function(){lines++},function(p){payloadBytes+=p.length});feed(handler,chunks,read,1)}",
    "prove();",
    "use(function(){},function(){});",
    "growth=process.memory().usage;",
    `feed(handler,chunks,read,${rounds});`,
    "growth=process.memory().usage-growth;",
    "prove();",
    "}",
    `try{run();print("${reportMark}"+JSON.stringify({lines,payloadBytes,growth}))}`,
    'catch(e){print("@error "+e.toString())}',
    "quit();",
    "",
  ].join("\n");
}

/** The chunks are cut on the board, where the text of all of them would not fit beside the reader. */
function cutFunction({ block }: Traffic, { blocks, bytes, chunkBytes }: Round): string[] {
  return [
    "function cut(){",
    `var b=${byteLiteral(block)},t="",c=[],i;`,
    `for(i=0;i<${blocks};i++)t+=b;`,
    `for(i=0;i<${bytes};i+=${chunkBytes})c.push(t.substr(i,${chunkBytes}));`,
    "return c",
    "}",
  ];
}

/** The measured statements: the same for each reader, with local variables only. */
function feedFunction({ command, isAnnouncedOnce }: Traffic, { bytes }: Round): string[] {
  const [before, behind] = directPushHeader(0).split("0") as [string, string];
  return [
    "function feed(h,c,read,rounds){",
    "var n=c.length,i;",
    isAnnouncedOnce ? `h(${byteLiteral(before)}+rounds*${bytes}+${byteLiteral(behind)});` : "",
    "while(rounds--){",
    command === undefined ? "" : `read(${byteLiteral(command)});`,
    "for(i=0;i<n;i++)h(c[i]);",
    command === undefined ? "" : "if(timer)timer();",
    "}",
    isAnnouncedOnce ? `h(${byteLiteral(closingLine)});` : "",
    "}",
  ].filter((statement) => statement !== "");
}

/** @returns undefined when the program did not come to its end. @throws Error with the text of what it threw. */
export function readReport(output: string): DeviceReport | undefined {
  const lines = output.split(/[\r\n]+/);
  const error = lines.find((line) => line.startsWith("@error "));
  if (error !== undefined) throw new Error(error.slice("@error ".length));
  const report = lines.find((line) => line.startsWith(reportMark));
  return report === undefined ? undefined : (JSON.parse(report.slice(reportMark.length)) as DeviceReport);
}

/** What the two rounds of proof hold. */
export function expectedCounts({ traffic, round }: DeviceRun): Pick<DeviceReport, "lines" | "payloadBytes"> {
  const lines = traffic.isAnnouncedOnce ? 2 : traffic.lines * round.blocks;
  return { lines: 2 * lines, payloadBytes: 2 * traffic.payloadBytes * round.blocks };
}
