import type { BackupSet } from '../../../src/core/model/backupSet';
import type { WalArchive } from '../../../src/core/model/walArchive';
import type { RecoveryWindow } from '../../../src/core/model/recoveryWindow';
import { scan } from '../../../src/core/catalog/scan';
import { setJobOf } from '../../../src/core/proofs/setJob';
import { withRecords } from '../../../src/core/proofs/withRecords';
import { withStructure } from '../../../src/core/proofs/withStructure';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { readWindows } from '../../../src/engine/read/readRecordsOfArchive';
import { lookAtStructure } from '../../../src/engine/verify/structure';
import { Verifier } from '../../../src/engine/read/verifier';

const tasks = new InlineRunner();
const verifier = new Verifier(tasks);

/** The inspector's verdict on the one set in a directory, verified by records, and on the archives. */
export async function ourView(
  folder: string,
  archiveDirectories: readonly string[],
): Promise<{ readonly set: BackupSet; readonly archives: readonly WalArchive[] }> {
  const options = { roots: [folder], archiveDirectories, level: 'headers' as const };
  const catalog = await scan(new NodeFileTree(), options);
  const [found, ...others] = catalog.sets.filter(({ files }) => files.dataDirectory === folder);
  if (found === undefined || others.length > 0) {
    throw new Error(`one set was expected: ${catalog.sets.map(({ id }) => id).join(', ')}`);
  }
  const job = setJobOf(found, catalog);
  const read = job === undefined ? found : withRecords(found, await verifier.verifySet(job));
  const look = await lookAtStructure(tasks, read, catalog, 'records');
  const set = look === undefined ? read : withStructure(read, look);
  return { set, archives: catalog.archives };
}

/** What the inspector says of the one set in a folder, verified by records and by its files. */
export async function ourVerdict(folder: string, archives: readonly string[]): Promise<BackupSet> {
  return (await ourView(folder, archives)).set;
}

/**
 * How far recovery gets from the one set in a directory, as far as the archives show it: nothing if the set is not
 * proven.
 */
export async function ourWindows(
  folder: string,
  archiveDirectories: readonly string[],
): Promise<readonly RecoveryWindow[]> {
  const { set, archives } = await ourView(folder, archiveDirectories);
  // Files change from case to case, and a verifier remembers what it read.
  const reader = new Verifier(new InlineRunner());
  const windows: RecoveryWindow[] = [];
  for (const archive of archives.filter(({ layout }) => layout !== 'pg-wal')) {
    windows.push(...(await readWindows(reader, archive, [set], { archives })).windows);
  }
  return windows;
}
