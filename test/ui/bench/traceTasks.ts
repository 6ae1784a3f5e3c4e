/** A task of a page's main thread: everything in a frame there, script, style, layout and paint. */
export interface Task {
  /** Milliseconds on the trace's own clock. */
  readonly start: number;
  readonly elapsed: number;
  /** Milliseconds of a processor, without the time of other programs. */
  readonly processor: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string; readonly data?: { readonly message?: string } };
}

export const TRACE_CATEGORIES = [
  'disabled-by-default-devtools.timeline',
  'devtools.timeline',
  'blink.user_timing',
];

/**
 * The tasks between the page's own marks `begin:NAME` and `end:NAME` (`performance.mark`), by NAME, from a trace of
 * Chromium.
 */
export function tasksByPhase(trace: Buffer): Map<string, Task[]> {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] };
  const marks = traceEvents.filter(({ name }) => /^(?:begin|end):/.test(name));
  const [page] = marks;
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && pid === page?.pid && tid === page.tid,
  );
  const phases = new Map<string, Task[]>();
  for (const begin of marks.filter(({ name }) => name.startsWith('begin:'))) {
    const phase = begin.name.slice('begin:'.length);
    const end = marks.find(({ name, ts }) => name === `end:${phase}` && ts >= begin.ts)?.ts ?? Infinity;
    phases.set(
      phase,
      tasks
        .filter(({ ts, dur = 0 }) => ts + dur > begin.ts && ts < end)
        .map(({ ts, dur = 0, tdur = dur }) => ({
          start: ts / 1000,
          elapsed: dur / 1000,
          processor: tdur / 1000,
        })),
    );
  }
  return phases;
}
