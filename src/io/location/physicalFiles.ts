import type { Catalog } from '../../core/model/catalog';
import type { Finding } from '../../core/ground/finding';
import { type Locator, locator } from './locator';

/** The catalog, with findings that name files which a person can open. */
export function withPhysicalFiles(catalog: Catalog, where = locator()): Catalog {
  return {
    sets: catalog.sets.map((set) => ({ ...set, findings: physical(set.findings, where) })),
    archives: catalog.archives.map((archive) => ({
      ...archive,
      findings: physical(archive.findings, where),
    })),
    findings: physical(catalog.findings, where),
  };
}

function physical(findings: readonly Finding[], where: Locator): Finding[] {
  return findings.map((finding) => {
    const file = finding.file === undefined ? undefined : where.physicalPath(finding.file);
    return file === undefined || file === finding.file ? finding : { ...withoutPlace(finding), file };
  });
}

/** A line number in a file of a tar is not one of the tar. */
function withoutPlace(finding: Finding): Finding {
  const { code, severity, args, segment, lsn, set } = finding;
  return {
    code,
    severity,
    args,
    ...(segment === undefined ? {} : { segment }),
    ...(lsn === undefined ? {} : { lsn }),
    ...(set === undefined ? {} : { set }),
  };
}
