import type { Finding } from '../../core/ground/finding';
import { wayFinding } from '../../core/model/recovery/wayFinding';
import { isProven } from '../../core/model/verdict';
import type { SetJob } from '../../core/proofs/setJob';
import type { SetVerification } from '../../core/verify/records/setVerification';
import { segmentOfEnd } from '../../core/wal/geometry';
import { segmentName } from '../../core/wal/segmentName';
import { timelineOfSegment, type TimelinePath } from '../../core/wal/timelinePath';

/**
 * Verifies a set along the timeline of the job, and along the one that a server follows by default if that reads other
 * files. If the first path has a fault and another has none, the set is proven along that one.
 */
export async function verifyAlongPaths(
  { otherPaths = [], ...job }: SetJob,
  verify: (job: SetJob) => Promise<SetVerification>,
): Promise<SetVerification> {
  const first = await verify(job);
  if (first.canceled) return first;
  if (!isProven(first.verdict)) return (await anotherPath(job, otherPaths, first, verify)) ?? first;
  const byDefault = otherPaths.find(({ isDefault }) => isDefault);
  if (byDefault === undefined) return first;
  const other = await verify({ ...job, timelinePath: byDefault.timelinePath });
  if (other.canceled) return other;
  if (isProven(other.verdict)) return first;
  const fault = faultOf(job, byDefault.timelinePath, job.timelinePath, other);
  return { ...first, findings: [...first.findings, fault] };
}

async function anotherPath(
  job: SetJob,
  otherPaths: NonNullable<SetJob['otherPaths']>,
  first: SetVerification,
  verify: (job: SetJob) => Promise<SetVerification>,
): Promise<SetVerification | undefined> {
  for (const { timelinePath } of otherPaths) {
    const other = await verify({ ...job, timelinePath });
    if (other.canceled) return other;
    if (!isProven(other.verdict)) continue;
    const fault = faultOf(job, job.timelinePath, timelinePath, first);
    return { ...other, along: timelinePath.target, findings: [...other.findings, fault] };
  }
  return undefined;
}

/** What the fault of one path means, while another has none. */
function faultOf(
  { knownStop, start, geometry }: SetJob,
  path: TimelinePath,
  chosen: TimelinePath,
  { findings }: SetVerification,
): Finding {
  const fault = findings.find(({ severity }) => severity === 'error');
  const last = segmentOfEnd(knownStop?.lsn ?? start, geometry);
  const nameOn = (along: TimelinePath): string => segmentName(timelineOfSegment(along, last), last, geometry);
  const reason = fault === undefined ? {} : { reason: fault.code };
  return wayFinding(
    { timeline: path.target, chosen: chosen.target },
    { segment: fault?.segment ?? nameOn(path), instead: nameOn(chosen), ...reason },
  );
}
