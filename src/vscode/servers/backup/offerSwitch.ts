import { stat } from 'node:fs/promises';
import type { PreflightCheck } from '../../../postgres/checks/preflight';
import { errorText } from '../../services/log';
import type { ServerServices, ConnectedServer } from '../serverServices';
import type { Switched } from '../../../engine/backup/heldBackup';
import { createSwitchFile, removeSwitchFile, switchFileOf } from '../../../engine/backup/switchFile';

/**
 * If a switch file of this machine controls archiving and archiving is off, offers to turn it on for the backup. It is
 * put back after the backup. If the file is on another machine, only the check reports it.
 */
export async function offerSwitch(
  services: ServerServices,
  { facts, connection }: ConnectedServer,
  checks: readonly PreflightCheck[],
): Promise<Switched | 'given-up' | undefined> {
  const { ui, t, log } = services;
  const file = await switchFileOf(checks, facts, connection.target);
  if (file?.isLocal !== true) return undefined;
  const present = await isThere(file.path);
  if (present === (file.archivesWhen === 'present')) return undefined;
  const action = present ? t('Remove {0}', file.path) : t('Create {0}', file.path);
  const answer = await ui.ask<{ readonly answer: string }>(
    present
      ? t('The server archives only while a file does not exist')
      : t('The server archives only while a file exists'),
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
  if (answer === undefined) return 'given-up';
  if (answer.answer !== 'switch') return undefined;
  const done = present ? 'removed' : 'created';
  const problem = await change(file.path, done, t);
  if (problem !== undefined) {
    await ui.refuse(t('Archiving could not be switched on'), problem);
    return 'given-up';
  }
  log.info(`${done} ${file.path}`);
  return { path: file.path, done };
}

/** Creates or removes a switch file; returns why that failed, with advice. */
async function change(
  path: string,
  wanted: Switched['done'],
  t: ServerServices['t'],
): Promise<string | undefined> {
  try {
    if (wanted === 'created') await createSwitchFile(path);
    else if (!(await removeSwitchFile(path)))
      return t('{0} is not empty, so it was not changed. Check it and remove it yourself.', path);
    return undefined;
  } catch (error) {
    return t(
      '{0} could not be changed: {1}. Change it as a user with the permission, then try again.',
      path,
      errorText(error),
    );
  }
}

/**
 * Offers to restore a switch file. That must wait until the WAL of the backup is archived: otherwise the
 * archive_command would report it as archived and discard it.
 */
export async function offerSwitchBack(
  { ui, t, log }: ServerServices,
  { path, done }: Switched,
  archived: boolean,
): Promise<void> {
  const undo = done === 'created' ? t('Remove It') : t('Create It Again');
  const state =
    done === 'created'
      ? t('{0} was created for the backup. The server archives WAL while this file exists.', path)
      : t('{0} was removed for the backup. The server archives WAL while this file does not exist.', path);
  const early = t(
    'It is not known yet whether the WAL of the backup is archived. Wait for that first: after the change, the server discards WAL instead of archiving it.',
  );
  const answer = await ui.report(archived ? 'info' : 'warning', archived ? state : `${state} ${early}`, undo);
  if (answer !== undo) return;
  const problem = await change(path, done === 'created' ? 'removed' : 'created', t);
  if (problem === undefined) return;
  log.warn(problem);
  void ui.report('error', problem);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
