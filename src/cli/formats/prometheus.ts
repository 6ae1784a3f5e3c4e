import { VERDICTS } from '../../core/model/verdict';
import type { ServerComparison } from '../../core/restore/monitor/serverComparison';
import { rangeCount, type SegmentRange } from '../../core/wal/segmentName';
import type { BackupFacts } from '../../core/restore/monitor/backupFacts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The state of backups as Prometheus text, one value for each server; what is not known is left out. */
export function prometheusText(
  facts: readonly BackupFacts[],
  now: Date,
  comparison?: ServerComparison,
): string {
  const each = (value: (fact: BackupFacts) => number | undefined): Sample[] =>
    facts.flatMap((fact) => {
      const known = value(fact);
      return known === undefined
        ? []
        : [{ labels: { system_identifier: fact.systemIdentifier ?? '' }, value: known }];
    });
  return [
    metric(
      'pg_backup_sets',
      'Backup sets by verdict.',
      facts.flatMap(({ systemIdentifier, verdicts }) =>
        VERDICTS.map((verdict) => ({
          labels: { system_identifier: systemIdentifier ?? '', verdict },
          value: verdicts.filter((each) => each === verdict).length,
        })),
      ),
    ),
    metric(
      'pg_backup_newest_sound_timestamp_seconds',
      'When the newest usable backup ended.',
      each(({ newestSound }) => seconds(newestSound?.time)),
    ),
    metric(
      'pg_backup_latest_recoverable_timestamp_seconds',
      'The last commit that can be recovered.',
      each(({ latest }) => seconds(latest)),
    ),
    metric(
      'pg_backup_earliest_recoverable_timestamp_seconds',
      'The earliest moment of the period that leads to the latest one without a gap.',
      each(({ earliest }) => seconds(earliest)),
    ),
    metric(
      'pg_backup_missing_segments',
      'Needed WAL segments that are missing.',
      each(({ missingSegments }) => missingSegments),
    ),
    metric(
      'pg_backup_errors',
      'Findings of severity error.',
      each(({ errors }) => errors),
    ),
    ...(comparison === undefined ? [] : serverMetrics(comparison)),
    metric('pg_backup_last_check_timestamp_seconds', 'When this was measured.', [
      { labels: {}, value: now.getTime() / 1000 },
    ]),
  ].join('');
}

/** What comparing the archives with their server shows. */
function serverMetrics({ server, archived, lag }: ServerComparison): string[] {
  const labels = { system_identifier: server.systemIdentifier ?? '' };
  const one = (name: string, help: string, value: number | null | undefined): string =>
    metric(name, help, value === null || value === undefined ? [] : [{ labels, value }]);
  const count = (ranges: readonly SegmentRange[] | undefined): number | undefined =>
    ranges?.reduce((sum, range) => sum + rangeCount(range), 0);
  const archivedTime = server.lastArchived?.time ?? undefined;
  return [
    one(
      'pg_backup_archived_files_missing',
      'Files that the server calls archived and no archive has.',
      archived === null ? null : (count(archived.missing) ?? 0) + archived.missingHistories.length,
    ),
    one(
      'pg_backup_archived_findings',
      'Findings on files that the server calls archived.',
      archived?.bad.length,
    ),
    one(
      'pg_backup_archive_gap_segments',
      'Segments since the newest backup that no archive has, although later ones are archived.',
      count(archived?.gaps),
    ),
    one('pg_backup_archive_lag_bytes', 'WAL that is on the server and in no archive yet.', lag),
    one('pg_backup_archive_ready_files', 'Files that wait for the archiver.', server.ready),
    one(
      'pg_backup_archiver_failing',
      'Whether the last attempt to archive failed.',
      server.archives ? Number(server.failing !== null) : null,
    ),
    one(
      'pg_backup_last_archived_timestamp_seconds',
      'When the server archived a file last.',
      seconds(archivedTime),
    ),
    metric(
      'pg_backup_slot_wal_bytes',
      'WAL that a replication slot keeps on the server.',
      (server.slots ?? []).flatMap(({ name, bytes }) =>
        bytes === null ? [] : [{ labels: { ...labels, slot: name }, value: bytes }],
      ),
    ),
  ];
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function metric(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const lines = samples.map(({ labels, value }) => {
    const text = Object.entries(labels)
      .map(([label, content]) => `${label}="${escaped(content)}"`)
      .join(',');
    return `${name}${text === '' ? '' : `{${text}}`} ${String(value)}`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('\n')}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
