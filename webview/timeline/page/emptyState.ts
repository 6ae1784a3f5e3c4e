import type { FromWebview } from '../../../src/protocol/timeline';
import { button } from '../../ui/controls';
import { el } from '../draw/dom';
import { t } from '../data/words';

type Run = Extract<FromWebview, { type: 'run' }>['what'];

/** The page if there is nothing to draw: what it would show, why it is empty, and what fills it. */
export function emptyState(scanned: boolean, run: (what: Run) => void): HTMLElement[] {
  if (!scanned) return [el('p', { text: t('Looking for backups and WAL…'), attributes: { role: 'status' } })];
  return [
    el('h2', { text: t('No WAL to draw yet') }),
    el('p', {
      text: t(
        'The timeline shows present and missing WAL, and how far you can recover from each backup. Open a folder with a PostgreSQL backup or a WAL archive.',
      ),
    }),
    el('p', {}, [
      button(
        t('Open Folder'),
        () => {
          run('openFolder');
        },
        'primary',
      ),
      button(t('Add WAL Archive'), () => {
        run('addArchive');
      }),
      button(t('Search Again'), () => {
        run('refresh');
      }),
    ]),
  ];
}
