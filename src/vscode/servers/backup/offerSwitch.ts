import { stat } from 'node:fs/promises';
import type { PreflightCheck } from '../../../postgres/checks/preflight';
import { errorText } from '../../services/log';
import type { DeskServices, Reached } from '../servicesOfDesk';
import type { Switched } from '../watch/serverState';
import { createSwitchFile, removeSwitchFile, switchFileOf } from './switchFile';

/**
 * Where archiving hangs on a switch file of this machine and is off now, offers to turn it on for the backup. What was
 * done is put back after it; of a file on another machine the check itself tells.
 */
export async function offerSwitch(
  services: DeskServices,
  { facts, connection }: Reached,
  checks: readonly PreflightCheck[],
): Promise<Switched | 'given-up' | undefined> {
  const { ui, t, log } = services;
  const file = await switchFileOf(checks, facts, connection.target);
  if (file?.isLocal !== true) return undefined;
  const present = await isThere(file.path);
  if (present === (file.archivesWhen === 'present')) return undefined;
  const action = present ? t('Remove {0}', file.path) : t('Create {0}', file.path);
  const answer = await ui.ask<{ readonly answer: string }>(
    t('The server archives only while a file is {0}', present ? t('absent') : t('there')),
    (draft) => [
      {
        kind: 'pick',
        id: 'switch',
        prompt: t('Without it, the WAL of this backup is not archived'),
        active: draft.answer,
        choices: [
          {
            value: 'switch',
            label: action,
            detail: t('After the stop you will be asked whether to undo that'),
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
  if (answer === undefined) return 'given-up';
  if (answer.answer !== 'switch') return undefined;
  if (present) {
    if (!(await removeSwitchFile(file.path))) {
      void ui.tell('warning', t('{0} is not empty, so it was left alone.', file.path));
      return undefined;
    }
  } else await createSwitchFile(file.path);
  log.info(`${present ? 'removed' : 'created'} ${file.path}`);
  return { path: file.path, done: present ? 'removed' : 'created' };
}

/** Offers to undo what was done to a switch file. */
export async function offerSwitchBack({ ui, t, log }: DeskServices, switched: Switched): Promise<void> {
  const { path, done } = switched;
  const undo = done === 'created' ? t('Remove It') : t('Create It Again');
  const message =
    done === 'created'
      ? t('{0} was created for the backup: while it is there, the server archives.', path)
      : t('{0} was removed for the backup: while it is absent, the server archives.', path);
  if ((await ui.tell('info', message, undo)) !== undo) return;
  try {
    if (done === 'created') await removeSwitchFile(path);
    else await createSwitchFile(path);
  } catch (error) {
    log.warn(`${path}: ${errorText(error)}`);
    void ui.tell('error', t('{0} could not be changed: {1}', path, errorText(error)));
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
