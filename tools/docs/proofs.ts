/** Which tests prove something, best first. */
import type { TestCase } from "./test-cases";

export interface Proof {
  file: string;
  title: string;
  /** The title speaks of it; else the test uses it. */
  isNamed: boolean;
}

/** How to tell that a test is about something. */
export interface Subject {
  isNamedIn(title: string): boolean;
  isUsedIn(text: string): boolean;
}

/** Tests of the driver alone, of the whole, of the simulator, others. */
const FOLDERS = ["test/modules/", "test/demo/", "test/tools/simulator/", ""];
/** The driver is in so many of them. */
const DRIVER_FOLDERS = 2;
/** A text of the dialogue with the modem. */
const TRAFFIC = /AT[+&A-Z]|[+][A-Z]{3}/;
/** Such a sentence tells what does not happen. A title that begins with the command itself is none. */
const REFUSAL = /^(?=[a-z]).*\b(refuse[sd]?|fails?|errors?|ignores?|not|never|no)\b/;

/** A title that begins with a row of `each`. */
const WHOLE_ROW = /^%[sjp]/;

/** How much a test says, best first. */
enum Level {
  /** Its title speaks of it. */
  Named,
  /** Its title does, with a row of `each` put in. */
  NamedByRow,
  Used,
  /** Its title says what is refused. */
  Refusal,
}

interface Candidate extends Proof {
  level: Level;
  folder: number;
  /** How much of the test is about it, 0 to 1. */
  share: number;
}

/** At most two tests. The second speaks of the subject in its title too, or is one of the driver when the first is not. */
export function bestProofs(cases: readonly TestCase[], subject: Subject): Proof[] {
  const all = cases.flatMap((test) => candidates(test, subject)).sort(compare);
  const [first, ...others] = all;
  if (!first) return [];
  const second = others.find(
    ({ level, folder }) =>
      level <= Level.NamedByRow || (folder < DRIVER_FOLDERS && first.folder >= DRIVER_FOLDERS && level === Level.Used),
  );
  return [first, ...(second ? [second] : [])]
    .sort((a, b) => a.folder - b.folder)
    .map(({ file, title, isNamed }) => ({ file, title, isNamed }));
}

/** A test in a group whose title speaks of the subject says no more than the group. */
function candidates(test: TestCase, subject: Subject): Candidate[] {
  if (isGroupNamed(test, subject)) return [];
  const folder = FOLDERS.findIndex((start) => test.file.startsWith(start));
  const title = test.titles.find((text) => subject.isNamedIn(text));
  if (title === undefined) return usedCandidate(test, subject, folder);
  const isOwn = title === test.titles[0] || WHOLE_ROW.test(test.titles[0]!);
  const named = isOwn ? Level.Named : Level.NamedByRow;
  return [
    { file: test.file, title, isNamed: true, level: REFUSAL.test(title) ? Level.Refusal : named, folder, share: 1 },
  ];
}

function usedCandidate(test: TestCase, subject: Subject, folder: number): Candidate[] {
  const traffic = test.texts.filter((text) => TRAFFIC.test(text) || subject.isUsedIn(text));
  const hits = traffic.filter((text) => subject.isUsedIn(text));
  if (hits.length === 0) return [];
  const share = hits.length / traffic.length;
  return [{ file: test.file, title: fullTitle(test), isNamed: false, level: Level.Used, folder, share }];
}

function isGroupNamed({ group }: TestCase, subject: Subject): boolean {
  return group !== undefined && (group.titles.some(subject.isNamedIn) || isGroupNamed(group, subject));
}

/** With its groups: a title alone may be no whole sentence. */
function fullTitle({ titles, group }: TestCase): string {
  return group ? `${fullTitle(group)} ${titles[0]!}` : titles[0]!;
}

/** Sorting keeps the order of equals, which is that of the files and in them that of the tests. */
function compare(a: Candidate, b: Candidate): number {
  return a.level - b.level || a.folder - b.folder || b.share - a.share;
}
