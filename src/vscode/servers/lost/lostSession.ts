import type { HeldBackup } from '../../../engine/backup/heldBackup';
import {
  type LostAction,
  type LostHeld,
  type LostHost,
  reportSession,
} from '../../../engine/backup/lostBackups';
import type { LostSession } from '../../../postgres/session/backupTypes';
import { showRunning, showEndOnPage } from '../backup/showBackup';
import type { ServerServices } from '../serverServices';
import { endBackupMode } from './endBackupMode';
import { askFor } from './lostBackups';
import { modeText } from './lostWords';
import { serversAsked } from './serversAsked';

/** Reports a backup whose session this window has just lost, until the user has seen it. */
export async function reportLostSession(
  services: ServerServices,
  held: HeldBackup,
  lost: LostSession,
): Promise<void> {
  services.watch.refresh(held.connection);
  showEndOnPage(services, held);
  await reportSession(hostOf(services), { held, lost });
}

function hostOf(services: ServerServices): LostHost<LostHeld> {
  const { t, log } = services;
  return {
    servers: serversAsked(services),
    report: ({ held, lost }, now, offers) => {
      const meaning =
        now === undefined
          ? `${lost.message} ${lost.remedy}`
          : `${lost.happened} ${modeText(now, t('Its copy'), t)}`;
      log.error(`${held.connection}: ${meaning}`);
      const { label } = held.backup.started;
      const text = t('The backup “{0}” of {1} is lost. {2}', label, held.connection, meaning);
      return askFor(services, text, offers);
    },
    act: (lost, chosen) => act(services, lost, chosen),
  };
}

async function act(services: ServerServices, { held, lost }: LostHeld, chosen: LostAction): Promise<boolean> {
  const { endStatement = '' } = lost;
  if (chosen === 'end-backup-mode') return endBackupMode(services, held.connection, endStatement);
  if (chosen === 'copy-sql') await services.ui.copy(endStatement);
  if (chosen === 'show-backup') await showRunning(services, held);
  return chosen === 'show-backup';
}
