import type { Finding, FindingCode } from '../../ground/finding';
import { formatLsn, type Lsn } from '../../ground/lsn';
import { segmentName } from '../../wal/segmentName';
import type { SegmentFailure } from '../../wal/segmentSource';
import type { WalFacts } from './walContext';

/** Where and why WAL ends, and the file that is to blame. */
export interface WalCut {
  readonly code: FindingCode;
  readonly args: Readonly<Record<string, string | number>>;
  readonly timeline: number;
  readonly segment: number;
  readonly segmentName: string;
  readonly file: string | undefined;
  /** The faulty page or record; undefined if the whole file is faulty. */
  readonly lsn: Lsn | undefined;
}

export interface CutPlace {
  readonly timeline: number;
  readonly segment: number;
  readonly file: string | undefined;
}

export function cutOfFailure(place: CutPlace & { failure: SegmentFailure }, context: WalFacts): WalCut {
  const { code, args, file } = place.failure;
  return cutAt({ ...place, file: file ?? place.file }, context, { code, args }, undefined);
}

export function cutAt(
  place: CutPlace,
  context: WalFacts,
  what: Pick<WalCut, 'code' | 'args'>,
  lsn: Lsn | undefined,
): WalCut {
  const { timeline, segment, file } = place;
  const name = segmentName(timeline, segment, context.geometry);
  return { ...what, timeline, segment, segmentName: name, file, lsn };
}

/** The finding, with the location that recovery reaches, and the one that it would have to reach. */
export function findingOfCut(cut: WalCut, end: Lsn | undefined, stop?: Lsn): Finding {
  const ends = cut.code === 'incomplete-segment' && end !== undefined ? { end: formatLsn(end) } : {};
  return {
    code: cut.code,
    severity: 'error',
    args: { ...cut.args, ...ends, ...(stop === undefined ? {} : { stop: formatLsn(stop) }) },
    segment: cut.segmentName,
    ...(cut.file === undefined ? {} : { file: cut.file }),
    ...(cut.lsn === undefined ? {} : { lsn: cut.lsn }),
  };
}
