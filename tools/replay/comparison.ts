/**
 * A recorded dialogue against the simulated module: the host's side is played to it, with the world behind it as the record tells, and what it
 * answers is held against what the module in the record answered.
 */
import { VirtualClock } from "../clock";
import { INSTANT_TIMING, ModemSimulator } from "../simulator";
import { AnswerSorter, type Step, stepsOf } from "./dialogue";
import { withoutLiberties } from "./legitimate";
import type { LineLog } from "./line-log";
import { fileFiller, modemBefore, PIN, statOf } from "./modem-before";
import { type Item, ModemReader } from "./modem-items";
import { RecordedNetwork } from "./recorded-network";

export interface Difference {
  /** Of the record, from 1. */
  line: number;
  /** What the host wrote before; empty: nothing. */
  host: string;
  /** What the module said; empty: nothing. */
  recorded: string;
  /** What the simulator says; empty: nothing. */
  simulated: string;
}

export interface Comparison {
  profile: string;
  /** Commands and payloads of the host that were played. */
  steps: number;
  /** In order of their lines. */
  differences: Difference[];
  /** Line of the record that enters transparent mode: nothing behind it was compared. */
  stream: number | undefined;
}

export interface ComparisonOptions {
  log: LineLog;
  /** Name of the profile. */
  profile: string;
  /** Does not count in how many pieces payload came. */
  ignoresLengths: boolean;
}

/** How long the simulator may take with an answer that does not come, and what it waits at once, simulated milliseconds. */
const PATIENCE_MS = 5000;
const PAUSE_MS = 100;
/** Of the silence in the record as much as this is kept: timeouts of a modem, and the guard of `+++`. */
const LONGEST_SILENCE_MS = 600_000;

const LOST_CONTEXT = /^\+QIURC: "pdpdeact",(\d+)$/;
const STREAM = /\+(?:QSSLOPEN|QIOPEN)=[^\r]*,2\r|\+QISWTMD=\d+,2\r|^ATO\b/i;
const RESTART = /^RDY$/;

/** Plays the whole record. */
export async function compareRecord(options: ComparisonOptions): Promise<Comparison> {
  const all = stepsOf(options.log);
  const end = all.findIndex(({ host }) => STREAM.test(String(host?.content)));
  const steps = end < 0 ? all : all.slice(0, end);
  const run = new ComparisonRun(steps, options.profile);
  const simulated = await run.play();
  return {
    profile: options.profile,
    steps: steps.length - 1,
    differences: differencesOf(steps, simulated, options.ignoresLengths),
    stream: all[end]?.host?.line,
  };
}

class ComparisonRun {
  private readonly _clock = new VirtualClock();
  private readonly _network: RecordedNetwork;
  private readonly _modem: ModemSimulator;
  private readonly _before;
  /** What the simulator said, step by step. */
  private readonly _simulated: Step[] = [{ items: [] }];
  private readonly _reader = new ModemReader((item) => this._simulated.at(-1)!.items.push(item));

  constructor(
    private readonly _steps: readonly Step[],
    profile: string,
  ) {
    this._before = modemBefore(_steps);
    this._network = new RecordedNetwork(this._clock, _steps);
    this._modem = new ModemSimulator({
      ...{ clock: this._clock, network: this._network, profile, timing: INSTANT_TIMING },
      sim: this._before.sim,
      registration: [{ stat: this._before.registration, afterMs: 0 }],
      files: this._before.files,
    });
  }

  async play(): Promise<Step[]> {
    if (this._before.isOff) {
      this._listen();
      this._modem.powerOn();
    } else await this._prepare();
    await this._settle(0);
    for (let index = 1; index < this._steps.length; index++) await this._playStep(index);
    this._modem.dispose();
    return this._simulated;
  }

  /** Brings the module into the state in which the record begins; what it says of that counts for nothing. */
  private async _prepare(): Promise<void> {
    this._modem.powerOn();
    await this._clock.advance(PAUSE_MS);
    for (const command of this._before.commands) {
      this._modem.uart.write(Buffer.from(`${command}\r`, "latin1"));
      await this._clock.advance(PAUSE_MS);
    }
    this._listen();
  }

  private _listen(): void {
    this._modem.uart.onData((bytes) => this._reader.feed(bytes.toString("latin1"), 0));
  }

  private async _playStep(index: number): Promise<void> {
    const { host, items } = this._steps[index]!;
    await this._clock.advance(this._silenceMs(index));
    this._network.beforeHost(index);
    for (const { text } of items) this._register(text);
    this._simulated.push({ host: host!, items: [] });
    this._write(host!.content);
    await this._clock.advance(0);
    this._network.afterHost(index);
    for (const { text } of items) this._happen(text);
    await this._settle(index);
  }

  /** From the last the modem said before this step to the host's next word. */
  private _silenceMs(index: number): number {
    const before = this._steps[index - 1]!.host?.ms ?? 0;
    return Math.min(LONGEST_SILENCE_MS, Math.max(0, this._steps[index]!.host!.ms - before - PATIENCE_MS));
  }

  private _write(content: string | number): void {
    const text = typeof content === "number" ? fileFiller(content) : unmasked(content);
    if (typeof content === "string") this._reader.onHost(text);
    this._modem.uart.write(Buffer.from(text, "latin1"));
  }

  /** The network's mind, before the host asks for it. */
  private _register(text: string): void {
    const stat = statOf(text);
    if (stat !== undefined) this._modem.setRegistration(stat);
  }

  /** What befell the module by itself. */
  private _happen(text: string): void {
    const context = LOST_CONTEXT.exec(text)?.[1];
    if (context !== undefined) this._modem.dropPdp(Number(context));
    if (!RESTART.test(text) || this._hasSaid(text)) return;
    if (this._modem.status().power === "off") this._modem.powerOn();
    else this._modem.reboot();
  }

  private _hasSaid(text: string): boolean {
    return this._simulated.at(-1)!.items.some((item) => item.text === text);
  }

  /** Until the simulator has said as much as the module did, or has had time enough. */
  private async _settle(index: number): Promise<void> {
    const expected = this._steps[index]!.items.length;
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += PAUSE_MS) {
      if (this._simulated.at(-1)!.items.length >= expected) return;
      await this._clock.advance(PAUSE_MS);
    }
  }
}

/** A command with what stands for its secrets. */
function unmasked(text: string): string {
  return text
    .replace(/(\+CPIN=)<masked>/gi, `$1"${PIN}"`)
    .replace(/(\+QICSGP=[^"]*"[^"]*",)"<masked>"/gi, '$1"user","password"');
}

function differencesOf(recorded: readonly Step[], simulated: readonly Step[], ignoresLengths: boolean): Difference[] {
  const sorters = [new AnswerSorter(), new AnswerSorter()] as const;
  const shown = (item: Item | undefined): string => (item ? shownItem(item, ignoresLengths) : "");
  const differences: Difference[] = [];
  const unasked: { own: Item; step: Step }[][] = [[], []];
  recorded.forEach((step, index) => {
    const other = simulated[index] ?? { items: [] };
    const [then, now] = [sorters[0].sort(step), sorters[1].sort(other)];
    const host = hostText(step);
    const at = then.answers.findIndex((item, place) => shown(item) !== shown(now.answers[place]));
    const place = at < 0 && now.answers.length > then.answers.length ? then.answers.length : at;
    if (place >= 0) {
      const [was, is] = [then.answers[place], now.answers[place]];
      const line = was?.line ?? then.answers.at(-1)?.line ?? step.host!.line;
      differences.push({ line, host, recorded: rawText(was), simulated: rawText(is) });
    }
    unasked[0]!.push(...then.unasked.map((own) => ({ own, step })));
    unasked[1]!.push(...now.unasked.map((own) => ({ own, step })));
  });
  return [...differences, ...unaskedDifferences(unasked[0]!, unasked[1]!, shown)].sort((a, b) => a.line - b.line);
}

/** What comes unasked may come a step sooner or later: each line of the module must have its like, in order. */
function unaskedDifferences(
  recorded: readonly { own: Item; step: Step }[],
  simulated: { own: Item; step: Step }[],
  shown: (item: Item | undefined) => string,
): Difference[] {
  const left = [...simulated];
  const missing = recorded.filter(({ own }) => {
    const at = left.findIndex((each) => shown(each.own) === shown(own));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const differences = missing.map(({ own, step }): Difference => {
    const at = left.findIndex((each) => nameOf(each.own) === nameOf(own));
    const [like] = at < 0 ? [] : left.splice(at, 1);
    return { line: own.line, host: hostText(step), recorded: rawText(own), simulated: rawText(like?.own) };
  });
  const besides = left.map(({ own, step }): Difference => ({
    line: step.host?.line ?? 1,
    host: hostText(step),
    recorded: "",
    simulated: rawText(own),
  }));
  return [...differences, ...besides];
}

function nameOf({ text }: Item): string {
  return text.split(/[:,]/)[0]!;
}

function shownItem({ text, payload }: Item, ignoresLengths: boolean): string {
  const line = withoutLiberties(text, ignoresLengths);
  return payload === undefined || ignoresLengths ? line : `${line}\n${payload}`;
}

function rawText(item: Item | undefined): string {
  if (!item) return "";
  const text = JSON.stringify(item.text).slice(1, -1).replaceAll('\\"', '"');
  return item.payload === undefined ? text : `${text} and ${JSON.stringify(item.payload)}`;
}

function hostText({ host }: Step): string {
  if (!host) return "";
  return typeof host.content === "number" ? `<${host.content} bytes>` : host.content.replace(/[\r\n]+/g, "");
}

/** For people. @param source name of the record. @param most differences that are shown. */
export function comparisonText(comparison: Comparison, source: string, most = 10): string {
  const { profile, steps, differences, stream } = comparison;
  const head =
    differences.length === 0
      ? `the simulated ${profile} says the same: ${steps} commands and payloads`
      : `the simulated ${profile} differs in ${differences.length} ${differences.length === 1 ? "place" : "places"}, of ${steps} commands and payloads`;
  const shown = differences
    .slice(0, most)
    .map(
      ({ line, host, recorded, simulated }) =>
        `  ${source} line ${line}${host === "" ? "" : `, behind ${host}`}\n    recorded   ${recorded || "nothing"}\n    simulated  ${simulated || "nothing"}`,
    );
  const rest = differences.length > most ? [`  and ${differences.length - most} more`] : [];
  const end =
    stream === undefined ? [] : [`  line ${stream} enters transparent mode: what is behind it was not compared`];
  return [head, ...shown, ...rest, ...end].join("\n");
}

/** Name of the profile whose module is in the record, by the model that it told. @param names the profiles there are. */
export function recordedProfile(log: LineLog, names: readonly string[]): string | undefined {
  const texts = stepsOf(log).flatMap(({ items }) => items.map(({ text }) => text));
  const models = texts.map((text) => text.split("-")[0]!);
  return names.find((name) => models.includes(name));
}
