import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import { readRestoreFacts } from '../../core/restore/steps/readFacts';
import { restoreSteps as stepsOf } from '../../core/restore/steps/steps';
import type { AnswerPath, RestoreSteps } from '../../core/restore/types';
import { parseSegmentName, rangeNames, segmentNumber } from '../../core/wal/segmentName';
import { NodeFileTree } from '../../io/nodeFileTree';

/** The steps of a restore of a set: along a recovery path, or to the end of the backup without one. */
export async function planRestore(
  catalog: Catalog,
  set: BackupSet,
  path: AnswerPath | undefined,
): Promise<RestoreSteps> {
  return stepsOf(await readRestoreFacts(new NodeFileTree(), catalog, set), path);
}

/** Names of the segments of a recovery path, in the order in which recovery reads them. */
export function segmentsOfPath({ wal, set }: AnswerPath, { sets }: Catalog): string[] {
  const geometry = sets.find(({ id }) => id === set.id)?.geometry;
  if (geometry === undefined) return [];
  return wal.ranges.flatMap(({ timeline, first, last }) => {
    const [from, to] = [first, last].map((name) => {
      const parts = parseSegmentName(name);
      return parts === undefined ? undefined : segmentNumber(parts, geometry);
    });
    return from === undefined || to === undefined
      ? []
      : [...rangeNames({ timeline, first: from, last: to }, geometry)];
  });
}
