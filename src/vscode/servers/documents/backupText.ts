import { copyCommands, type CopyTool, copyToolsOf } from '../../../core/backup/copyCommands';
import type { CopyRequest } from '../../../core/backup/copyRequest';
import { leaveOut, type LeftOut, type LeftOutReason } from '../../../core/backup/leaveOut';
import { visibleText } from '../../../core/report/visibleText';
import type { StartedBackup } from '../../../postgres/session/backupTypes';
import type { Translate } from '../../../core/ground/translate';

/** Everything that the document of a running backup shows. */
export interface BackupPage {
  readonly started: StartedBackup;
  readonly connection: string;
  readonly copy?: CopyRequest;
  readonly folder?: string;
  readonly stopSql: readonly string[];
  /** The state of the backup and its meaning, one paragraph each. */
  readonly state: readonly string[];
}

/** Headings of the document with lenses above them; the lens provider searches for them. */
export function headings(t: Translate): { readonly facts: string } & Readonly<Record<CopyTool, string>> {
  return {
    facts: t('Facts'),
    rsync: t('Copy with rsync'),
    tar: t('Copy with tar'),
    robocopy: t('Copy with robocopy'),
  };
}

/** The document of a running backup: its facts, what to copy, what not, and how. */
export function backupText(page: BackupPage, t: Translate): string {
  const { started, copy } = page;
  const heads = headings(t);
  return paragraphs([
    title(t('Backup {0}', visibleText(started.label))),
    ...page.state.map(prose),
    section(heads.facts, factsText(page, t)),
    ...(copy === undefined
      ? [
          t(
            'The server does not show the path of its data directory. Copy the whole directory and all tablespaces.',
          ),
        ]
      : copySections(copy, t)),
    section(t('Then'), thenText(page, t)),
  ]);
}

/** Name and value of each fact, one per line, as copied with one click. */
export function factsText(
  { started, connection, folder }: BackupPage,
  t: Translate,
  more: readonly (readonly [string, string])[] = [],
): string {
  const rows: (readonly [string, string])[] = [
    [t('Server'), `${connection}, PostgreSQL ${started.version.text}, ${started.takenFrom}`],
    [t('Start location'), started.startLsn],
    [t('First WAL segment'), started.serverStartSegment ?? started.startSegment],
    [t('Timeline'), String(started.timeline)],
    [t('Started'), started.startTime],
    [t('Mode'), started.mode],
    ...(started.systemIdentifier === undefined
      ? []
      : [[t('System identifier'), started.systemIdentifier] as const]),
    [t('Server process'), String(started.backendPid)],
    ...(started.dataDirectory === undefined ? [] : [[t('Data directory'), started.dataDirectory] as const]),
    ...(folder === undefined ? [] : [[t('Copy'), folder] as const]),
    ...more,
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${visibleText(value, 400)}`).join('\n');
}

function copySections(copy: CopyRequest, t: Translate): readonly string[] {
  const left = leaveOut(copy.versionNum, copy.exclusive);
  const width = Math.max(...left.map(({ pattern }) => pattern.length)) + 2;
  const heads = headings(t);
  const tools = copyToolsOf(copy);
  const explained = tools.includes('robocopy')
    ? t(
        'Run this in PowerShell on the server, as a user who may read the data directory. Files may change or disappear during the copy: the WAL corrects that. (If robocopy exits with 8 or more, a file could not be copied; check which one.)',
      )
    : t(
        'Run this as the user who owns the data directory. Files may change or disappear during the copy: the WAL corrects that. (rsync then exits with 24, tar with 1.)',
      );
  return [
    section(
      t('What to copy'),
      [
        copy.dataDirectory,
        ...copy.tablespaces.map(({ oid, name, location }) =>
          t('{0}   (tablespace {1}, OID {2})', location, name, oid),
        ),
      ]
        .map((line) => visibleText(line, 1000))
        .join('\n'),
    ),
    section(
      t('What to leave out'),
      left.map((each) => `${patternText(each).padEnd(width)}  ${reasonText(each.why, t)}`).join('\n'),
    ),
    ...tools.map((tool, i) =>
      section(
        heads[tool],
        `${i === 0 ? `${prose(explained)}\n\n` : ''}${copyCommands(tool, copy).join('\n')}`,
      ),
    ),
  ];
}

function patternText({ pattern, contentsOnly, anywhere }: LeftOut): string {
  return `${anywhere ? '**/' : ''}${pattern}${contentsOnly ? '/*' : ''}`;
}

function reasonText(why: LeftOutReason, t: Translate): string {
  switch (why) {
    case 'wal':
      return t('copied WAL files may be unfinished; the set gets its WAL after the stop');
    case 'server-process':
      return t('would indicate a running server in the copy');
    case 'replication-slots':
      return t('replication slots; they would retain WAL indefinitely');
    case 'rebuilt-at-start':
      return t('recreated at startup');
    case 'temporary':
      return t('temporary files of running queries');
    case 'other-backup':
      return t('belongs to another backup; the stop returns the one of this backup');
  }
}

function thenText({ started, stopSql }: BackupPage, t: Translate): string {
  const label =
    started.mode === 'exclusive'
      ? t(
          'The copy must contain backup_label from the data directory. The stop removes it there, not in the copy.',
        )
      : t(
          'The stop returns the content of backup_label. Without that file, do not use the copy: a server starts from it, but silently loses data.',
        );
  return `${t('When the copy is complete, run the command "PostgreSQL Backup: Stop Backup…". It runs')}\n\n${stopSql.map((line) => `  ${line}`).join('\n')}\n\n${prose(label)}`;
}

/** The width of running text: beside the views there is little more room. */
const COLUMNS = 80;

/** Text with line breaks, because the editor does not wrap. Longer words stay whole. */
export function prose(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= COLUMNS) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

export function title(text: string): string {
  return `${text}\n${'='.repeat(text.length)}`;
}

export function section(heading: string, body: string): string {
  return `${heading}\n${'-'.repeat(heading.length)}\n${body}`;
}

export function paragraphs(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
