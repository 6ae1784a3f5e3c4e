import { t } from '../services/translate';

/** The messages of the timeline's host; the page has its own. */
export const timelineMessages = {
  title: () => t('WAL Timeline'),
  failed: (why: string) => t('This action failed: {0}', why),
  noFile: () => t('This segment has no file.'),
  save: () => t('Save'),
  saved: (name: string) => t('Saved {0}', name),
  pictures: (kind: string) => t('{0} picture', kind),
  reports: (kind: string) => t('{0} report', kind),
} as const;
