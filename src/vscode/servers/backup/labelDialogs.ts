import type { WriteProblem } from '../../../core/complete/writeProblem';
import type { LabelHost, NotSaved } from '../../../engine/backup/saveLabel';
import { writeFailureText } from '../../../core/report/writeFailure';
import type { Translate } from '../../../core/ground/translate';
import type { ServerServices } from '../serverServices';

/** Asks where the copy is. */
export function labelHost({ ui, t }: Pick<ServerServices, 'ui' | 't'>): LabelHost {
  return {
    directoryOfCopy: () =>
      ui.pickFolder(
        t('Where is the copy? backup_label is written into it'),
        t('Use as Directory of the Copy'),
      ),
    isTheCopy: (folder) =>
      ui.confirm({
        question: t('Is {0} the directory of the copy?', folder),
        detail: t(
          'The directory has no PG_VERSION, so it is not a data directory. A server reads backup_label only from the top level of the data directory.',
        ),
        action: t('Write It Here'),
      }),
  };
}

/** Why the copy lacks its label, and advice. */
export function notSavedText(why: NotSaved, t: Translate): string {
  switch (why.kind) {
    case 'place-unknown':
      return t('The directory of the copy is unknown.');
    case 'not-the-copy':
      return t('{0} is not the directory of the copy.', why.folder);
    case 'absent':
      return t(
        '{0} has no backup_label, and this role may not read the server’s file. If the copy is in another directory, choose that one; otherwise take the backup again.',
        why.folder,
      );
    case 'of-another':
      return t(
        'The backup_label in {0} belongs to another backup. Check that this is the directory of the copy.',
        why.folder,
      );
    case 'not-written':
      return writeProblemText(why.problem, t);
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
