import type { Evidence } from '../../src/core/model/evidence';
import { ofParts, type SetVerdict } from '../../src/core/model/parts';
import { isProven, isSound, UNPROVEN, type Verdict } from '../../src/core/model/verdict';

const READ = { wal: 'records', data: 'structure' } as const;
const LISTED = { wal: 'headers', data: 'names' } as const;

/** A verdict, and parts of which it is the worst: the WAL is worth as much, and nothing is wrong with the rest. */
export function judgedAs(verdict: Verdict, evidence?: Evidence): SetVerdict {
  const { wal, data } = evidence ?? (isProven(verdict) ? READ : LISTED);
  return ofParts({
    wal: { verdict, evidence: wal },
    data: { verdict: isSound(verdict) ? verdict : UNPROVEN, evidence: data },
    files: null,
  });
}

/** The verdict on the WAL, of a set whose base files were not seen. */
export function walJudgedAs(verdict: Verdict): SetVerdict {
  return ofParts({ wal: { verdict, evidence: 'records' }, data: null, files: null });
}

/** A verdict on the data directory, of a set whose WAL is worth this. */
export function dataJudgedAs(verdict: Verdict, wal: Verdict = 'restorable'): SetVerdict {
  return ofParts({
    wal: { verdict: wal, evidence: 'records' },
    data: { verdict, evidence: 'structure' },
    files: null,
  });
}
