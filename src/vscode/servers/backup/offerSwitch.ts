import type { PreflightCheck } from '../../../postgres/checks/preflight';
import {
  offerArchiving,
  switchBack,
  type SwitchHost,
  type SwitchProblem,
} from '../../../engine/backup/archiveSwitch';
import type { Switched } from '../../../engine/backup/heldBackup';
import { errorText } from '../../services/log';
import type { ServerServices, ConnectedServer } from '../serverServices';

/** Offers to turn archiving on for a backup, if a switch file of this machine can do that. */
export function offerSwitch(
  services: ServerServices,
  server: ConnectedServer,
  checks: readonly PreflightCheck[],
): Promise<Switched | 'given-up' | undefined> {
  return offerArchiving(switchHost(services), server, checks);
}

/** Asks and reports what turning archiving on needs. */
export function switchHost(services: ServerServices): SwitchHost {
  const { ui, t, log } = services;
  return {
    switchOn: (wanted) => askToSwitch(services, wanted),
    notSwitched: (problem) => ui.refuse(t('Archiving could not be switched on'), problemText(problem, t)),
    switched: ({ path, done }) => {
      log.info(`${done} ${path}`);
    },
  };
}

async function askToSwitch(
  { ui, t }: ServerServices,
  { path, done }: Switched,
): Promise<boolean | undefined> {
  const present = done === 'removed';
  const action = present ? t('Remove {0}', path) : t('Create {0}', path);
  const answer = await ui.ask<{ readonly answer: string }>(
    present
      ? t('archive_command works only while a certain file is absent')
      : t('archive_command works only while a certain file exists'),
    (answers) => [
      {
        kind: 'pick',
        id: 'switch',
        prompt: t('Otherwise the WAL of this backup is not archived'),
        active: answers.answer,
        choices: [
          {
            value: 'switch',
            label: action,
            detail: t('After the stop, you can undo this'),
          },
          {
            value: 'go-on',
            label: t('Leave it as it is'),
            detail: t('The required WAL is then copied from the server'),
          },
        ],
        apply: (_before, chosen) => ({ answer: chosen }),
      },
    ],
    { answer: 'switch' },
  );
  return answer === undefined ? undefined : answer.answer === 'switch';
}

/** Why a switch file was not changed, with advice. */
function problemText(problem: SwitchProblem, t: ServerServices['t']): string {
  return problem.kind === 'not-empty'
    ? t('{0} is not empty, so it was not changed. Check it and remove it yourself.', problem.path)
    : t(
        '{0} could not be changed: {1}. Change it as a user with the permission, then try again.',
        problem.path,
        errorText(problem.error),
      );
}

/**
 * Offers to restore a switch file. That must wait until the WAL of the backup is archived: otherwise the
 * archive_command would report it as archived and discard it.
 *
 * @param isSafeNow whether that WAL is archived, or there is no backup that needs it
 */
export async function offerSwitchBack(
  { ui, t, log }: ServerServices,
  switched: Switched,
  isSafeNow: boolean,
): Promise<void> {
  const { path, done } = switched;
  const undo = done === 'created' ? t('Remove It') : t('Create It Again');
  const state =
    done === 'created'
      ? t('{0} was created for the backup. The server archives WAL while this file exists.', path)
      : t('{0} was removed for the backup. The server archives WAL while this file does not exist.', path);
  const early = t(
    'It is not known yet whether the WAL of the backup is archived. Wait for that first: after the change, the server discards WAL instead of archiving it.',
  );
  const answer = await ui.report(
    isSafeNow ? 'info' : 'warning',
    isSafeNow ? state : `${state} ${early}`,
    undo,
  );
  if (answer !== undo) return;
  const problem = await switchBack(switched);
  if (problem === undefined) return;
  const text = problemText(problem, t);
  log.warn(text);
  void ui.report('error', text);
}
