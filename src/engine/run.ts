import type { TaskHooks } from '../worker/taskRunner';

/** Bytes that were read since the last such event. */
export interface ProgressEvent {
  readonly kind: 'progress';
  readonly of: 'wal' | 'files';
  readonly bytes: number;
}

/** How a use case runs: only its signal cancels it, and it reports progress as events. */
export interface Run<Event = never> {
  readonly signal: AbortSignal;
  readonly report: (event: Event | ProgressEvent) => void;
}

/** The same for the tasks of a use case. */
export function hooksOf(
  { signal, report }: Run,
  of: ProgressEvent['of'] = 'wal',
): TaskHooks & { readonly signal: AbortSignal } {
  return {
    signal,
    progress: (bytes) => {
      report({ kind: 'progress', of, bytes });
    },
  };
}
