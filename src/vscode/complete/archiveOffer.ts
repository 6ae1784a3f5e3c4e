import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { archiveFolders } from '../../core/backup/archiveFolder';

/** A directory of this machine that may contain the WAL of a set, and the server that names it. */
export interface ArchiveOffer {
  readonly path: string;
  /** Name of the connection whose archive_command names it. */
  readonly connection: string;
}

/** The facts of a server that are needed here; `ServerFacts` fits. */
interface Archiving {
  readonly archiveMode: string;
  readonly archiveCommand: { readonly known: boolean; readonly value?: string };
  readonly dataDirectory: { readonly known: boolean; readonly value?: string };
}

/**
 * The directories of a server's archive_command that exist here too: on the same machine, or mounted. Only their
 * presence is checked, and the command is never run.
 */
export async function archiveOffersOf(
  connection: string,
  { archiveMode, archiveCommand, dataDirectory }: Archiving,
): Promise<readonly ArchiveOffer[]> {
  if (archiveMode === 'off' || archiveCommand.value === undefined) return [];
  const data = dataDirectory.value;
  const windows = /^(?:[A-Za-z]:[\\/]|\\\\)/.test(data ?? '');
  const paths = archiveFolders(archiveCommand.value, windows).flatMap((folder) => {
    if (isAbsolute(folder)) return [folder];
    return data !== undefined && isAbsolute(data) ? [join(data, folder)] : [];
  });
  // The server names these paths. To check a network share, Windows would log in at a machine of the server's choice.
  const here = paths.filter((path) => !isNetworkShare(path));
  const found = await Promise.all(
    here.map(async (path) => ((await isFolder(path)) ? [{ path, connection }] : [])),
  );
  return found.flat();
}

function isNetworkShare(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
