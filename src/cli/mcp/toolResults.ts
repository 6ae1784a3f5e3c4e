import type { BackupSet } from '../../core/model/backupSet';
import type { Catalog } from '../../core/model/catalog';
import type { WalArchive } from '../../core/model/walArchive';
import { findingToReport, setToReport } from '../../core/report/toReport';
import { latestPoint } from '../../core/restore/windowsReport';
import { untrusted } from './untrusted';

/** A set with everything that is known of it; its label is marked as text from a file. */
export function setResult(set: BackupSet): object {
  const { label, status, ...report } = setToReport(set);
  return { ...report, label: untrusted(label), status: untrusted(status) };
}

/** What `list_backups` gives: the sets in short, and the archives. */
export function listResult({ sets, archives, findings }: Catalog): object {
  return {
    sets: sets.map(shortSet),
    archives: archives.map(shortArchive),
    findings: findings.map(findingToReport),
  };
}

function shortSet(set: BackupSet): object {
  const report = setToReport(set);
  const {
    id,
    path,
    layout,
    kind,
    parentId,
    serverVersion,
    systemIdentifier,
    start,
    stop,
    verdict,
    evidence,
  } = report;
  const { requiredWal, missingWal, findings } = report;
  return {
    id,
    path,
    label: untrusted(report.label),
    layout,
    kind,
    parentId,
    serverVersion,
    systemIdentifier,
    start,
    stop,
    requiredSegments: requiredWal.count,
    missingSegments: missingWal.count,
    verdict,
    evidence,
    findings: findings.map(({ code, severity, message }) => ({ code, severity, message })),
  };
}

function shortArchive(archive: WalArchive): object {
  const { path, systemIdentifier, segmentCount, timelines, findings } = archive;
  return {
    path,
    systemIdentifier: systemIdentifier === undefined ? null : String(systemIdentifier),
    segmentCount,
    timelines: timelines.map(({ timeline, gaps }) => ({ timeline, gaps: gaps.length })),
    latest: latestPoint(archive),
    findings: findings
      .map(findingToReport)
      .map(({ code, severity, message }) => ({ code, severity, message })),
  };
}
