import { join } from 'node:path';
import type { WriteProblem } from '../../core/complete/writeProblem';
import { isFailure } from '../../core/ground/ports';
import { withRegularFile } from '../../io/regularFile';
import { writeReturnedFiles } from '../../io/write/returnedFiles';
import type { StartedBackup, StopResult } from '../../postgres/session/backupTypes';
import { labelInCopy } from './labelInCopy';

/** Why the copy lacks its label. */
export type NotSaved =
  | { readonly kind: 'place-unknown' }
  /** The directory is not that of the copy. */
  | { readonly kind: 'not-the-copy'; readonly folder: string }
  /** The copy of an exclusive backup should have its label, and has none, or that of another backup. */
  | { readonly kind: 'absent' | 'of-another'; readonly folder: string }
  | { readonly kind: 'not-written'; readonly problem: WriteProblem };

/** What became of label and map. */
export type SavedLabel =
  | { readonly kind: 'saved'; readonly folder: string; readonly names: readonly string[] }
  /** The copy of an exclusive backup contains its label, as was checked. */
  | { readonly kind: 'in-copy' }
  /** The copy of an exclusive backup should contain its label; the place of the copy is unknown, or the label cannot be read. */
  | { readonly kind: 'not-looked-for' }
  | { readonly kind: 'not-saved'; readonly why: NotSaved };

export interface SaveOutcome {
  readonly saved: SavedLabel;
  /** The directory of the copy, as far as it is known now. */
  readonly folder: string | undefined;
}

/** What saving a label asks. */
export interface LabelHost {
  /** The directory of the copy; undefined if the user gives none. */
  directoryOfCopy(): Promise<string | undefined>;
  /** Whether a directory that is not a data directory is that of the copy. */
  isTheCopy(folder: string): Promise<boolean>;
}

/**
 * Writes label and map into the copy; asks for its directory if it is unknown. It asks even if there is nothing to
 * write, because the set may still have to be completed.
 */
export async function saveLabel(
  host: LabelHost,
  known: string | undefined,
  { labelFile, tablespaceMap }: Pick<StopResult, 'labelFile' | 'tablespaceMap'>,
  started?: Pick<StartedBackup, 'startLsn' | 'version'>,
): Promise<SaveOutcome> {
  const folder = known ?? (await host.directoryOfCopy());
  if (labelFile === undefined) return { saved: await labelOfServer(folder, started), folder };
  if (folder === undefined) return notSaved({ kind: 'place-unknown' });
  if (!(await isDataDirectory(folder)) && !(await host.isTheCopy(folder)))
    return notSaved({ kind: 'not-the-copy', folder });
  const files = { label: labelFile, ...(tablespaceMap === undefined ? {} : { tablespaceMap }) };
  const outcome = await writeReturnedFiles(folder, files);
  if (outcome.kind === 'refused') return notSaved({ kind: 'not-written', problem: outcome.problem });
  return { saved: { kind: 'saved', folder, names: [...outcome.written, ...outcome.unchanged] }, folder };
}

function notSaved(why: NotSaved): SaveOutcome {
  return { saved: { kind: 'not-saved', why }, folder: undefined };
}

/**
 * A label beside the copy is useless, and would not be missed before a restore. A copy in a tar has its label beside
 * it, though.
 */
async function isDataDirectory(folder: string): Promise<boolean> {
  const found = await withRegularFile(join(folder, 'PG_VERSION'), () => Promise.resolve({}));
  return !isFailure(found) || found.code !== 'ENOENT';
}

/** Checks whether the copy contains a label that only the data directory had. */
async function labelOfServer(
  folder: string | undefined,
  started: Pick<StartedBackup, 'startLsn' | 'version'> | undefined,
): Promise<SavedLabel> {
  const found =
    folder === undefined || started === undefined ? undefined : await labelInCopy(folder, started);
  if (folder === undefined || found === undefined) return { kind: 'not-looked-for' };
  if (found === 'ours') return { kind: 'in-copy' };
  return { kind: 'not-saved', why: { kind: found === 'absent' ? 'absent' : 'of-another', folder } };
}
