import type { Run } from '../engine/run';
import { bytesToRead, type VerificationScope } from '../engine/verify/scope';
import { type VerificationEvent, verifyCatalog } from '../engine/verify/verifyCatalog';
import type { ExpectedEvent } from '../engine/recover/answerByReading';
import type { Context } from './context';
import type { Invocation } from './invocation';
import type { Scanned } from './scanning';
import { StatusLine } from './statusLine';

type Shown = Exclude<VerificationEvent, { kind: 'result' }>;

/** Runs a verification of the scanned paths, with its progress on the terminal. */
export async function verifyScanned(
  context: Context,
  invocation: Invocation,
  scanned: Scanned,
  scope: VerificationScope,
  show: (event: Shown) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const status = new StatusLine(context, invocation);
  const readsAll = scope.level === 'records' && !scope.files;
  status.begin('verifying', readsAll ? bytesToRead(scanned.unproven, scope) : undefined);
  // Writing waits for a slow reader; reading continues meanwhile.
  let shown = Promise.resolve();
  await verifyCatalog(context.tools, scanned, scope, {
    signal: new AbortController().signal,
    report: (event) => {
      if (event.kind === 'progress') status.add(event.bytes);
      else if (event.kind !== 'result') {
        shown = shown.then(async () => {
          await status.clear();
          await show(event);
        });
      }
    },
  });
  await shown;
  await status.clear();
  scanned.showResults();
}

/** How reading for an answer runs: with the same line on the terminal. `done` clears it. */
export function readingRun(
  context: Context,
  invocation: Invocation,
): { readonly run: Run<ExpectedEvent>; readonly done: () => Promise<void> } {
  const status = new StatusLine(context, invocation);
  status.begin('reading');
  return {
    run: {
      signal: new AbortController().signal,
      report: (event) => {
        if (event.kind === 'expected') status.expect(event.bytes);
        else status.add(event.bytes);
      },
    },
    done: () => status.clear(),
  };
}
