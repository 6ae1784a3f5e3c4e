import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Accident } from '../harness/accident';
import type { AccidentCopy } from '../harness/accidentCopy';
import { copyFast } from '../story/copyCluster';
import { SECOND_DATABASE } from '../story/told';

const PAGE = 8192;

/** What happens to catalogs, indexes, tablespaces and directories. */
export const STRUCTURE_ACCIDENTS: readonly Accident[] = [
  relation('pg_class of a database is missing', 'pg_class', (copy, path) => copy.drop(path)),
  relation('pg_class of a database is empty', `${SECOND_DATABASE}.pg_class`, (copy, path) =>
    copy.write(path, ''),
  ),
  relation('pg_class of a database is cut to its first page', 'pg_class', cutTo(1)),
  relation('the list of databases is missing', 'pg_database', (copy, path) => copy.drop(path)),
  relation('the list of databases is empty', 'pg_database', (copy, path) => copy.write(path, '')),
  relation('a system catalog is empty', 'pg_attribute', (copy, path) => copy.write(path, '')),
  relation('a B-tree is cut to its first page', `${SECOND_DATABASE}.goods_pkey`, cutTo(1)),
  relation('a B-tree is cut to two pages', `${SECOND_DATABASE}.goods_name`, cutTo(2)),
  relation('a table is cut to its first page', `${SECOND_DATABASE}.goods`, cutTo(1)),
  {
    name: 'a tablespace is gone, with its link and without a line in a map',
    truths: [24],
    happen: async (copy) => {
      await rm(copy.at(`pg_tblspc/${copy.story.oid}`));
      await rm(join(copy.home, 'spaces', copy.story.oid), { recursive: true });
    },
  },
  ...['base', 'global', 'pg_xact', 'pg_multixact/offsets'].map((name): Accident => ({
    name: `${name} is a link that leads nowhere on this host`,
    truths: [25],
    happen: async (copy) => {
      await copy.drop(name);
      await symlink(join(copy.elsewhere, 'not', 'here'), copy.at(name));
    },
  })),
  {
    name: 'base is a link to the files of another server',
    truths: [25],
    happen: async (copy) => {
      // Its own files: a server writes there.
      await copyFast(copy.at('base'), join(copy.elsewhere, 'base'));
      await copy.drop('base');
      await symlink(join(copy.elsewhere, 'base'), copy.at('base'));
    },
    mayRefuse: 'what the link leads to is not part of the copy, and a restored server writes there',
  },
];

function relation(
  name: string,
  which: string,
  happen: (copy: AccidentCopy, path: string) => Promise<void>,
): Accident {
  return {
    name,
    truths: [27],
    happen: async (copy) => {
      const path = copy.story.files.get(which);
      if (path === undefined) throw new Error(`the story has no ${which}`);
      await happen(copy, path);
    },
  };
}

function cutTo(pages: number): (copy: AccidentCopy, path: string) => Promise<void> {
  return (copy, path) => copy.change(path, (bytes) => bytes.subarray(0, pages * PAGE));
}
