import type { SetJob } from '../core/catalog/setJob';
import type { Finding } from '../core/finding';
import type { Cancel } from '../core/ports';
import { verifySet } from '../core/verify/verifySet';
import type { SetInput, SetVerification } from '../core/verify/setVerification';
import { segmentOfEnd, segmentOfStart } from '../core/wal/geometry';
import { segmentName } from '../core/wal/segmentName';
import { rangesAlongPath } from '../core/wal/timelinePath';
import type { FormOrder } from '../io/archiveSource';
import { ArchiveSource, suffixesOf } from '../io/archiveSource';
import { sameContent } from '../io/sameContent';

export interface JobHooks {
  readonly cancel?: Cancel;
  /** Called with the bytes that were walked since the last call. */
  readonly progress?: (bytes: number) => void;
}

/**
 * Verifies a set by records, reading the files that the job names. Where a segment is there in two forms that differ,
 * the set is walked with either form: which one a server gets is up to its restore_command, so both must do.
 */
export async function verifySetJob(job: SetJob, hooks: JobHooks = {}): Promise<SetVerification> {
  const first = await verifySet(inputOf(job, 'plain-first', hooks));
  if (first.canceled) return first;
  const differing = await differingCopies(job, first);
  if (differing.length === 0) return first;
  const second = await verifySet(inputOf(job, 'packed-first', hooks));
  return second.canceled ? second : combine(first, second, differing);
}

function inputOf(job: SetJob, order: FormOrder, hooks: JobHooks): SetInput {
  const { places, pageSize, ...facts } = job;
  const source = new ArchiveSource(places, job.geometry, order);
  const input = { ...facts, ...hooks, source };
  return pageSize === undefined ? input : { ...input, pageSize };
}

interface Copies {
  readonly segment: string;
  readonly plain: string;
  readonly packed: string;
}

/** Segments on the way from start to stop (or to where the walk ended) whose two forms hold different content. */
async function differingCopies(job: SetJob, walked: SetVerification): Promise<Copies[]> {
  const { geometry, path, places } = job;
  const end = walked.stop?.lsn ?? job.knownStop?.lsn;
  const last = end === undefined ? job.lastSegment : segmentOfEnd(end, geometry);
  const differing: Copies[] = [];
  for (const range of rangesAlongPath(path, segmentOfStart(job.start, geometry), last)) {
    for (let segment = range.first; segment <= range.last; segment++) {
      const name = segmentName(range.timeline, segment, geometry);
      for (const place of places) {
        const suffixes = suffixesOf(place.runs, range.timeline, segment);
        if (suffixes.length === 0) continue;
        const plain = `${place.path}/${name}${suffixes[0] ?? ''}`;
        const packed = `${place.path}/${name}${suffixes.at(-1) ?? ''}`;
        if (suffixes.length > 1 && !(await sameContent(plain, packed))) {
          differing.push({ segment: name, plain, packed });
        }
        break;
      }
    }
  }
  return differing;
}

/** Both walks must succeed; where only one does, the copies that it took are the good ones. */
function combine(
  plain: SetVerification,
  packed: SetVerification,
  copies: readonly Copies[],
): SetVerification {
  const plainGood = plain.verdict === 'restorable';
  const packedGood = packed.verdict === 'restorable';
  const good = plainGood ? plain : packedGood ? packed : plain;
  const harmless = plainGood && packedGood;
  const findings = copies.map((pair): Finding => {
    const goodCopy = harmless ? undefined : plainGood ? pair.plain : packedGood ? pair.packed : undefined;
    const badCopy = goodCopy === pair.plain ? pair.packed : pair.plain;
    const reason = harmless ? 'harmless' : 'differ';
    return {
      code: 'duplicate-segment',
      severity: harmless ? 'info' : 'error',
      file: badCopy,
      segment: pair.segment,
      args: { segment: pair.segment, reason, ...(goodCopy === undefined ? {} : { good: goodCopy }) },
    };
  });
  const verdict = harmless ? good.verdict : plainGood || packedGood ? 'damaged' : good.verdict;
  return { ...good, verdict, findings: [...good.findings, ...findings] };
}
