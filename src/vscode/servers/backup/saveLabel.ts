import { join } from 'node:path';
import { isFailure } from '../../../core/ground/ports';
import { withRegularFile } from '../../../io/regularFile';
import { writeReturnedFiles } from '../../../io/write/returnedFiles';
import type { WriteProblem } from '../../../core/complete/writeProblem';
import type { StartedBackup, StopResult } from '../../../postgres/session/backupTypes';
import type { Translate } from '../../../core/ground/translate';
import type { SavedLabel } from '../documents/stoppedText';
import type { ServerServices } from '../serverServices';
import { labelInCopy } from '../../../engine/backup/labelInCopy';
import { writeFailureText } from '../../../core/report/writeFailure';

export interface SaveOutcome {
  readonly saved: SavedLabel;
  readonly folder: string | undefined;
}

/** Writes label and map into the copy; asks for its directory if it is unknown. */
export async function saveLabel(
  { ui, t }: Pick<ServerServices, 'ui' | 't'>,
  known: string | undefined,
  result: Pick<StopResult, 'labelFile' | 'tablespaceMap'>,
  started?: Pick<StartedBackup, 'startLsn' | 'version'>,
): Promise<SaveOutcome> {
  const { labelFile, tablespaceMap } = result;
  // Needed for an exclusive backup as well: the set may still have to be completed.
  const folder =
    known ??
    (await ui.pickFolder(
      t('Where is the copy? backup_label is written into it'),
      t('Use as Directory of the Copy'),
    ));
  if (labelFile === undefined) return { saved: await labelOfServer(folder, started, t), folder };
  if (folder === undefined)
    return { saved: { kind: 'not-saved', why: t('The directory of the copy is unknown.') }, folder };
  if (!(await isCopyOrWanted(folder, { ui, t }))) {
    const why = t('{0} is not the directory of the copy.', folder);
    return { saved: { kind: 'not-saved', why }, folder: undefined };
  }
  const files = { label: labelFile, ...(tablespaceMap === undefined ? {} : { tablespaceMap }) };
  const outcome = await writeReturnedFiles(folder, files);
  if (outcome.kind === 'refused') {
    return { saved: { kind: 'not-saved', why: writeProblemText(outcome.problem, t) }, folder: undefined };
  }
  return { saved: { kind: 'saved', folder, names: [...outcome.written, ...outcome.unchanged] }, folder };
}

/**
 * A label beside the copy is useless, and would not be missed before a restore. A copy in a tar has its label beside
 * it, though.
 */
async function isCopyOrWanted(folder: string, { ui, t }: Pick<ServerServices, 'ui' | 't'>): Promise<boolean> {
  const found = await withRegularFile(join(folder, 'PG_VERSION'), () => Promise.resolve({}));
  if (!isFailure(found) || found.code !== 'ENOENT') return true;
  return ui.confirm({
    question: t('Is {0} the directory of the copy?', folder),
    detail: t(
      'The directory has no PG_VERSION, so it is not a data directory. A server reads backup_label only from the top level of the data directory.',
    ),
    action: t('Write It Here'),
  });
}

/** Checks whether the copy contains a label that only the data directory had. */
async function labelOfServer(
  folder: string | undefined,
  started: Pick<StartedBackup, 'startLsn' | 'version'> | undefined,
  t: Translate,
): Promise<SavedLabel> {
  const found =
    folder === undefined || started === undefined ? undefined : await labelInCopy(folder, started);
  if (folder === undefined || found === undefined) return { kind: 'not-looked-for' };
  switch (found) {
    case 'ours':
      return { kind: 'in-copy' };
    case 'absent':
      return {
        kind: 'not-saved',
        why: t(
          '{0} has no backup_label, and this role may not read the server’s file. If the copy is in another directory, choose that one; otherwise take the backup again.',
          folder,
        ),
      };
    case 'other':
      return {
        kind: 'not-saved',
        why: t(
          'The backup_label in {0} belongs to another backup. Check that this is the directory of the copy.',
          folder,
        ),
      };
  }
}

/** Why nothing was written, and advice. */
function writeProblemText(problem: WriteProblem, t: Translate): string {
  switch (problem.kind) {
    case 'exists':
      return t(
        '{0} already exists with different content and was not changed. Check that this is not the directory of another backup.',
        problem.path,
      );
    case 'live':
      return t(
        '{0} indicates a running server in this directory, so nothing was written. If the file was copied by mistake, remove it from the copy.',
        problem.path,
      );
    case 'outside':
      return t('{0} leads out of the directory, to {1}.', problem.path, problem.target);
    case 'refused':
      return t('{0} was refused: {1}.', problem.path, problem.code);
    case 'source':
      return `${problem.message} ${problem.remedy}`;
    case 'canceled':
      return t('The operation was canceled.');
    case 'system':
      return systemText(problem.code, problem.path, t);
  }
}

function systemText(code: string, path: string, t: Translate): string {
  const noSpace = t(
    'There is no space left for {0}. Free some space, then choose the directory again.',
    path,
  );
  return writeFailureText(code, path, noSpace, t);
}
