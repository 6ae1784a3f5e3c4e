import { scan } from '../../../src/core/catalog/scan';
import { setJobOf } from '../../../src/core/catalog/setJob';
import { withRecords } from '../../../src/core/catalog/withRecords';
import type { BackupSet } from '../../../src/core/catalog/model';
import { NodeFileTree } from '../../../src/io/nodeFileTree';
import { InlineRunner } from '../../../src/worker/inlineRunner';
import { Verifier } from '../../../src/worker/verifier';

/** What the inspector says of the one set in a folder, verified by records, as a user of it would. */
export async function ourVerdict(set: string, archives: readonly string[]): Promise<BackupSet> {
  const options = { roots: [set], archiveDirectories: archives, level: 'headers' as const };
  const catalog = await scan(new NodeFileTree(), options);
  const [found, ...others] = catalog.sets.filter(({ files }) => files.dataDirectory === set);
  if (found === undefined || others.length > 0) {
    throw new Error(`one set was expected: ${catalog.sets.map(({ id }) => id).join(', ')}`);
  }
  const job = setJobOf(found, catalog);
  return job === undefined
    ? found
    : withRecords(found, await new Verifier(new InlineRunner()).verifySet(job));
}
