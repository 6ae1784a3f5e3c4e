import type { Picture, Scope } from '../../../src/core/timeline/picture';
import { formatCount } from '../../../src/core/ground/sizes';
import { button, Checkbox, Dropdown } from '../../ui/controls';
import { el } from '../draw/dom';
import type { KeyAction } from './keys';
import type { SavedState } from '../data/savedState';
import { type AxisKind, hasTimes } from '../data/scale';
import { segments, t } from '../data/words';

export type Export = 'svg' | 'png' | 'markdown' | 'json';

export interface ToolbarEvents {
  readonly scope: (id: string) => void;
  readonly axis: (kind: AxisKind) => void;
  readonly table: (on: boolean) => void;
  readonly act: (action: KeyAction) => void;
  readonly export: (what: Export) => void;
  readonly verify: () => void;
}

const ZOOM_STEP = 2;

/** The controls above the picture. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #scopes: Dropdown;
  readonly #axis: Dropdown;
  readonly #table: Checkbox;
  readonly #verify: HTMLElement;

  constructor(events: ToolbarEvents) {
    this.#scopes = new Dropdown(t('Server or archive'), events.scope);
    this.#axis = new Dropdown(t('Axis'), (value) => {
      events.axis(value === 'time' ? 'time' : 'lsn');
    });
    this.#table = new Checkbox(t('Table'), events.table);
    this.#verify = button(t('Verify'), events.verify, 'primary', t('Verify: read every WAL record'));
    const exports = new Dropdown(t('Export'), (value) => {
      if (value === 'svg' || value === 'png' || value === 'markdown' || value === 'json')
        events.export(value);
      exports.show(exportChoices(), '');
    });
    exports.show(exportChoices(), '');
    const zoom = (text: string, action: KeyAction, label: string): HTMLElement =>
      button(
        text,
        () => {
          events.act(action);
        },
        'secondary',
        label,
      );
    this.#scopes.element.classList.add('scopes');
    this.element = el(
      'div',
      { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': t('Timeline') } },
      [
        this.#scopes.element,
        this.#axis.element,
        el('span', { class: 'group' }, [
          zoom('−', { kind: 'zoom', factor: 1 / ZOOM_STEP }, t('Zoom out')),
          zoom('+', { kind: 'zoom', factor: ZOOM_STEP }, t('Zoom in')),
          zoom(t('All'), { kind: 'fit' }, t('Show all')),
        ]),
        this.#table.element,
        el('span', { class: 'space' }),
        exports.element,
        this.#verify,
      ],
    );
  }

  show(scopes: readonly Scope[], picture: Picture, state: SavedState): void {
    const servers = scopes.filter(({ kind }) => kind === 'server').length;
    this.#scopes.show(
      scopes.map((scope) => ({ value: scope.id, text: scopeText(scope, servers) })),
      picture.scope,
    );
    const times = hasTimes(picture);
    this.#axis.show(
      [{ value: 'lsn', text: t('By location') }, ...(times ? [{ value: 'time', text: t('By time') }] : [])],
      times ? state.axis : 'lsn',
    );
    this.#table.show(state.table);
    this.#verify.setAttribute('appearance', picture.recordsRead ? 'secondary' : 'primary');
  }
}

function exportChoices(): { value: string; text: string }[] {
  return [
    { value: '', text: t('Export…') },
    { value: 'svg', text: t('Picture as SVG') },
    { value: 'png', text: t('Picture as PNG') },
    { value: 'markdown', text: t('Report as Markdown') },
    { value: 'json', text: t('Report as JSON') },
  ];
}

function scopeText(scope: Scope, servers: number): string {
  const { kind, path, serverVersion, systemIdentifier, segmentCount, setCount } = scope;
  if (kind === 'archive') return `${path} · ${segments(segmentCount)}`;
  const name = serverVersion === null ? t('Server') : t('PostgreSQL {0}', serverVersion);
  const backups = setCount === 1 ? t('1 backup') : t('{0} backups', formatCount(setCount));
  const identity = servers > 1 && systemIdentifier !== null ? ` · ${systemIdentifier}` : '';
  return `${name} · ${backups}${identity}`;
}
