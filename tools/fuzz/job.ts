/** Tries many inputs on one target: generated ones, and such as are like those that did something new. */
import { DeviceProgram } from "./device";
import { mutate, type Input } from "./input";
import type { InstrumentedCode } from "./instrument";
import { Random } from "./random";
import { shrink } from "./shrink";
import type { Target } from "./target";

export interface Job {
  target: string;
  seed: number;
  inputs: number;
}

export interface Failure {
  target: string;
  /** That of the job: with it and the target alone the same is found again. */
  seed: number;
  /** How many inputs it took. */
  inputs: number;
  /** The shortest found, and what is wrong with it; of several one after the other it is the last that fails. */
  shortest: Input[];
  problem: string;
}

export interface JobResult {
  inputs: number;
  /** By block of the code, whether it was entered. */
  entered: boolean[];
  /** Inputs that did something new. */
  corpus: number;
  failure?: Failure;
}

/** Inputs for one life of the device: what one leaves behind meets the next ones. */
const LIFE_INPUTS = 500;
/** How many inputs are made from those that did something new. */
const MUTATED = 0.6;

/** @param onInputs told now and then how many inputs were tried since it was told last. */
export function runJob(
  code: InstrumentedCode,
  target: Target,
  job: Job,
  onInputs: (inputs: number) => void = () => {},
): JobResult {
  const program = new DeviceProgram(code);
  const random = new Random(job.seed);
  const corpus: Input[] = [];
  let attempt = newLife(program, target);
  let life: Input[] = [];
  for (let count = 1; count <= job.inputs; count++) {
    if (life.length === LIFE_INPUTS) {
      onInputs(LIFE_INPUTS);
      [attempt, life] = [newLife(program, target), []];
    }
    const isMutated = corpus.length > 0 && random.chance(MUTATED);
    const input = isMutated ? mutate(random, random.pick(corpus), random.pick(corpus)) : target.generate(random);
    life.push(input);
    const problem = attempt(input);
    if (problem !== undefined) {
      const failure = { ...shortestFailure(program, target, life), target: job.target, seed: job.seed, inputs: count };
      onInputs(life.length);
      return { inputs: count, entered: program.entered, corpus: corpus.length, failure };
    }
    if (program.takeNews()) corpus.push(input);
  }
  onInputs(life.length);
  return { inputs: job.inputs, entered: program.entered, corpus: corpus.length };
}

/** @returns tries an input. @returns what is wrong, undefined for nothing. */
function newLife(program: DeviceProgram, target: Target): (input: Input) => string | undefined {
  const run = target.start(program.start(target.isDeep));
  return (input) => {
    program.refuel();
    try {
      run(input);
    } catch (error) {
      if (!program.isEndless) return String(error).replace(/^Error: /, "");
    }
    return program.isEndless ? "does not end" : undefined;
  };
}

function shortestFailure(program: DeviceProgram, target: Target, life: Input[]): Pick<Failure, "shortest" | "problem"> {
  const fails = (inputs: readonly Input[]): string | undefined => {
    const attempt = newLife(program, target);
    for (const input of inputs) {
      const problem = attempt(input);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  const shortest = shrink(life, fails);
  return { shortest, problem: fails(shortest) ?? "did not fail again" };
}
