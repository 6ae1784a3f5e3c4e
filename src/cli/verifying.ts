import type { Run } from '../engine/run';
import type { VerificationScope } from '../engine/verify/scope';
import { type VerificationEvent, verifyCatalog } from '../engine/verify/verifyCatalog';
import type { Context } from './context';
import type { Scanned } from './scanning';
import { StatusLine } from './statusLine';

type Shown = Exclude<VerificationEvent, { kind: 'proof' }>;

/** Runs a verification of the scanned paths, with its progress on the terminal. */
export async function verifyScanned(
  { tools, err }: Context,
  scanned: Scanned,
  scope: VerificationScope,
  show: (event: Shown) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const status = new StatusLine(err);
  // Writing waits for a slow reader; reading continues meanwhile.
  let shown = Promise.resolve();
  await verifyCatalog(tools, scanned, scope, {
    signal: new AbortController().signal,
    report: (event) => {
      if (event.kind === 'progress') status.add(event.bytes);
      else if (event.kind !== 'proof') {
        shown = shown.then(async () => {
          await status.clear();
          await show(event);
        });
      }
    },
  });
  await shown;
  await status.clear();
  scanned.showProofs();
}

/** How reading for an answer runs: with the same line on the terminal. `done` clears it. */
export function readingRun({ err }: Context): { readonly run: Run; readonly done: () => Promise<void> } {
  const status = new StatusLine(err);
  return {
    run: {
      signal: new AbortController().signal,
      report: ({ bytes }) => {
        status.add(bytes);
      },
    },
    done: () => status.clear(),
  };
}
