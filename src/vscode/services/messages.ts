import { visibleText } from '../../core/report/visibleText';
import { t } from './translate';

/** Every text of commands and services; the trees have their own. */
export const messages = {
  showLog: () => t('Show Log'),
  commandFailed: (why: string) => t('The command failed: {0}', why),
  scanning: () => t('Looking for backups and WAL…'),
  attention: (count: number) =>
    count === 1 ? t('1 backup set needs attention') : t('{0} backup sets need attention', count),
  noSets: () => t('No backup set was found in this workspace.'),
  noSuchSet: () => t('This backup set no longer exists.'),
  noSegments: () =>
    t('The required WAL of this set is unknown: its start location or its segment size cannot be read.'),
  verifying: (count: number, name: string) =>
    count === 0
      ? t('Reading new WAL records in the archives')
      : count === 1
        ? t('Reading the WAL records of {0}', visibleText(name, 60))
        : t('Reading the WAL records of {0} sets', count),
  pickSet: () => t('Which backup set?'),
  copied: (what: string) => t('Copied {0}', what),
  copiedLines: (count: number) => t('Copied {0} lines', count),
  nothingToCopy: () => t('Select an entry in the Backup Sets or WAL Archives view first.'),
  pickFile: () => t('Which file?'),
  fileGone: (path: string) => t('{0} no longer exists or cannot be read.', path),
  outsideWorkspace: (path: string) => t('{0} is outside the workspace. Open its folder to see it.', path),
  chooseArchive: () => t('Use as WAL Archive'),
  chooseArchiveTitle: () => t('Choose a directory with archived WAL'),
  lsnTitle: () => t('Go to LSN or WAL segment'),
  lsnPrompt: () => t('A location such as 2/FB000020, or a segment name such as 0000000100000002000000FB'),
  lsnInvalid: () => t('Neither an LSN (2/FB000020) nor a segment name of 24 hexadecimal digits'),
  lsnNowhere: (text: string) => t('{0} is not needed by any set and is not in any archive.', text),
  lsnWhere: (text: string) => t('{0} is in several places', text),
  inSet: (title: string) => t('needed by {0}', title),
  inArchive: (title: string) => t('in archive {0}', title),
} as const;
