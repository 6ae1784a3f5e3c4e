import type { BackupSet } from '../core/model/backupSet';
import type { WalArchive } from '../core/model/walArchive';
import type { EvidenceLevel } from '../core/model/evidence';
import { mergeFindings, withReading } from '../core/proofs/withReading';
import { readEverySegment, readWindows } from '../engine/read/readArchive';
import { checkArchive } from './checkArchive';
import type { Context } from './context';
import type { Scanned } from './scanning';
import { StatusLine } from './statusLine';

type Around = Pick<Scanned, 'catalog'> & { readonly sets: readonly BackupSet[] };

/** The archive as it stands once every segment of it was read as far as the level says. */
export async function deepenArchive(
  archive: WalArchive,
  around: Around,
  level: EvidenceLevel,
  context: Context,
): Promise<WalArchive> {
  const checked = await checkArchive(context.tree, archive, level);
  if (level !== 'records') return checked;
  const status = new StatusLine(context.err);
  const hooks = {
    progress: (bytes: number) => {
      status.add(bytes);
    },
  };
  const { findings } = await readEverySegment(context.walReader, checked, hooks);
  await status.clear();
  return addWindows({ ...checked, findings: mergeFindings(checked.findings, findings) }, around, context);
}

/** The archive with the moments to which its proven sets can be recovered. */
export async function addWindows(
  archive: WalArchive,
  { sets, catalog }: Around,
  { walReader, err }: Context,
): Promise<WalArchive> {
  const status = new StatusLine(err);
  const hooks = {
    progress: (bytes: number) => {
      status.add(bytes);
    },
  };
  const reading = await readWindows(walReader, archive, sets, catalog, hooks);
  await status.clear();
  return withReading(archive, reading, sets);
}
