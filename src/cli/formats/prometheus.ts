import { VERDICTS } from '../../core/model/verdict';
import type { BackupFacts } from '../../core/restore/monitor/backupFacts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The state of backups as Prometheus text, one value for each server; what is not known is left out. */
export function prometheusText(facts: readonly BackupFacts[], now: Date): string {
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
      'When the newest sound backup ended.',
      each(({ newestSound }) => seconds(newestSound?.time)),
    ),
    metric(
      'pg_backup_latest_recoverable_timestamp_seconds',
      'The latest moment that can be recovered to.',
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
    metric('pg_backup_last_check_timestamp_seconds', 'When this was measured.', [
      { labels: {}, value: now.getTime() / 1000 },
    ]),
  ].join('');
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
