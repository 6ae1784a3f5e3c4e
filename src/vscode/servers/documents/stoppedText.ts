import { visibleText } from '../../../core/report/visibleText';
import type { ArchiveOutcome, RequiredRange, StopResult } from '../../../postgres/session/backupTypes';
import type { Translate } from '../../../core/ground/translate';
import type { SavedLabel } from '../../../engine/backup/saveLabel';
import { notSavedText } from '../backup/labelDialogs';
import { type BackupPage, factsText, headings, paragraphs, prose, section, title } from './backupText';

/** The document of a stopped backup: its facts, the WAL that it needs, and the label if it is not in the copy. */
export function stoppedText(page: BackupPage, result: StopResult, saved: SavedLabel, t: Translate): string {
  return paragraphs([
    title(t('Backup {0}', visibleText(result.started.label))),
    ...page.state.map(prose),
    prose(savedText(saved, t)),
    prose(archiveText(result.archive, t)),
    ...(result.note === undefined ? [] : [prose(result.note)]),
    section(headings(t).facts, factsText(page, t, stopFacts(result, t))),
    section(t('Required WAL'), requiredText(result.required, t)),
    ...(saved.kind === 'not-saved' ? labelSections(result, t) : []),
    ...(result.messages.length === 0
      ? []
      : [
          section(
            t('What the server said'),
            result.messages.map(({ severity, text }) => `${severity}: ${visibleText(text, 1000)}`).join('\n'),
          ),
        ]),
  ]);
}

function stopFacts(
  { stopLsn, stopSegment, historyFile }: StopResult,
  t: Translate,
): readonly (readonly [string, string])[] {
  return [
    [t('Stop location'), stopLsn],
    [t('Last WAL segment'), stopSegment],
    ...(historyFile === undefined ? [] : [[t('Backup history file'), historyFile] as const]),
  ];
}

function savedText(saved: SavedLabel, t: Translate): string {
  switch (saved.kind) {
    case 'saved':
      return t('{0} written into {1}.', saved.names.join(', '), visibleText(saved.folder, 400));
    case 'in-copy':
      return t('backup_label of this backup is in the copy, as it was in the data directory.');
    case 'not-looked-for':
      return t(
        'During an exclusive backup, backup_label is in the data directory. Make sure that the copy contains it: without it, the copy cannot be used.',
      );
    case 'not-saved':
      return `${t('backup_label is NOT in the copy yet. Without it, the copy cannot be used.')} ${notSavedText(saved.why, t)}`;
  }
}

/** The state of the archive at the end, and its meaning. */
export function archiveText(outcome: ArchiveOutcome, t: Translate): string {
  switch (outcome) {
    case 'archived':
      return t('The server reports that all required WAL is archived.');
    case 'not-waited':
      return t('The stop did not wait for archiving. It is unknown whether the required WAL is archived.');
    case 'canceled':
      return t(
        'Waiting for archiving was canceled. The backup has ended, but some of its WAL may not be archived yet.',
      );
    case 'not-archiving':
      return t(
        'The server does not archive WAL. Copy the required WAL from the server soon, before it recycles the files.',
      );
    case 'unknown':
      return t('It is unknown whether the required WAL is archived.');
  }
}

function requiredText(ranges: readonly RequiredRange[], t: Translate): string {
  if (ranges.length === 0) return t('Unknown.');
  return ranges
    .map(({ first, last, count }) =>
      count === 1 ? first : t('{0} to {1}, {2} segments', first, last, count),
    )
    .join('\n');
}

function labelSections({ labelFile, tablespaceMap }: StopResult, t: Translate): readonly string[] {
  const file = (name: string, bytes: Uint8Array | undefined): readonly string[] =>
    bytes === undefined || bytes.length === 0
      ? []
      : [
          section(
            t('Content of {0}, to be saved unchanged, byte for byte', name),
            new TextDecoder().decode(bytes).trimEnd(),
          ),
        ];
  return [...file('backup_label', labelFile), ...file('tablespace_map', tablespaceMap)];
}
