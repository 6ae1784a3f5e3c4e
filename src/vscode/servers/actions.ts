import { COMMANDS } from '../ids';
import { abortBackup } from './backup/abortBackup';
import { copyCommand, copyFacts, pasteCommand } from './backup/copyActions';
import { type ActionArgument, pickBackup } from './backup/pickBackup';
import { showRunning } from './backup/showBackup';
import { startDialog } from './backup/startDialog';
import { stopDialog } from './backup/stopDialog';
import { addConnection, editConnection, removeConnection, testConnection } from './connections/manage';
import { pickConnection } from './connections/pickConnection';
import type { ServerServices } from './serverServices';
import type { HeldBackup } from '../../engine/backup/heldBackup';

export type ServerAction = (services: ServerServices, target: ActionArgument) => Promise<void>;

/** What each command about servers does. Ids are those of the manifest. */
export const ACTIONS = {
  [COMMANDS.addConnection]: connecting(async (services) => {
    await addConnection(services);
  }),
  [COMMANDS.editConnection]: onConnection(async (services, name) => {
    await editConnection(services, name);
  }),
  [COMMANDS.removeConnection]: onConnection(removeConnection),
  [COMMANDS.testConnection]: onConnection(testConnection),
  [COMMANDS.refreshServers]: connecting((services) => {
    services.watch.refresh();
    return Promise.resolve();
  }),
  [COMMANDS.startBackup]: onConnection(startDialog),
  [COMMANDS.stopBackup]: onBackup(stopDialog),
  [COMMANDS.abortBackup]: onBackup(abortBackup),
  [COMMANDS.showBackup]: onBackup(showRunning),
  [COMMANDS.backupMenu]: onBackup(backupMenu),
  [COMMANDS.copyBackupFacts]: onBackup(copyFacts),
  [COMMANDS.copyCopyCommand]: onBackup((services, held, { tool }) => copyCommand(services, held, tool)),
  [COMMANDS.pasteCopyCommand]: onBackup((services, held, { tool }) => {
    pasteCommand(services, held, tool);
    return Promise.resolve();
  }),
} satisfies Readonly<Record<string, ServerAction>>;

export type ServerCommandId = keyof typeof ACTIONS;

/** In a workspace that is not trusted, nothing connects: its settings could lead anywhere, and so could the data. */
function connecting(act: ServerAction): ServerAction {
  return async (services, target) => {
    const { t, ui, execute, isTrusted } = services;
    if (isTrusted()) {
      await act(services, target);
      return;
    }
    const manage = t('Manage Trust');
    const message = t(
      'This folder is not trusted, so servers are not contacted. Backups can still be read and verified.',
    );
    void ui.report('warning', message, manage).then(async (answer) => {
      if (answer === manage) await execute('workbench.trust.manage');
    });
  };
}

function onConnection(act: (services: ServerServices, name: string) => Promise<void>): ServerAction {
  return connecting(async (services, { connection }) => {
    const name = await pickConnection(services, connection);
    if (name !== undefined) await act(services, name);
  });
}

function onBackup(
  act: (services: ServerServices, held: HeldBackup, target: ActionArgument) => Promise<void>,
): ServerAction {
  return async (services, target) => {
    const held = await pickBackup(services, target);
    if (held !== undefined) await act(services, held, target);
  };
}

/** The menu behind the status bar item. */
async function backupMenu(services: ServerServices, held: HeldBackup): Promise<void> {
  const { ui, t } = services;
  const { label } = held.backup.started;
  const acts: Readonly<Record<string, (services: ServerServices, held: HeldBackup) => Promise<void>>> = {
    stop: stopDialog,
    show: showRunning,
    abort: abortBackup,
  };
  const answer = await ui.ask<{ readonly act: string }>(
    t('Backup {0}', label),
    (answers) => [
      {
        kind: 'pick',
        id: 'menu',
        prompt: t('What do you want to do with the backup “{0}” of {1}?', label, held.connection),
        active: answers.act,
        choices: [
          {
            value: 'stop',
            label: t('Stop'),
            detail: t('The copy is complete: end the backup and save its label'),
          },
          {
            value: 'show',
            label: t('Show'),
            detail: t('What to copy, what to leave out, and the commands for it'),
          },
          { value: 'abort', label: t('Abort'), detail: t('Stop without a result: the copy cannot be used') },
        ],
        apply: (_before, act) => ({ act }),
      },
    ],
    { act: 'stop' },
  );
  if (answer !== undefined) await acts[answer.act]?.(services, held);
}
