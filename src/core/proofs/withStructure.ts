import type { Finding } from '../ground/finding';
import { type BackupSet, ofSet } from '../model/backupSet';
import { withFindings } from '../model/withFindings';
import { asShutDown } from './asShutDown';
import { ownWalOf } from './structureJob';
import type { StructureLook } from '../verify/structure/structureInput';

/**
 * The set after its data directory was looked at. That can only lower the verdict, unless it shows that the copy needs no
 * label. A canceled look changes nothing.
 */
export function withStructure(set: BackupSet, look: StructureLook): BackupSet {
  if (look.canceled) return set;
  const fresh = look.findings
    .filter((finding) => !set.findings.some((known) => saysAgain(finding, known)))
    .map((finding) => ofSet(finding, set.id, set.versionNum));
  const kept = set.findings.filter((known) => !fresh.some((finding) => saysMore(finding, known)));
  const seen = withFindings(set, [...kept, ...fresh], { ...set.evidence, data: look.evidence });
  const own = ownWalOf(set);
  return look.shutdown === undefined || own === undefined ? seen : asShutDown(seen, look.shutdown, own);
}

/** Whether a scan or a comparison with a manifest has reported the same of this file. */
function saysAgain(fresh: Finding, known: Finding): boolean {
  return isSame(fresh, known) && (fresh.severity === known.severity || known.severity === 'error');
}

/** Whether the scan had the same as a warning, and now it is known to be an error. */
function saysMore(fresh: Finding, known: Finding): boolean {
  return isSame(fresh, known) && fresh.severity === 'error' && known.severity !== 'error';
}

function isSame(a: Finding, b: Finding): boolean {
  return a.code === b.code && a.file === b.file && a.args['reason'] === b.args['reason'];
}
