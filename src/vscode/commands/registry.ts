import { type CommandId, COMMANDS } from '../ids';
import { completeSetCommand } from '../complete/command';
import { askRecovery } from '../recover/askCommand';
import { showObsoleteWal } from '../recover/obsoleteCommand';
import { showRestoreSteps } from '../recover/stepsCommand';
import { addArchive } from './archives';
import { copyFact, copyLsn, copyPath, copySegmentList, copySegmentName, copySelection } from './copy';
import { goToLsn, showInTree } from './goTo';
import { openFile, openSegmentList, revealInExplorer } from './open';
import type { Handler } from './services';
import { showTimeline } from './timeline';
import { serverCommand } from './servers';
import { verifyAll, verifyArchiveCommand, verifySetCommand } from './verify';

const HANDLERS: Record<CommandId, Handler> = {
  [COMMANDS.refresh]: ({ catalog }) => catalog.refresh(),
  [COMMANDS.goToLsn]: goToLsn,
  [COMMANDS.addArchiveDirectory]: addArchive,
  [COMMANDS.showTimeline]: showTimeline,
  [COMMANDS.askRecovery]: askRecovery,
  [COMMANDS.showRestoreSteps]: showRestoreSteps,
  [COMMANDS.showObsoleteWal]: showObsoleteWal,
  [COMMANDS.verifySet]: verifySetCommand,
  [COMMANDS.verifyAll]: verifyAll,
  [COMMANDS.verifyArchive]: verifyArchiveCommand,
  [COMMANDS.completeSet]: completeSetCommand,
  [COMMANDS.showLog]: ({ log }) => {
    log.show();
  },
  [COMMANDS.showInTree]: showInTree,
  [COMMANDS.openSegmentList]: openSegmentList,
  [COMMANDS.copySegmentList]: copySegmentList,
  [COMMANDS.copyLsn]: copyLsn,
  [COMMANDS.copySegmentName]: copySegmentName,
  [COMMANDS.copyPath]: copyPath,
  [COMMANDS.copy]: copySelection,
  [COMMANDS.openFile]: openFile,
  [COMMANDS.revealInExplorer]: revealInExplorer,
  [COMMANDS.copyFact]: copyFact,
  [COMMANDS.addConnection]: serverCommand(COMMANDS.addConnection),
  [COMMANDS.editConnection]: serverCommand(COMMANDS.editConnection),
  [COMMANDS.removeConnection]: serverCommand(COMMANDS.removeConnection),
  [COMMANDS.testConnection]: serverCommand(COMMANDS.testConnection),
  [COMMANDS.refreshServers]: serverCommand(COMMANDS.refreshServers),
  [COMMANDS.startBackup]: serverCommand(COMMANDS.startBackup),
  [COMMANDS.stopBackup]: serverCommand(COMMANDS.stopBackup),
  [COMMANDS.abortBackup]: serverCommand(COMMANDS.abortBackup),
  [COMMANDS.showBackup]: serverCommand(COMMANDS.showBackup),
  [COMMANDS.backupMenu]: serverCommand(COMMANDS.backupMenu),
  [COMMANDS.copyBackupFacts]: serverCommand(COMMANDS.copyBackupFacts),
  [COMMANDS.copyCopyCommand]: serverCommand(COMMANDS.copyCopyCommand),
  [COMMANDS.pasteCopyCommand]: serverCommand(COMMANDS.pasteCopyCommand),
};

/** The handler of a command; undefined for an unknown id. */
export function handlerOf(id: string): Handler | undefined {
  const handlers: Readonly<Record<string, Handler>> = HANDLERS;
  return Object.hasOwn(handlers, id) ? handlers[id] : undefined;
}
