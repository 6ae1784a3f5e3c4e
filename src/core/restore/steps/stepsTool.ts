import type { BackupSet } from '../../model/backupSet';
import type { SetLayout } from '../../model/layout';
import { shellQuote } from '../../ground/shellWord';
import { step } from './step';
import type { RestoreStep } from '../types';

interface ToolRestore {
  readonly command: string;
  readonly text: readonly string[];
}

/** Tools with their own storage format, which no other program turns back into a data directory. */
const OWN_FORM: ReadonlySet<SetLayout> = new Set<SetLayout>(['pgbackrest', 'wal-g', 'pg_probackup']);

/** Whether only the tool can restore the files, even if they look like those of a data directory. */
export function hasOwnFormat({ layout }: BackupSet): boolean {
  return OWN_FORM.has(layout);
}

/** Restores the files with the tool's own command; without one, the step says which files to copy. */
export function toolStep(set: BackupSet): RestoreStep {
  const way = toolRestore(set);
  if (way !== undefined)
    return step(
      'Let the tool restore the files',
      [
        'The files of this backup are in the tool’s own storage format. The tool must restore them, together with those of the backups that it depends on. The next steps configure the recovery.',
        ...way.text,
      ],
      [way.command],
    );
  const name = shellQuote(set.label ?? set.path.split('/').at(-1) ?? '');
  const text = `Only the label or history file of ${name} was found. Copy the data directory of that backup into “data”, and its tablespaces to their places.`;
  return step('Copy the files of the backup', [text], []);
}

/** The tool's own command as an alternative to a step by hand; nothing for a set without a tool. */
export function toolHint(set: BackupSet): string[] {
  const way = toolRestore(set);
  return way === undefined
    ? []
    : [`If the tool is installed, it can do this too: ${way.command}`, ...way.text];
}

/** The commands according to each tool's manual; layouts as in `core/catalog/tools`. */
function toolRestore({ layout, path }: BackupSet): ToolRestore | undefined {
  const parts = path.split('/');
  const above = (levels: number): string => shellQuote(parts.slice(0, -levels).join('/') || '/');
  const part = (fromEnd: number): string => shellQuote(parts.at(-fromEnd) ?? '');
  switch (layout) {
    case 'pgbackrest':
      return {
        command: `pgbackrest --stanza=${part(2)} --set=${part(1)} --type=none --pg1-path="$data" restore`,
        text: [
          `If this is not the configured repository, add --repo1-path=${above(3)}. Tablespaces are restored to their original directories, unless you add --tablespace-map-all.`,
        ],
      };
    case 'wal-g':
      return {
        command: `wal-g backup-fetch "$data" ${part(1)}`,
        text: [`If this is not the configured storage, set WALG_FILE_PREFIX=${above(2)} first.`],
      };
    case 'pg_probackup':
      return {
        command: `pg_probackup restore -B ${above(3)} --instance ${part(2)} -i ${part(1)} -D "$data"`,
        text: ['Tablespaces are restored to their original directories, unless you add -T OLD=NEW.'],
      };
    case 'barman':
      return {
        command: `barman recover ${part(3)} ${part(1)} "$data"`,
        text: [
          'Tablespaces are restored to their original directories, unless you add --tablespace NAME:LOCATION.',
        ],
      };
    case 'pgmoneta':
      return {
        command: `pgmoneta-cli restore ${part(3)} ${part(1)} current "$(dirname "$data")"`,
        text: [
          'pgmoneta creates a directory SERVER-ID there. Set “data” to that directory before the next steps.',
        ],
      };
    default:
      return undefined;
  }
}
