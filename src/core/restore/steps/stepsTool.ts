import type { BackupSet } from '../../model/backupSet';
import type { SetLayout } from '../../model/layout';
import { shellQuote } from '../shell';
import { step } from './step';
import type { RestoreStep } from '../types';

interface ToolWay {
  readonly command: string;
  readonly text: readonly string[];
}

/** Tools that store data files in a form of their own, which nothing else turns into a data directory again. */
const OWN_FORM: ReadonlySet<SetLayout> = new Set<SetLayout>(['pgbackrest', 'wal-g', 'pg_probackup']);

/** Whether the tool itself has to bring the files, however many of them look like those of a data directory. */
export function isOwnForm({ layout }: BackupSet): boolean {
  return OWN_FORM.has(layout);
}

/** Brings the files with the tool's own command; without one it says what is to be brought. */
export function toolStep(set: BackupSet): RestoreStep {
  const way = toolWay(set);
  if (way !== undefined)
    return step(
      'Let the tool restore the files',
      [
        'The files of this backup are stored in the tool’s own form, so it has to bring them, with those of the backups on which it builds. The next steps configure the recovery.',
        ...way.text,
      ],
      [way.command],
    );
  const name = shellQuote(set.label ?? set.path.split('/').at(-1) ?? '');
  const text = `The files of ${name} are not here: only its label or history file is. Copy the data directory of that backup into “data”, with its tablespaces.`;
  return step('Bring the files of the backup', [text], []);
}

/** What the tool would do in place of a step by hand; nothing where a set is of no tool. */
export function toolHint(set: BackupSet): string[] {
  const way = toolWay(set);
  return way === undefined
    ? []
    : [`Where the tool is installed, it does this too: ${way.command}`, ...way.text];
}

/** The commands by each tool's manual; layouts as in `core/catalog/tools`. */
function toolWay({ layout, path }: BackupSet): ToolWay | undefined {
  const parts = path.split('/');
  const above = (levels: number): string => shellQuote(parts.slice(0, -levels).join('/') || '/');
  const part = (fromEnd: number): string => shellQuote(parts.at(-fromEnd) ?? '');
  switch (layout) {
    case 'pgbackrest':
      return {
        command: `pgbackrest --stanza=${part(2)} --set=${part(1)} --type=none --pg1-path="$data" restore`,
        text: [
          `Where this repository is not the configured one, add --repo1-path=${above(3)}. Tablespaces go back to where the server had them, unless --tablespace-map-all names another place.`,
        ],
      };
    case 'wal-g':
      return {
        command: `wal-g backup-fetch "$data" ${part(1)}`,
        text: [`Where this storage is not the configured one, set WALG_FILE_PREFIX=${above(2)} before.`],
      };
    case 'pg_probackup':
      return {
        command: `pg_probackup restore -B ${above(3)} --instance ${part(2)} -i ${part(1)} -D "$data"`,
        text: ['Tablespaces go back to where the server had them, unless -T OLD=NEW names another place.'],
      };
    case 'barman':
      return {
        command: `barman recover ${part(3)} ${part(1)} "$data"`,
        text: ['Tablespaces go back to where the server had them, unless --tablespace NAME:PLACE is given.'],
      };
    case 'pgmoneta':
      return {
        command: `pgmoneta-cli restore ${part(3)} ${part(1)} current "$(dirname "$data")"`,
        text: ['pgmoneta makes a folder SERVER-ID in that directory: let “data” name it from then on.'],
      };
    default:
      return undefined;
  }
}
