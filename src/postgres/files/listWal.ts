import type { Session } from '../connection/session';
import type { Basics } from '../facts/basics';
import { hidden, known, observed } from '../facts/observed';
import type { Privileges } from '../facts/privileges';
import type { Fact } from '../facts/serverFacts';
import { isoTime } from '../facts/sqlText';
import { walNames } from '../facts/version';
import type { WalFolderEntry } from './serverFiles';

/** Everything in the WAL directory by name, or why it cannot be seen. */
export function listWalFolder(
  session: Session,
  basics: Basics,
  privileges: Privileges,
  signal: AbortSignal,
): Promise<Fact<readonly WalFolderEntry[]>> {
  const limits = { signal, doing: 'Listing the WAL directory' };
  if (privileges.may('pg_ls_waldir')) {
    return observed(async () => {
      const text = `SELECT name, size, ${isoTime('modification')} AS modified FROM pg_ls_waldir() ORDER BY name COLLATE "C"`;
      const rows = await session.query<'name' | 'size' | 'modified'>(text, [], limits);
      return known(
        rows.map(({ name, size, modified }) => ({
          name: name ?? '',
          size: Number(size),
          modified: modified ?? '',
        })),
      );
    });
  }
  if (privileges.may('pg_ls_dir')) {
    return observed(async () => {
      const rows = await session.query<'name'>(
        'SELECT pg_ls_dir($1) AS name',
        [walNames(basics.version).folder],
        limits,
      );
      return known(rows.map(({ name }) => ({ name: name ?? '' })).sort((a, b) => (a.name < b.name ? -1 : 1)));
    });
  }
  const newer = basics.version.number >= 100000;
  return Promise.resolve(hidden(privileges.why(newer ? 'pg_ls_waldir' : 'pg_ls_dir')));
}
