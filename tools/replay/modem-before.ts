/** How a module was when its record began, as far as the record tells: a dialogue need not begin with power on. */
import type { RegistrationStat } from "../simulator/registration";
import type { SimOptions } from "../simulator/sim-card";
import type { Step } from "./dialogue";
import type { Item } from "./modem-items";

export interface ModemBefore {
  /** It starts with the record: its boot lines are in there. */
  isOff: boolean;
  sim: SimOptions;
  /** What it first told of its registration; home where it told nothing. */
  registration: RegistrationStat;
  /** Files that it lists before any is put there. */
  files: Map<string, Buffer>;
  /** Commands that bring it about. */
  commands: string[];
}

/** The PIN, in place of the masked one. */
export const PIN = "1234";

const RESTART = /^(RDY|APP RDY)$/;
const REGISTERED = /^\+C[EG]?REG: (?:\d,)?(\d)(?:,"|$)/;
const LISTED = /^\+QFLST: "(?:UFS:)?([^":]+)",(\d+)$/;
const ACTIVE = /^\+QIACT: (\d+),1,(\d)/;
const HEADER = "-----BEGIN CERTIFICATE-----\n";

export function modemBefore(steps: readonly Step[]): ModemBefore {
  const isOff = steps[0]!.items.some(({ text }) => RESTART.test(text));
  return {
    isOff,
    sim: simOf(steps),
    registration: registrationOf(steps),
    files: filesOf(steps),
    commands: [
      ...(isEchoed(steps) ? [] : ["ATE0"]),
      ...(wasWritten(steps, /\+QURCCFG="urcport",/i) || !isTalkative(steps) ? [] : ['AT+QURCCFG="urcport","uart1"']),
      ...(isOff ? [] : activeContexts(steps)),
    ],
  };
}

/** So many bytes of a file that is not in the record; the modem takes it for a certificate. */
export function fileFiller(lengthBytes: number): string {
  return (HEADER + "x".repeat(lengthBytes)).slice(0, lengthBytes);
}

function simOf(steps: readonly Step[]): SimOptions {
  const said = steps.flatMap(({ items }) => items).find(({ text }) => text.startsWith("+CPIN: "))?.text;
  if (said === "+CPIN: SIM PIN") return { pin: PIN };
  return said === "+CPIN: NOT INSERTED" || isRefusedCard(steps) ? { state: "absent" } : {};
}

/** `<stat>` in an answer or a URC; undefined: the line tells of something else. */
export function statOf(text: string): RegistrationStat | undefined {
  const stat = REGISTERED.exec(text)?.[1];
  return stat === undefined ? undefined : (Number(stat) as RegistrationStat);
}

function registrationOf(steps: readonly Step[]): RegistrationStat {
  for (const { items } of steps)
    for (const { text } of items) {
      const stat = statOf(text);
      if (stat !== undefined) return stat;
    }
  return 1;
}

/** AT+CPIN? is answered by "SIM not inserted". */
function isRefusedCard(steps: readonly Step[]): boolean {
  const asked = steps.find(({ host }) => /AT\+CPIN\?/i.test(String(host?.content)));
  return asked?.items.some(({ text }) => /^\+CME ERROR: (10|.*not inserted)$/i.test(text)) === true;
}

function filesOf(steps: readonly Step[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const { host, items } of steps) {
    if (/\+QF(UPL|OPEN|DEL)=/i.test(String(host?.content))) break;
    for (const { text } of items) {
      const [, name, length] = LISTED.exec(text) ?? [];
      if (name !== undefined) files.set(name, Buffer.from(fileFiller(Number(length)), "latin1"));
    }
  }
  return files;
}

function isEchoed(steps: readonly Step[]): boolean {
  const first = steps.find(({ host }) => typeof host?.content === "string" && /^\s*AT/i.test(host.content));
  const command = String(first?.host?.content)
    .trim()
    .split(/[\r\n]/)[0];
  return first === undefined || first.items.some(({ text }) => text.trim() === command);
}

/** Something came over this port unasked. */
function isTalkative(steps: readonly Step[]): boolean {
  return steps.some(({ items }) =>
    items.some(({ text }) => RESTART.test(text) || /^\+Q\w+URC: |^\+QIURC: |^\+Q(SSL|I)OPEN: \d/.test(text)),
  );
}

function wasWritten(steps: readonly Step[], pattern: RegExp): boolean {
  return steps.some(({ host }) => pattern.test(String(host?.content)));
}

/** Contexts that AT+QIACT? shows although the host activated none. */
function activeContexts(steps: readonly Step[]): string[] {
  const before: Item[] = [];
  for (const { host, items } of steps) {
    if (/\+QIACT=/i.test(String(host?.content))) break;
    before.push(...items);
  }
  return before.flatMap(({ text }) => {
    const [, id, type] = ACTIVE.exec(text) ?? [];
    return id === undefined ? [] : [`AT+QICSGP=${id},${type},"internet"`, `AT+QIACT=${id}`];
  });
}
