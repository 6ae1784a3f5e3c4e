import type { Catalog } from '../../../../src/core/model/catalog';
import { isSound } from '../../../../src/core/model/verdict';
import type { BackupSet } from '../../../../src/core/model/backupSet';
import { scan } from '../../../../src/core/catalog/scan';
import { setJobOf } from '../../../../src/core/proofs/setJob';
import { withRecords } from '../../../../src/core/proofs/withRecords';
import { LocatedTree } from '../../../../src/io/location/locatedTree';
import { NodeFileTree } from '../../../../src/io/nodeFileTree';
import { InlineRunner } from '../../../../src/worker/inlineRunner';
import { Verifier } from '../../../../src/engine/read/verifier';

/** The inspector's view of everything below a directory, every set verified by records. */
export async function ourRepository(folder: string): Promise<Catalog> {
  const options = { roots: [folder], archiveDirectories: [], level: 'headers' as const };
  const catalog = await scan(new LocatedTree(new NodeFileTree()), options);
  const verifier = new Verifier(new InlineRunner());
  const sets: BackupSet[] = [];
  for (const set of catalog.sets) {
    const job = setJobOf(set, catalog);
    sets.push(job === undefined ? set : withRecords(set, await verifier.verifySet(job)));
  }
  return { ...catalog, sets };
}

/** Sets of one layout, in the order of their names. */
export function setsOf(catalog: Catalog, layout: BackupSet['layout']): BackupSet[] {
  return catalog.sets
    .filter((set) => set.layout === layout)
    .sort((a, b) => ((a.label ?? '') < (b.label ?? '') ? -1 : 1));
}

/**
 * Verdict and codes of a set's findings, without notes, in one line. Of a set without a fault it is the verdict on its WAL: a
 * tool's files are in a form of its own and not looked at here.
 */
export function summary({ verdict: whole, parts, findings }: BackupSet): string {
  const verdict = isSound(whole) ? parts.wal.verdict : whole;
  const codes = findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
  return [verdict, ...new Set(codes)].join(' ');
}
