import type { Catalog } from '../../core/catalog/model';
import type { Finding } from '../../core/finding';
import type { Locator } from './locator';
import { locator } from './locator';

/** The catalogue with findings that name files which a person can go to. */
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
  return findings.map((finding) =>
    finding.file === undefined ? finding : { ...finding, file: where.physicalPath(finding.file) },
  );
}
