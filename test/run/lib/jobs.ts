import { availableParallelism, totalmem } from 'node:os';
import { stepTally, type Tally } from './tally';

/** An independent piece of a run: a check, or test files that share a process. */
export interface Job {
  /** Unique in a run, for example `postgres/truth`. */
  readonly name: string;
  /** The suite to which its results belong in the summary. */
  readonly suite: string;
  readonly run: () => Promise<Tally>;
}

/** A job with servers, threads and a browser needs up to this much memory, in bytes. */
const MEMORY_OF_JOB = 3 * 1024 ** 3;

/**
 * How many jobs run in parallel; `PGBI_JOBS` overrides it. At least two, even on one core, since servers and browsers
 * wait more than they compute.
 */
export function jobSlots(): number {
  const wanted = Number(process.env['PGBI_JOBS'] ?? '');
  if (Number.isInteger(wanted) && wanted > 0) return wanted;
  return Math.max(1, Math.min(Math.max(2, availableParallelism()), Math.floor(totalmem() / MEMORY_OF_JOB)));
}

/**
 * The longest jobs, measured on two cores, longest first. It only decides the order in which jobs start: a long job
 * that starts last would run alone at the end.
 */
const LONGEST_FIRST = [
  'postgres/damagedSets',
  'postgres/truth',
  'lint',
  'host',
  'ui/timeline',
  'postgres/restoreSteps',
];

/** Runs all jobs, `slots` at a time, the long ones first. A job that throws counts as one failure. */
export async function runJobs(jobs: readonly Job[], slots = jobSlots()): Promise<Tally[]> {
  const queue = longestFirst(jobs);
  const tallies: Tally[] = [];
  const slot = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) tallies.push(await runJob(job));
  };
  await Promise.all(Array.from({ length: slots }, slot));
  return tallies;
}

async function runJob(job: Job): Promise<Tally> {
  const started = Date.now();
  try {
    return await job.run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return stepTally(job.suite, (Date.now() - started) / 1000, message);
  }
}

function longestFirst(jobs: readonly Job[]): Job[] {
  const rank = ({ name, suite }: Job): number => {
    const at = LONGEST_FIRST.findIndex((long) => long === name || suite.startsWith(long));
    return at === -1 ? LONGEST_FIRST.length : at;
  };
  return [...jobs].sort((a, b) => rank(a) - rank(b));
}

/** Prints the lines of a job with its name before each, so that the output of parallel jobs can be distinguished. */
export function linePrinter(name: string): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) console.log(`${name}: ${line}`);
  };
}
