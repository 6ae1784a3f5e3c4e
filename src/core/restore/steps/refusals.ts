import { isOneTar } from '../../model/layout';
import { splitAtTar } from '../../tars/tarName';
import { isWritable } from '../shell';
import type { RestoreFacts } from './facts';
import { lackingLinks } from './script/clean';

/** Reasons not to write any command. */
export function refusalOf(facts: RestoreFacts, dataDirectory: string): string[] {
  const { set, chain, archives, tablespaces, tars } = facts;
  const paths = [
    dataDirectory,
    set.path,
    ...Object.values<string | undefined>({ ...set.files }).map((path) => path ?? ''),
    ...(chain ?? []).map(({ path }) => path),
    ...archives.map(({ path }) => path),
    ...tars.map(({ path }) => path),
    ...tablespaces.flatMap(({ source, target }) => [source ?? '', target ?? '']),
  ];
  const refusals: string[] = [];
  if (!paths.every(isWritable))
    refusals.push(
      'The path of a file contains a line break, a control character or bytes that are not text. No command can be written for it: rename the file first.',
    );
  // pg_ctl hands these paths to a shell between double quotes (`start_postmaster`, pg_ctl.c).
  if (/["$`\\]/.test(dataDirectory))
    refusals.push(
      'pg_ctl cannot start a server if the path of its data directory contains a double quote, a dollar sign, a backquote or a backslash. Choose another directory.',
    );
  if (isOneTar(set) || archives.some(({ path }) => splitAtTar(path).length > 0))
    refusals.push(
      'The data directory or its WAL is in a tar among other files. Unpack the tar into a separate directory, and show the restore steps of the set there.',
    );
  const lacking = lackingLinks(facts);
  if (lacking.length > 0)
    refusals.push(
      `In this backup, ${lacking.join(', ')} ${lacking.length === 1 ? 'is a link to another place, so its files are' : 'are links to other places, so their files are'} not in the backup. A server started with ${lacking.length === 1 ? 'this link' : 'these links'} would write to ${lacking.length === 1 ? 'that place' : 'those places'}, possibly into the files of a running server. Replace ${lacking.length === 1 ? 'the link by the copy of its files' : 'the links by the copies of their files'} from the time of the backup, then show the steps again.`,
    );
  if (chain === undefined)
    refusals.push(
      'A backup that this incremental backup depends on was not found. Without all of them it cannot be restored.',
    );
  return refusals;
}
